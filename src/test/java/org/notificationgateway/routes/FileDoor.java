// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.routes;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.component.mock.MockEndpoint;
import org.junit.jupiter.api.AfterEach;
import org.notificationgateway.intake.Answers;
import org.notificationgateway.support.TestHome;

/** The file door on a real inbox, with intake replaced, and a program that drops files into it. */
abstract class FileDoor extends RouteTest {
    private final String inbox;

    FileDoor(String inbox) {
        super("ingress-file");
        this.inbox = inbox;
    }

    @Override
    void prepare(TestHome home) {
        home.set("ingress.file.directory", inbox);
    }

    @AfterEach
    void clear() throws IOException {
        try (Stream<Path> all = Files.walk(inbox(""))) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    MockEndpoint open(Processor intake) throws Exception {
        MockEndpoint mock = replace("file-to-intake", intake);
        start();
        return mock;
    }

    static void accept(Exchange exchange) {
        exchange.getMessage().setBody(Answers.accepted(false));
    }

    Path inbox(String name) {
        return home().path(inbox).resolve(name);
    }

    void drop(String name) throws IOException {
        Path part = Files.writeString(inbox(name + ".part"), REQUEST);
        Files.move(part, inbox(name), StandardCopyOption.ATOMIC_MOVE);
    }

    /** Waits until these are in a subfolder and nothing is anywhere else. */
    void awaitOnly(String folder, String... names) {
        await().untilAsserted(() -> {
            assertEquals(Set.of(names), names(inbox(folder)));
            try (Stream<Path> all = Files.walk(inbox(""))) {
                assertEquals(names.length, all.filter(Files::isRegularFile).count(), "files in all folders");
            }
        });
    }
}
