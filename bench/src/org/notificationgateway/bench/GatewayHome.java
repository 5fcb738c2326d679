// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A home as an operator makes one: the distribution's own routes and configuration, with few settings changed.
 *
 * @param port of the HTTP door
 * @param managementPort of health and metrics
 */
record GatewayHome(Path folder, int port, int managementPort) {
    /** How soon a run goes on after its settings have changed. */
    static final Duration SETTINGS_INTERVAL = Duration.ofMillis(200);

    /** @param tuning what the row itself says, such as connections; everything else is as shipped */
    static GatewayHome make(Layout layout, String name, Map<String, String> tuning, MailSettings mail)
            throws IOException {
        GatewayHome home = new GatewayHome(layout.freshFolder(name), Layout.freePort(), Layout.freePort());
        for (String part : new String[] {"config", "routes"}) {
            copy(layout.distribution().resolve(part), home.folder.resolve(part));
        }
        Map<String, String> changes = new LinkedHashMap<>(tuning);
        changes.put("camel.server.port", String.valueOf(home.port));
        changes.put("camel.management.port", String.valueOf(home.managementPort));
        changes.put("gateway.settings-interval", SETTINGS_INTERVAL.toMillis() + "ms");
        changes.put("delivery.first-pause", "1s");
        home.change(changes);
        home.write(mail);
        return home;
    }

    /** Sixteen of each, or how many the row compares. */
    static Map<String, String> connections(int count) {
        return Map.of("outbox.consumers", String.valueOf(count), "delivery.smtp.connections", String.valueOf(count));
    }

    /** Replaces the settings whole, so that the gateway never reads half a file. */
    void write(MailSettings mail) throws IOException {
        Path written = Files.writeString(folder.resolve("config/appsettings.json.new"), mail.json());
        Files.move(written, folder.resolve("config/appsettings.json"), StandardCopyOption.ATOMIC_MOVE);
    }

    /** What destinations allow. */
    void profiles(String yaml) throws IOException {
        Files.writeString(folder.resolve("config/profiles.yaml"), yaml);
    }

    private void change(Map<String, String> changes) throws IOException {
        Path file = folder.resolve("config/application.properties");
        StringBuilder text = new StringBuilder();
        for (String line : Files.readAllLines(file)) {
            if (!changes.containsKey(line.split("[ =]", 2)[0])) {
                text.append(line).append('\n');
            }
        }
        changes.forEach((key, value) -> text.append(key).append(" = ").append(value).append('\n'));
        Files.writeString(file, text);
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path one : all.toList()) {
                Files.copy(one, to.resolve(from.relativize(one).toString()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }
}
