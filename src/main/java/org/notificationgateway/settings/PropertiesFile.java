// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.settings;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads a file of properties, and refuses what {@link Properties} would take and change in silence: a single backslash,
 * as in the paths of Windows.
 */
public final class PropertiesFile {
    /** What may follow a backslash: itself, a separator, a comment's sign, a blank, a letter by its number. */
    private static final Pattern ESCAPE = Pattern.compile("\\\\(?:[\\\\:=#! ]|u[0-9A-Fa-f]{4}|$)|(\\\\)");
    private static final Pattern COMMENT = Pattern.compile("\\s*[#!].*");

    private PropertiesFile() {}

    /**
     * The values of a file.
     *
     * @throws InvalidSettingsException naming each line that cannot be meant so
     */
    public static Properties read(Path file) throws IOException {
        Properties properties = new Properties();
        String text;
        byte[] bytes = Files.readAllBytes(file);
        if (TextFile.isUtf16(bytes)) {
            throw notUtf8("is UTF-16", file, 1);
        }
        try {
            text = TextFile.decode(bytes);
        } catch (TextFile.NotTextException e) {
            throw notUtf8(e.getMessage(), file, e.line());
        }
        List<Fault> faults = faults(text, file);
        if (!faults.isEmpty()) {
            throw new InvalidSettingsException(faults);
        }
        properties.load(new StringReader(text));
        return properties;
    }

    private static InvalidSettingsException notUtf8(String seen, Path file, long line) {
        return new InvalidSettingsException(
                List.of(new Fault("settings file", seen, "a file saved as UTF-8", file + ":" + line)));
    }

    private static List<Fault> faults(String text, Path file) {
        List<Fault> faults = new ArrayList<>();
        List<String> lines = text.lines().toList();
        boolean continued = false;
        String key = "";
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (!continued && COMMENT.matcher(line).matches()) {
                continue;
            }
            key = continued ? key : line.strip().split("[=:\\s]", 2)[0];
            Matcher escape = ESCAPE.matcher(line);
            continued = false;
            while (escape.find()) {
                continued = escape.group().equals("\\") && escape.group(1) == null;
                if (escape.group(1) != null) {
                    faults.add(new Fault(key.isEmpty() ? "line" : key, "has a single backslash", "/ or \\\\ in a path, such as"
                            + " C:/mail or C:\\\\mail", file + ":" + (i + 1)));
                    break;
                }
            }
        }
        return faults;
    }
}
