// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.acceptance;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.jms.JMSRuntimeException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.notificationgateway.support.Commands;
import org.notificationgateway.support.DeadCommands;
import org.notificationgateway.support.DocumentedFile;
import org.notificationgateway.support.ExternalBroker;
import org.notificationgateway.support.Jms;
import org.notificationgateway.support.ScriptedSmtpServer;
import org.notificationgateway.support.TestGateway;
import org.notificationgateway.support.TestHome;

/** The rights that docs/operations.md gives at an external broker are enough for all that the gateway does, and for nothing else. */
@TestInstance(Lifecycle.PER_CLASS)
class BrokerRightsIT {
    private static final Duration LONG = Duration.ofSeconds(40);

    private ExternalBroker broker;
    private ScriptedSmtpServer smtp;
    @TempDir
    private Path folder;
    private TestHome home;

    @BeforeAll
    void startBroker(@TempDir Path brokers) throws Exception {
        broker = ExternalBroker.withRights(brokers, "stranger");
        broker.start();
        smtp = new ScriptedSmtpServer();
    }

    @AfterAll
    void stopBroker() throws Exception {
        smtp.close();
        broker.close();
    }

    @BeforeEach
    void makeHome() throws Exception {
        home = new TestHome(folder)
                .server("{ \"FromAddress\": \"no-reply@contoso.com\", \"Host\": \"127.0.0.1\", \"Port\": " + smtp.port()
                        + ", \"SecureSocketOption\": \"None\" }")
                .set("delivery.retry-delays", "1s");
        as(broker.url(), ExternalBroker.USER, ExternalBroker.PASSWORD);
    }

    /** For commands, too, which see the files alone. */
    private void as(String url, String user, String password) {
        home.write("config/application.properties", "gateway.broker.url = " + url + "\ngateway.broker.username = " + user
                + "\ngateway.broker.password = " + password + "\ndelivery.retry-delays = 1s\ncamel.server.port = " + home.httpPort()
                + "\ncamel.management.port = " + home.managementPort() + "\n");
    }

    @Test
    void areEnoughForMailDelaysDeadLettersAndMetrics() throws Exception {
        smtp.on("RCPT TO:<later@", "451 4.2.0 come again").on("RCPT TO:<nobody@", "550 5.1.1 no such user");
        Jms client = new Jms(new ActiveMQConnectionFactory(broker.url(), ExternalBroker.USER, ExternalBroker.PASSWORD));
        DeadCommands dead = new DeadCommands(home);
        try (TestGateway gateway = TestGateway.start(home)) {
            assertEquals(202, gateway.post(request("now", "ann@example.com")).statusCode());
            client.sendText("notification.requests", request("by-jms", "bob@example.com"));
            client.sendText("notification.requests", "{}");
            await().atMost(LONG).until(() -> smtp.mails().size() == 2);
            assertTrue(client.takeText("notification.refused").contains("NO_RECIPIENT"));

            assertEquals(202, gateway.post(request("deferred", "later@example.com")).statusCode());
            await().atMost(LONG).until(() -> smtp.commands().stream().filter(line -> line.startsWith("RCPT TO:<later@")).count() >= 2);
            smtp.on("RCPT TO:<later@", "250 ok");
            await().atMost(LONG).until(() -> smtp.mails().size() == 3);

            assertEquals(202, gateway.post(request("given-up", "nobody@example.com")).statusCode());
            await().atMost(LONG).ignoreExceptions().until(() -> dead.ids().size() == 1);
            await().atMost(LONG).untilAsserted(() -> {
                String metrics = gateway.manage("/observe/metrics").body();
                assertTrue(metrics.contains("gateway_dead_letters 1.0") && metrics.contains("gateway_outbox_entries{sender=\"server\"} 0.0"),
                        metrics.lines().filter(line -> line.startsWith("gateway_")).toList().toString());
            });
            smtp.on("RCPT TO:<nobody@", "250 ok");
            assertEquals(0, dead.run("resend", "--all").exit());
            await().atMost(LONG).until(() -> smtp.mails().size() == 4);
            assertEquals(200, gateway.manage("/observe/health/ready").statusCode());
            String metrics = gateway.manage("/observe/metrics").body();
            assertFalse(metrics.lines().anyMatch(line -> line.startsWith("gateway_") && line.endsWith("NaN")), metrics);
        }
        Commands.Run check = Commands.in(folder, "check", "--connect");
        assertEquals(0, check.exit(), check.all());
        assertTrue(check.out().contains("broker " + broker.url() + ": lets us in, and has the queues"), check.out());
    }

    @Test
    void areEnoughForTheSampleRoutesOfEvents() throws Exception {
        Files.copy(TestHome.PROJECT.resolve("examples/routes/events-files.camel.yaml"), home.path("routes/events-files.camel.yaml"));
        home.set("gateway.events.enabled", "true").set("events.files.directory", folder.resolve("events").toString());
        for (String id : List.of("told", "told-after-a-restart")) {
            try (TestGateway gateway = TestGateway.start(home)) {
                await().atMost(LONG).until(() -> gateway.post(request(id, "ann@example.com")).statusCode() == 202);
                await().atMost(LONG).until(() -> home.files("events", ".json").map(BrokerRightsIT::text)
                        .filter(event -> event.contains("\"id\":\"" + id + "\"")).count() == 2);
            }
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void areGoodForNoOtherQueue() {
        Jms client = new Jms(new ActiveMQConnectionFactory(broker.url(), ExternalBroker.USER, ExternalBroker.PASSWORD));
        assertThrows(JMSRuntimeException.class, () -> client.sendText("orders", "x"));
        assertThrows(JMSRuntimeException.class, () -> client.sendText("notification.other", "x"), "no queue is made");
    }

    @Test
    void whoLacksThemIsToldSoInOneLine() {
        oneLine("stranger", ExternalBroker.PASSWORD, "gateway.broker.username is stranger, who may not read notification.requests and ");
        oneLine(ExternalBroker.USER, "wrong-word", "gateway.broker.username is gateway, whom broker " + broker.url() + " does not let in: expected a user of that broker");
    }

    private void oneLine(String user, String password, String words) {
        for (String[] command : new String[][] {{"run"}, {"check", "--connect"}}) {
            home = new TestHome(folder.resolve(user + command.length));
            as(broker.url(), user, password);
            Commands.Run run = Commands.in(home.path(""), command);
            assertEquals(1, run.exit(), run.all());
            assertEquals(1, run.err().lines().count(), run.err());
            assertTrue(run.err().startsWith("gateway: " + words), run.err());
            assertFalse(run.all().contains("wrong-word"), run.all());
        }
    }

    /** The URL of the document, with a first host that is down. */
    @Test
    void severalBrokersAreOneUrl() throws Exception {
        String line = DocumentedFile.of("properties", "gateway.broker.url = (", "").strip();
        String url = line.substring(line.indexOf('(')).replace("broker-a.contoso.com:61616", "127.0.0.1:" + TestHome.freePort())
                .replace("tcp://broker-b.contoso.com:61616", broker.url());
        as(url, ExternalBroker.USER, ExternalBroker.PASSWORD);
        int before = smtp.mails().size();
        try (TestGateway gateway = TestGateway.start(home)) {
            await().atMost(LONG).until(() -> gateway.manage("/observe/health/ready").statusCode() == 200);
            for (String id : List.of("one", "two")) {
                assertEquals(202, gateway.post(request(id, "ann@example.com")).statusCode());
            }
            await().atMost(LONG).until(() -> smtp.mails().size() == before + 2);
            broker.stop();
            await().atMost(LONG).until(() -> gateway.manage("/observe/health/ready").statusCode() == 503);
            broker.start();
            await().atMost(LONG).until(() -> gateway.post(request("three", "ann@example.com")).statusCode() == 202);
            await().atMost(LONG).until(() -> smtp.mails().size() == before + 3);
        }
        assertTrue(Files.exists(folder.resolve("data/ledger.db")));
    }

    private static String request(String id, String to) {
        return "{\"id\": \"" + id + "\", \"to\": \"" + to + "\", \"subject\": \"s\", \"text\": \"t\"}";
    }
}
