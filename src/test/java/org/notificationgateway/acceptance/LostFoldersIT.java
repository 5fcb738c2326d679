// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.acceptance;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.notificationgateway.support.TestGateway;
import org.notificationgateway.support.TestHome;

/** A store that was taken away while the gateway runs must not take another mail: nobody would find it again. */
class LostFoldersIT {
    private static final Duration SOON = Duration.ofSeconds(5);
    private static final String REQUEST = "{\"to\": \"ann@example.com\", \"subject\": \"s\", \"text\": \"t\"}";

    @TempDir
    private Path folder;

    private static void isRefused(TestGateway gateway) {
        await().atMost(SOON).until(() -> gateway.post(REQUEST).statusCode() == 503);
        assertEquals(503, gateway.manage("/observe/health/ready").statusCode());
        assertEquals(503, gateway.post(REQUEST).statusCode());
    }

    private static void remove(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"data/broker", "data/broker/journal", "data"})
    @DisplayName("A3: removed while running: not ready within 5 s, 503")
    void removed(String name) throws IOException {
        TestHome home = new TestHome(folder);
        try (TestGateway gateway = TestGateway.start(home)) {
            assertEquals(202, gateway.post(REQUEST).statusCode());
            await().atMost(SOON).until(() -> home.files("data/pickup", ".eml").count() == 1);
            assertEquals(200, gateway.manage("/observe/health/ready").statusCode());
            remove(home.path(name));
            isRefused(gateway);
        }
    }

    @Test
    @DisplayName("A3: replaced by another while running: not ready within 5 s, 503; with the first one back, 202")
    void replacedAndPutBack() throws IOException {
        TestHome home = new TestHome(folder);
        try (TestGateway gateway = TestGateway.start(home)) {
            await().atMost(SOON).until(() -> gateway.post(REQUEST).statusCode() == 202);
            Path away = Files.move(home.path("data/broker"), home.path("away"));
            Files.createDirectories(home.path("data/broker/journal"));
            isRefused(gateway);
            Files.move(home.path("data/broker"), home.path("other"));
            Files.move(away, home.path("data/broker"));
            await().atMost(SOON).until(() -> gateway.post(REQUEST).statusCode() == 202);
        }
    }
}
