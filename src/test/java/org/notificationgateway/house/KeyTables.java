// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;

/** Reads the tables of a Markdown page whose first column is called key: what people are told of each setting. */
final class KeyTables {
    private static final String MAIL_SETTINGS = "MailSettings";

    private final List<Row> rows = new ArrayList<>();
    private List<String> columns = List.of();
    private boolean quoted;
    private int mailSettingsLevel;

    /**
     * One row.
     *
     * @param ofMailSettings true below the heading MailSettings
     * @param unit empty for MailSettings
     * @param standard the default, bare
     */
    record Row(boolean ofMailSettings, String key, String meaning, String unit, String standard) {}

    private KeyTables() {}

    static List<Row> rows(String markdown) {
        KeyTables tables = new KeyTables();
        markdown.lines().forEach(tables::line);
        return List.copyOf(tables.rows);
    }

    private void line(String line) {
        if (line.startsWith("```")) {
            quoted = !quoted;
        } else if (!quoted && line.matches("#+ .*")) {
            heading(line.indexOf(' '), line.replaceFirst("#+ ", "").strip());
        }
        if (quoted || !line.startsWith("|")) {
            columns = List.of();
            return;
        }
        List<String> cells = List.of(line.split("(?<!\\\\)\\|")).stream().skip(1).map(String::strip).toList();
        if (columns.isEmpty()) {
            columns = cells;
        } else if (columns.get(0).equals("key") && !cells.get(0).matches(":?-+:?")) {
            row(cells, line);
        }
    }

    private void heading(int level, String title) {
        if (title.startsWith(MAIL_SETTINGS)) {
            mailSettingsLevel = level;
        } else if (level <= mailSettingsLevel) {
            mailSettingsLevel = 0;
        }
    }

    private void row(List<String> cells, String line) {
        assertEquals(columns.size(), cells.size(), () -> "columns of " + line);
        assertTrue(cells.get(0).matches("`[^`]+`"), () -> "expected one key in backticks: " + line);
        rows.add(new Row(mailSettingsLevel > 0, plain(cells.get(0)), cell(cells, "meaning"), cell(cells, "unit"),
                plain(cell(cells, "default"))));
    }

    private String cell(List<String> cells, String column) {
        int place = columns.indexOf(column);
        return place < 0 ? "" : cells.get(place);
    }

    private static String plain(String cell) {
        return cell.equals("empty") ? "" : cell.replaceFirst("^`(.*)`$", "$1");
    }
}
