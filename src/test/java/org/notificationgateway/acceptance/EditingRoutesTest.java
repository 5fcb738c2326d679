// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.acceptance;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.notificationgateway.support.TestGateway;
import org.notificationgateway.support.TestHome;

/** Routes are the engineer's: what is edited in the folder is what runs, after a restart or with reload on. */
class EditingRoutesTest {
    private static final String REQUEST = "{\"to\": \"ann@example.com\", \"subject\": \"s\", \"text\": \"t\"}";

    @TempDir
    private Path folder;

    private TestHome home;

    @BeforeEach
    void makeHome() {
        home = new TestHome(folder);
    }

    @Test
    void anEditedRouteTakesEffectAfterARestart() throws IOException {
        try (TestGateway gateway = TestGateway.start(home)) {
            assertEquals(202, gateway.post(REQUEST).statusCode());
            assertEquals(404, post("/mails"));
        }
        renameHttpPath();
        try (TestGateway gateway = TestGateway.start(home)) {
            assertEquals(404, gateway.post(REQUEST).statusCode());
            assertEquals(202, post("/mails"));
        }
    }

    @Test
    void anEditedRouteTakesEffectAtOnceWithReloadOn() throws IOException {
        home.set("camel.main.routesReloadEnabled", "true");
        try (TestGateway gateway = TestGateway.start(home)) {
            assertEquals(202, gateway.post(REQUEST).statusCode());
            renameHttpPath();
            await().atMost(Duration.ofSeconds(30)).until(() -> post("/mails") == 202);
            await().atMost(Duration.ofSeconds(10)).until(() -> home.files("data/pickup", ".eml").count() == 2);
        }
    }

    private void renameHttpPath() throws IOException {
        Path route = home.path("routes/ingress-http.camel.yaml");
        String edited = Files.readString(route).replace("path: /notifications", "path: /mails");
        Path beside = Files.writeString(home.path("edited"), edited);
        Files.move(beside, route, StandardCopyOption.REPLACE_EXISTING); // as editors save: never half a file
    }

    private int post(String path) {
        return TestGateway.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + home.httpPort() + path))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(REQUEST))
                        .build())
                .statusCode();
    }
}
