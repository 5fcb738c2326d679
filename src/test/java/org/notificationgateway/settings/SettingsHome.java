// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.settings;

import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A home folder of a test with its {@code config/}, and what the loader makes of it. */
final class SettingsHome {
    private final Path home;
    private final Map<String, String> environment = new HashMap<>();

    SettingsHome(Path home) throws IOException {
        this.home = home;
        Files.createDirectories(home.resolve("config"));
    }

    /** Writes {@code appsettings.json}. */
    SettingsHome server(String json) throws IOException {
        Files.writeString(file("appsettings.json"), json);
        return this;
    }

    /** Writes {@code appsettings.agent.json}. */
    SettingsHome agent(String json) throws IOException {
        Files.writeString(file("appsettings.agent.json"), json);
        return this;
    }

    SettingsHome environment(String name, String value) {
        environment.put(name, value);
        return this;
    }

    Path file(String name) {
        return home.resolve("config").resolve(name);
    }

    Path path(String relative) {
        return home.resolve(relative);
    }

    Senders load() {
        return new SendersLoader(home, environment, SettingsHome::addressFault).load();
    }

    InvalidSettingsException refusal() {
        return assertThrows(InvalidSettingsException.class, this::load);
    }

    /** Each fault as {@code thing seen}. */
    List<String> faults() {
        return refusal().faults().stream().map(fault -> fault.thing() + " " + fault.seen()).toList();
    }

    private static Optional<String> addressFault(String address) {
        return address.indexOf('@') > 0 ? Optional.empty() : Optional.of("has no @");
    }
}
