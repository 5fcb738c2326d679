// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.acceptance;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.activemq.artemis.api.core.QueueConfiguration;
import org.apache.activemq.artemis.api.core.RoutingType;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.apache.activemq.artemis.jms.client.ActiveMQSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.notificationgateway.outbox.OutboxCodec;
import org.notificationgateway.outbox.OutboxEntry;
import org.notificationgateway.outbox.embedded.EmbeddedBroker;
import org.notificationgateway.outbox.ledger.Recipient;
import org.notificationgateway.support.DeadCommands;
import org.notificationgateway.support.ExternalBroker;
import org.notificationgateway.support.Jms;
import org.notificationgateway.support.TestGateway;
import org.notificationgateway.support.TestHome;

/** One URL moves the outbox to a broker of another process; nothing is lost when that broker restarts. */
class ExternalBrokerIT {
    @TempDir
    private static Path folder;

    private static ExternalBroker broker;
    private static TestHome home;
    private static Jms client;
    private static Path pickup;
    private static TestGateway gateway;

    private long before;

    @BeforeAll
    static void start() throws Exception {
        broker = new ExternalBroker(folder);
        broker.start();
        pickup = Files.createDirectory(folder.resolve("mailroot"));
        home = new TestHome(Files.createDirectory(folder.resolve("home")))
                .server("{ \"FromAddress\": \"no-reply@contoso.com\", \"Host\": \"" + pickup + "\" }")
                .set("gateway.broker.url", broker.url())
                .set("gateway.broker.username", ExternalBroker.USER)
                .set("gateway.broker.password", ExternalBroker.PASSWORD)
                .set("delivery.retry-delays", "1s");
        client = new Jms(new ActiveMQConnectionFactory(broker.url(), ExternalBroker.USER, ExternalBroker.PASSWORD));
        mailOfASenderThatIsGone();
        gateway = TestGateway.start(home);
    }

    private static void mailOfASenderThatIsGone() throws Exception {
        try (var factory = new ActiveMQConnectionFactory(broker.url(), ExternalBroker.USER, ExternalBroker.PASSWORD);
                var connection = factory.createConnection();
                var session = connection.createSession()) {
            var core = ((ActiveMQSession) session).getCoreSession();
            core.createAddress(SimpleString.of("notification.outbox.gone"), RoutingType.ANYCAST, false);
            core.createQueue(QueueConfiguration.of("notification.outbox.gone").setRoutingType(RoutingType.ANYCAST));
        }
        client.sendText("notification.outbox.gone", "waiting");
    }

    @AfterAll
    static void stop() {
        if (gateway != null) {
            gateway.close();
        }
        broker.close();
    }

    @BeforeEach
    void count() throws IOException {
        before = mails();
    }

    @Test
    void carriesRequestsAndMailAcrossItsRestart() throws Exception {
        assertNull(gateway.bean("embeddedBroker", EmbeddedBroker.class), "no broker of its own");
        client.sendText("notification.requests", request("by-jms"));
        awaitMails(1);

        // A mail that cannot be delivered waits in the outbox while the broker restarts.
        Path away = Files.move(pickup, folder.resolve("away"));
        assertEquals(202, gateway.post(request("waiting")).statusCode());
        await().atMost(Duration.ofSeconds(20)).until(() ->
                client.entries("notification.outbox.server").isEmpty());
        broker.stop();
        await().atMost(Duration.ofSeconds(20)).until(() ->
                gateway.manage("/observe/health/ready").statusCode() == 503);
        var refused = gateway.post(request("too-early"));
        assertEquals(503, refused.statusCode(), refused.body());
        assertTrue(refused.headers().firstValue("Retry-After").isPresent());

        Files.move(away, pickup);
        broker.start();
        awaitMails(2);
        client.sendText("notification.requests", request("after-restart"));
        awaitMails(3);
        assertEquals(202, gateway.post(request("too-early")).statusCode());
        awaitMails(4);
        await().atMost(Duration.ofSeconds(20)).until(() ->
                gateway.manage("/observe/health/ready").statusCode() == 200);
        assertTrue(client.entries("notification.dead").isEmpty());
    }

    @Test
    void refusedRequestsLieInItsQueue() {
        client.sendText("notification.requests", "{}");
        String refusal = client.takeText("notification.refused");
        assertTrue(refusal.contains("NO_RECIPIENT"), refusal);
    }

    @Test
    void itsDeadLettersAreListedResentAndMeasured() throws Exception {
        client.sendBytes("notification.dead", new OutboxCodec().encode(OutboxEntry.accepted(
                "given-up", "server", "<1@contoso.com>", Instant.now(), null, false, List.of(), "no-reply@contoso.com",
                List.of(Recipient.pending("ann@example.com")), "Subject: s\r\n\r\nt\r\n".getBytes(US_ASCII))));
        client.sendText("notification.dead", "no entry");
        DeadCommands dead = new DeadCommands(home);
        await().atMost(Duration.ofSeconds(20)).ignoreExceptions().until(() -> dead.ids().size() == 2);
        await().atMost(Duration.ofSeconds(40)).until(() ->
                gateway.manage("/observe/metrics").body().contains("gateway_dead_letters 2.0"));
        assertEquals(1, dead.run("resend", "--all").exit(), "one is no entry");
        awaitMails(1);
        String left = dead.ids().get(0);
        assertEquals(0, dead.run("drop", left).exit());
        assertEquals(List.of(), dead.ids());
    }

    @Test
    void mailOfASenderThatIsGoneShowsInHealth() {
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            var health = gateway.manage("/observe/health/ready?data=true");
            assertTrue(health.body().contains("notification.outbox.gone holds 1"), health.body());
            assertEquals(200, health.statusCode(), health.body());
        });
    }

    private void awaitMails(int count) {
        await().atMost(Duration.ofSeconds(60)).until(() -> mails() == before + count);
    }

    private static long mails() throws IOException {
        try (var files = Files.list(pickup)) {
            return files.count();
        }
    }

    private static String request(String id) {
        return "{\"id\": \"" + id + "\", \"to\": \"ann@example.com\", \"subject\": \"s\", \"text\": \"t\"}";
    }
}
