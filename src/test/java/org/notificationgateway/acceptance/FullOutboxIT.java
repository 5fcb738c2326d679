// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.acceptance;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.jms.ConnectionFactory;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.notificationgateway.outbox.embedded.EmbeddedBroker;
import org.notificationgateway.support.Effort;
import org.notificationgateway.support.Jms;
import org.notificationgateway.support.TestGateway;
import org.notificationgateway.support.TestHome;

/** While the outbox can take nothing, every door says so or waits; nothing is accepted, nothing is lost. */
class FullOutboxIT {
    @TempDir
    private Path folder;

    @Test
    @DisplayName("F04: disk full: HTTP 503, file and JMS wait, the stop is quick; with room again each is mailed once")
    void keepsWhatItCannotTakeAtTheDoors() throws Exception {
        TestHome home = new TestHome(folder).set("intake.max-disk-usage", "0");
        long stopped;
        try (TestGateway gateway = TestGateway.start(home)) {
            assertEquals(503, gateway.post(request("by-http")).statusCode());
            gateway.drop("by-file.json", request("by-file"));
            new Jms(gateway.bean("connectionFactory", ConnectionFactory.class))
                    .sendText("notification.requests", request("by-jms"));
            await().during(Duration.ofMillis(1_500)).until(() ->
                    home.files("data/inbox", "by-file.json").count()
                            + home.files("data/inbox/.accepted", "").count() <= 1
                    && home.files("data/pickup", ".eml").count() == 0);
            assertEquals(503, gateway.manage("/observe/health/ready").statusCode());
            stopped = System.nanoTime();
        }
        assertTrue(Duration.ofNanos(System.nanoTime() - stopped).toSeconds() < 15, "a door that waits held up the stop");
        home.set("intake.max-disk-usage", "100");
        try (TestGateway gateway = TestGateway.start(home)) {
            assertEquals(202, gateway.post(request("by-http")).statusCode());
            await().until(() -> home.files("data/pickup", ".eml").count() >= 3);
            Jms jms = new Jms(gateway.bean("connectionFactory", ConnectionFactory.class));
            await().until(() -> jms.browse("notification.requests").isEmpty()
                    && home.files("data/inbox/.accepted", "by-file.json").count() == 1);
            assertEquals(3, home.files("data/pickup", ".eml").count());
            assertEquals(0, jms.browse("notification.dead").size());
        }
    }

    @Test
    void answersWithinItsTimeWhileTheBrokerIsGone() {
        TestHome home = new TestHome(folder).set("intake.store-timeout", "1s");
        try (TestGateway gateway = TestGateway.start(home)) {
            gateway.bean("embeddedBroker", EmbeddedBroker.class).stop();
            for (int i = 0; i < Effort.of(2, 5); i++) {
                long start = System.nanoTime();
                var answer = gateway.post(request("id-" + i));
                assertEquals(503, answer.statusCode(), answer.body());
                assertEquals("30", answer.headers().firstValue("Retry-After").orElse(""));
                assertTrue(Duration.ofNanos(System.nanoTime() - start).toSeconds() < 5);
            }
        }
    }

    private static String request(String id) {
        return "{\"id\": \"" + id + "\", \"to\": \"ann@example.com\", \"subject\": \"s\", \"text\": \"t\"}";
    }
}
