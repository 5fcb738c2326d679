// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.house;

import static java.util.stream.Collectors.toCollection;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.notificationgateway.house.KeyTables.Row;
import org.notificationgateway.settings.GatewayKey;
import org.notificationgateway.settings.GatewayKeys;
import org.notificationgateway.support.TestHome;

/** Compares the table of keys with docs/configuration.md and with what runs, so that no key is told twice and differently. */
class ConfigurationDocsTest {
    @Test
    void everyKeyOfTheTableHasItsRowAndNoOtherKeyHasOne() throws IOException {
        assertEquals(names(), docs().stream().filter(row -> !row.ofMailSettings()).map(Row::key).collect(toCollection(TreeSet::new)));
    }

    @Test
    void everyRowSaysWhatTheTableSays() throws IOException {
        assertEquals(List.of(), others(docs()));
    }

    @Test
    void everyShippedValueIsTheDefaultOfTheTable() throws IOException {
        Map<String, String> standards = new TreeMap<>();
        SettingKeys.shipped().keySet().forEach(key -> standards.put(key, GatewayKeys.of(key).standard()));
        assertEquals(new TreeMap<>(SettingKeys.shipped()), standards);
    }

    @Test
    void everyKeyThatRoutesOrCodeReadIsInTheTable() throws IOException {
        Set<String> keys = new TreeSet<>(SettingKeys.inRoutes());
        assertTrue(keys.contains("ingress.file.directory") && !keys.contains("sender"), keys::toString);
        keys.addAll(SettingKeys.inCode());
        assertTrue(keys.containsAll(Set.of("gateway.data-directory", "delivery.retry-delays", "camel.management.port",
                "delivery.oauth.SENDER.client-id")), keys::toString);
        keys.removeAll(names());
        assertEquals(Set.of(), keys);
    }

    @Test
    void everyKeyOfOursInTheTableIsRead() throws IOException {
        Set<String> keys = names();
        keys.removeIf(key -> !GatewayKeys.isOurs(key));
        keys.removeAll(SettingKeys.inRoutes());
        keys.removeAll(SettingKeys.inCode());
        assertEquals(Set.of(), keys);
    }

    @Test
    void everyKeyOfCamelInTheTableIsAnOptionOfCamel() throws IOException {
        Set<String> keys = names();
        keys.removeIf(GatewayKeys::isOurs);
        keys.removeAll(SettingKeys.ofCamel());
        assertEquals(Set.of(), keys);
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
    void aWrongRowAndAGapWouldBeFound() {
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
        assertEquals(List.of(
                "camel.server.port: meaning is 'the port \\| of HTTP': expected 'Port it listens on.' and what more there is to say",
                "camel.server.port: unit is '': expected 'port, 0 to 65535'", "camel.server.port: default is '8081': expected '8080'"),
                others(rows).subList(0, 3));
        assertEquals(Set.of("ingress.jms.consumers"),
                without(Set.of("ingress.jms.consumers", "camel.server.port"), rows, row -> !row.ofMailSettings()));
    }

    private static Set<String> without(Collection<String> keys, List<Row> rows, Predicate<Row> where) {
        Set<String> missing = new TreeSet<>(keys);
        rows.stream().filter(where).map(Row::key).forEach(missing::remove);
        return missing;
    }

    private static List<String> others(List<Row> rows) {
        List<String> others = new ArrayList<>();
        for (Row row : rows) {
            GatewayKeys.ALL.stream().filter(key -> key.name().equals(row.key())).forEach(key -> {
                if (!row.meaning().startsWith(key.meaning())) {
                    others.add("%s: meaning is '%s': expected '%s' and what more there is to say".formatted(row.key(), row.meaning(), key.meaning()));
                }
                if (!row.unit().equals(key.type().unit())) {
                    others.add("%s: unit is '%s': expected '%s'".formatted(row.key(), row.unit(), key.type().unit()));
                }
                if (!row.standard().equals(key.standard())) {
                    others.add("%s: default is '%s': expected '%s'".formatted(row.key(), row.standard(), key.standard()));
                }
            });
        }
        return others;
    }

    private static Set<String> names() {
        return GatewayKeys.ALL.stream().map(GatewayKey::name).collect(toCollection(TreeSet::new));
    }

    private static List<Row> docs() throws IOException {
        return KeyTables.rows(Files.readString(TestHome.PROJECT.resolve("docs/configuration.md")));
    }
}
