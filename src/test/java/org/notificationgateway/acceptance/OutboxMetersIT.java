// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.acceptance;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.notificationgateway.outbox.embedded.EmbeddedBroker;
import org.notificationgateway.support.ScriptedSmtpServer;
import org.notificationgateway.support.TestGateway;
import org.notificationgateway.support.TestHome;

/** What monitoring reads is what happened: attempts, outcomes, what waits and why, and a health that tells the truth. */
class OutboxMetersIT {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    private Path folder;

    private TestHome home;
    private ScriptedSmtpServer smtp;

    @BeforeEach
    void chooseServer() throws Exception {
        smtp = new ScriptedSmtpServer();
        home = new TestHome(folder).server("{ \"FromAddress\": \"no-reply@contoso.com\", \"Host\": \"127.0.0.1\","
                + " \"Port\": \"" + smtp.port() + "\" }");
    }

    @AfterEach
    void stopServer() throws Exception {
        smtp.close();
    }

    @Test
    void aKnownRunGivesKnownNumbers() throws Exception {
        smtp.on("RCPT TO:<cyd", "550 5.1.1 canary-reply").on("RCPT TO:<dan", "450 4.2.0 later");
        home.set("delivery.retry-delays", "1h");
        try (TestGateway gateway = started()) {
            double attempts = value(gateway, "gateway_attempts_total{sender=\"server\"}");
            double delivered = outcome(gateway, "delivered");
            double givenUp = outcome(gateway, "given up");
            double tryAgain = outcome(gateway, "try again");
            double expired = outcome(gateway, "expired");
            gateway.post(request("all", "\"ann@example.com\", \"bob@example.com\", \"cyd@example.com\", \"dan@example.com\"", ""));
            gateway.post(request("late", "\"ann@example.com\"", ", \"expiresAt\": \"2001-01-01T00:00:00Z\""));
            await().atMost(PATIENCE).until(() -> outcome(gateway, "expired") == expired + 1
                    && outcome(gateway, "try again") == tryAgain + 1);
            assertEquals(attempts + 1, value(gateway, "gateway_attempts_total{sender=\"server\"}"));
            assertEquals(delivered + 2, outcome(gateway, "delivered"));
            assertEquals(givenUp + 1, outcome(gateway, "given up"));
            await().atMost(PATIENCE).until(() -> value(gateway, "gateway_dead_letters") == 1
                    && value(gateway, "gateway_outbox_entries{sender=\"server\"}") == 1);
            assertTrue(value(gateway, "gateway_outbox_oldest_seconds{sender=\"server\"}") < 60);
            assertEquals(0, value(gateway, "gateway_sender_paused{sender=\"server\"}"));
            String metrics = gateway.manage("/observe/metrics").body();
            assertTrue(metrics.contains("gateway_smtp_connections "), metrics);
            assertFalse(metrics.contains("example.com") || metrics.contains("canary"), metrics);
        }
    }

    @Test
    void aSenderThatPausesIsSeenAndTakesNobodysReadiness() throws Exception {
        smtp.on(ScriptedSmtpServer.CONNECT, "554 go away");
        home.set("delivery.first-pause", "1m");
        try (TestGateway gateway = started()) {
            gateway.post(request("waits", "\"ann@example.com\"", ""));
            await().atMost(PATIENCE).until(() -> value(gateway, "gateway_sender_paused{sender=\"server\"}") == 1);
            double left = value(gateway, "gateway_sender_pause_seconds{sender=\"server\"}");
            assertTrue(left > 30 && left <= 60, "seconds left: " + left);
            await().atMost(PATIENCE).until(() -> value(gateway, "gateway_outbox_entries{sender=\"server\"}") == 1);
            await().atMost(PATIENCE).until(() ->
                    value(gateway, "gateway_outbox_oldest_seconds{sender=\"server\"}") > 1);
            var ready = gateway.manage("/observe/health/ready?data=true");
            assertEquals(200, ready.statusCode());
            assertTrue(ready.body().contains("warning: mail waits for a server that cannot be used"), ready.body());
            assertTrue(ready.body().contains("paused.server"), ready.body());
            assertEquals(200, gateway.manage("/observe/health/live").statusCode());
        }
    }

    @Test
    void aBrokerThatStoppedItselfTakesLiveness() throws Exception {
        try (TestGateway gateway = started()) {
            assertEquals(200, gateway.manage("/observe/health/live").statusCode());
            gateway.bean("embeddedBroker", EmbeddedBroker.class).stop();
            var live = gateway.manage("/observe/health/live");
            assertEquals(503, live.statusCode(), live.body());
            assertTrue(live.body().contains("the embedded broker has stopped itself"), live.body());
        }
    }

    /** A gateway whose management port answers. */
    private TestGateway started() {
        TestGateway gateway = TestGateway.start(home);
        await().atMost(PATIENCE).ignoreExceptions().until(() ->
                gateway.manage("/observe/health/ready").statusCode() == 200);
        return gateway;
    }

    private static double outcome(TestGateway gateway, String outcome) {
        return value(gateway, "gateway_outcomes_total{outcome=\"" + outcome + "\",sender=\"server\"}");
    }

    /** A sample of the metrics, 0 for one that is not there yet. */
    private static double value(TestGateway gateway, String sample) {
        Matcher line = Pattern.compile("(?m)^" + Pattern.quote(sample) + " (\\S+)$")
                .matcher(gateway.manage("/observe/metrics").body());
        return line.find() ? Double.parseDouble(line.group(1)) : 0;
    }

    private static String request(String id, String to, String more) {
        return "{\"id\": \"" + id + "\", \"to\": [" + to + "], \"subject\": \"s\", \"text\": \"t\"" + more + "}";
    }
}
