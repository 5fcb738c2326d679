// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.settings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.notificationgateway.mail.Mailbox;

/** A home folder that a test writes file by file, read with the rule for addresses that the program itself uses. */
final class WrittenHome {
    private final Path folder;
    private final Map<String, String> environment = new HashMap<>();

    WrittenHome(Path folder) throws IOException {
        this.folder = folder;
        Files.createDirectories(folder.resolve("config"));
    }

    /** Writes {@code config/NAME}. */
    WrittenHome with(String name, String json) throws IOException {
        Files.writeString(file(name), json);
        return this;
    }

    WrittenHome variable(String name, String value) {
        environment.put(name, value);
        return this;
    }

    Path file(String name) {
        return folder.resolve("config").resolve(name);
    }

    Path path(String relative) {
        return folder.resolve(relative);
    }

    Senders load() {
        return loader().load();
    }

    SendersLoader loader() {
        return new SendersLoader(folder, environment, WrittenHome::addressFault);
    }

    Explanation explanation(String sender) {
        return new Explanation(load().of(sender), List.of());
    }

    /** One value of a sender as explained; empty when the key is not set and has no default. */
    Optional<ExplainedValue> value(String sender, MailKey key) {
        return load().of(sender).values().stream().filter(value -> value.key().equals(key.word())).findFirst();
    }

    private static Optional<String> addressFault(String address) {
        try {
            Mailbox.parse(address);
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }
}
