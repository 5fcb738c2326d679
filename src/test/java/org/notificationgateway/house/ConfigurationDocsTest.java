// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.notificationgateway.house.KeyTables.Row;
import org.notificationgateway.support.TestHome;

/** Compares docs/configuration.md with what runs, so that a key or a default is never told twice and differently. */
class ConfigurationDocsTest {
    @Test
    void everyKeyOfTheShippedFileHasARow() throws IOException {
        assertEquals(Set.of(), without(SettingKeys.shipped().keySet(), docs(), row -> !row.ofMailSettings()));
    }

    @Test
    void everyKeyOfTheRoutesHasARow() throws IOException {
        Set<String> keys = SettingKeys.inRoutes();
        assertTrue(keys.contains("ingress.file.directory") && !keys.contains("sender"), keys::toString);
        assertEquals(Set.of(), without(keys, docs(), row -> !row.ofMailSettings()));
    }

    @Test
    void everyKeyTheCodeReadsHasARow() throws IOException {
        Set<String> keys = SettingKeys.inCode();
        assertTrue(keys.containsAll(Set.of("gateway.data-directory", "delivery.retry-delays",
                "ingress.file.directory", "camel.management.port", "delivery.oauth.SENDER.client-id")), keys::toString);
        assertEquals(Set.of(), without(keys, docs(), row -> !row.ofMailSettings()));
    }

    @Test
    void everyDefaultIsTheShippedValue() throws IOException {
        assertEquals(List.of(), otherDefaults(docs()));
    }

    @Test
    void noRowIsAboutAKeyThatExistsNowhere() throws IOException {
        assertEquals(List.of(), strangers(docs()));
    }

    @Test
    void noKeyHasTwoRows() throws IOException {
        List<String> keys = docs().stream().map(row -> row.ofMailSettings() + " " + row.key()).toList();
        assertEquals(keys.stream().distinct().toList(), keys);
    }

    @Test
    void everyKeyOfMailSettingsThatIsObeyedHasARow() throws IOException {
        Set<String> keys = SettingKeys.ofMailSettings().keySet();
        assertTrue(keys.containsAll(Set.of("FromAddress", "Host", "UseSpecifiedPickupDirectory")), keys::toString);
        assertEquals(Set.of(), without(keys, docs(), Row::ofMailSettings));
        for (Row row : docs()) {
            if (row.ofMailSettings()) {
                assertEquals(SettingKeys.ofMailSettings().get(row.key()), row.standard(), row.key());
            }
        }
    }

    @Test
    void aWrongDefaultAStrangerAndAGapWouldBeFound() throws IOException {
        List<Row> rows = KeyTables.rows("""
                ## ingress-http
                | key | meaning | unit | default |
                |---|---|---|---|
                | `camel.server.port` | the port \\| of HTTP | | `8081` |
                | `gateway.broker.url` | | | empty |
                | `ingress.http.limit` | | bytes | `1` |

                | file | meaning |
                |---|---|
                | `data/inbox` | not a key |
                ## MailSettings of a sender
                ```properties
                # no heading
                ```
                ### Server
                | key | meaning | unit | default |
                |---|---|---|---|
                | `Hots` | the server | | empty |
                ## Camel
                | key | meaning | unit | default |
                |---|---|---|---|
                | `camel.ssl.enabled` | Camel's own, not shipped | | `false` |
                """);
        assertEquals(5, rows.size());
        assertEquals(List.of("camel.server.port: default is '8081': expected '8080'"), otherDefaults(rows));
        assertEquals(List.of("ingress.http.limit", "Hots"), strangers(rows));
        assertEquals(Set.of("ingress.jms.consumers"),
                without(Set.of("ingress.jms.consumers", "camel.server.port"), rows, row -> !row.ofMailSettings()));
    }

    private static Set<String> without(Collection<String> keys, List<Row> rows, Predicate<Row> where) {
        Set<String> missing = new TreeSet<>(keys);
        rows.stream().filter(where).map(Row::key).forEach(missing::remove);
        return missing;
    }

    private static List<String> otherDefaults(List<Row> rows) throws IOException {
        Map<String, String> shipped = SettingKeys.shipped();
        return rows.stream()
                .filter(row -> !row.ofMailSettings() && shipped.containsKey(row.key()))
                .filter(row -> !row.standard().equals(shipped.get(row.key())))
                .map(row -> "%s: default is '%s': expected '%s'"
                        .formatted(row.key(), row.standard(), shipped.get(row.key())))
                .toList();
    }

    private static List<String> strangers(List<Row> rows) throws IOException {
        Set<String> known = SettingKeys.known();
        Set<String> mailSettings = SettingKeys.ofMailSettings().keySet();
        return rows.stream()
                .filter(row -> !(row.ofMailSettings() ? mailSettings : known).contains(row.key()))
                .map(Row::key)
                .toList();
    }

    private static List<Row> docs() throws IOException {
        return KeyTables.rows(Files.readString(TestHome.PROJECT.resolve("docs/configuration.md")));
    }
}
