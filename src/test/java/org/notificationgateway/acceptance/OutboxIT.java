// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.acceptance;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.jms.ConnectionFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.notificationgateway.support.Jms;
import org.notificationgateway.support.ReceivedMail;
import org.notificationgateway.support.TestGateway;
import org.notificationgateway.support.TestHome;

/** What is accepted ends well or visibly: delivered after a server's absence, given up with its reason, or expired. */
class OutboxIT {
    @TempDir
    private Path folder;

    private TestHome home;
    private ServerSetup smtpPort;
    private GreenMail smtp;

    @BeforeEach
    void chooseServer() {
        smtpPort = new ServerSetup(TestHome.freePort(), "127.0.0.1", ServerSetup.PROTOCOL_SMTP);
        smtp = new GreenMail(smtpPort);
        home = new TestHome(folder).server(smtpSettings()).set("delivery.first-pause", "200ms").set("delivery.longest-pause", "500ms");
    }

    @AfterEach
    void stopServer() {
        smtp.stop();
    }

    @Test
    void aMailWaitsForAServerThatIsAway() throws Exception {
        String messageId;
        try (TestGateway gateway = TestGateway.start(home)) {
            var answer = gateway.post(request("away", ""));
            assertEquals(202, answer.statusCode());
            messageId = answer.body().replaceAll(".*\"messageId\":\"([^\"]+)\".*", "$1");
        }
        // The gateway restarts as well; the entry waits in its journal.
        try (TestGateway gateway = TestGateway.start(home)) {
            smtp.start();
            await().atMost(Duration.ofSeconds(20)).until(() -> smtp.getReceivedMessages().length == 1);
            var mail = ReceivedMail.of(smtp.getReceivedMessages()[0]).message();
            assertEquals(messageId, mail.getMessageID(), "the Message-ID is fixed at acceptance");
            assertTrue(jms(gateway).entries("notification.dead").isEmpty());
        }
    }

    @Test
    void aMailThatTheLedgerKnowsAsDeliveredIsNotSentAgain() throws Exception {
        try (TestGateway gateway = TestGateway.start(home)) {
            assertEquals(202, gateway.post(request("delivered-before-a-crash", "")).statusCode());
            assertEquals(202, gateway.post(request("next", "")).statusCode());
        }
        try (Connection ledger = DriverManager.getConnection("jdbc:sqlite:" + home.path("data/ledger.db"));
                Statement crash = ledger.createStatement()) { // between the outcome and the broker's commit
            assertEquals(1, crash.executeUpdate("INSERT OR REPLACE INTO notification_recipient SELECT mail, 'ann@example.com',"
                    + " 'DELIVERED', '250 ok', 0, 1, 0 FROM notification_mail WHERE id = 'delivered-before-a-crash'"));
        }
        try (TestGateway gateway = TestGateway.start(home)) {
            smtp.start();
            await().atMost(Duration.ofSeconds(20)).until(() -> smtp.getReceivedMessages().length == 1
                    && jms(gateway).entries("notification.outbox.server").isEmpty());
            assertEquals("next", ReceivedMail.of(smtp.getReceivedMessages()[0]).message().getSubject());
            assertTrue(jms(gateway).entries("notification.dead").isEmpty());
        }
    }

    @Test
    void aMailDoesNotAgeWhileItsServerCannotBeUsed() {
        home.set("delivery.max-age", "1s");
        try (TestGateway gateway = TestGateway.start(home)) {
            gateway.post(request("patient", ""));
            await().during(Duration.ofSeconds(2)).atMost(Duration.ofSeconds(20))
                    .until(() -> jms(gateway).entries("notification.dead").isEmpty());
            smtp.start();
            await().atMost(Duration.ofSeconds(20)).until(() -> smtp.getReceivedMessages().length == 1);
        }
    }

    @Test
    void anExpiredMailIsKeptAndNotSent() {
        smtp.start();
        try (TestGateway gateway = TestGateway.start(home)) {
            gateway.post(request("late", ", \"expiresAt\": \"2001-01-01T00:00:00Z\""));
            await().atMost(Duration.ofSeconds(20)).until(() ->
                    jms(gateway).entries("notification.expired").size() == 1);
            assertEquals(0, smtp.getReceivedMessages().length);
        }
    }

    @Test
    void aMailOfMegabytesGoesThroughWholeByEachDoorAndAfterARetry() throws Exception {
        byte[] file = new byte[3_000_000];
        new Random(1).nextBytes(file);
        String attachment = ", \"attachments\": [{\"name\": \"big.bin\", \"content\": \""
                + Base64.getEncoder().encodeToString(file) + "\"}]";
        try (TestGateway gateway = TestGateway.start(home)) {
            assertEquals(202, gateway.post(request("big-http", attachment)).statusCode());
            jms(gateway).sendText("notification.requests", request("big-jms", attachment));
            gateway.drop("big.json", request("big-file", attachment));
            await().atMost(Duration.ofSeconds(20)).until(() ->
                    home.files("data/inbox/.accepted", "big.json").count() == 1);
            smtp.start();
            await().atMost(Duration.ofSeconds(40)).until(() -> smtp.getReceivedMessages().length == 3);
            for (var mail : smtp.getReceivedMessages()) {
                assertArrayEquals(file, ReceivedMail.of(mail).leaf("application/octet-stream").bytes());
            }
        }
    }

    @Test
    void theSameRequestTwiceIsOneMail() {
        smtp.start();
        try (TestGateway gateway = TestGateway.start(home)) {
            assertEquals(202, gateway.post(request("once", "")).statusCode());
            assertEquals(200, gateway.post(request("once", "")).statusCode());
            jms(gateway).sendText("notification.requests", request("once", ""));
            gateway.post(request("last", ""));
            await().atMost(Duration.ofSeconds(20)).until(() -> smtp.getReceivedMessages().length >= 2);
            await().during(Duration.ofMillis(500)).until(() -> smtp.getReceivedMessages().length == 2);
        }
    }

    @Test
    void twoSendersDeliverInTwoWaysAtTheSameTime() throws Exception {
        smtp.start();
        home.agent("{ \"FromAddress\": \"reset@contoso.com\", \"UseSpecifiedPickupDirectory\": true,"
                + " \"PickupDirectory\": \"data/agent-pickup\", }");
        try (TestGateway gateway = TestGateway.start(home)) {
            gateway.post(request("by-agent", ", \"sender\": \"agent\""));
            gateway.post(request("by-server", ", \"sender\": \"server\""));
            await().atMost(Duration.ofSeconds(20)).until(() ->
                    smtp.getReceivedMessages().length == 1 && home.files("data/agent-pickup", ".eml").count() == 1);
            Path eml = home.files("data/agent-pickup", ".eml").findFirst().orElseThrow();
            var byAgent = ReceivedMail.of(Files.readAllBytes(eml)).message();
            var byServer = ReceivedMail.of(smtp.getReceivedMessages()[0]).message();
            assertEquals(List.of("by-agent", "by-server"), List.of(byAgent.getSubject(), byServer.getSubject()));
            assertEquals("reset@contoso.com", byAgent.getFrom()[0].toString());
        }
    }

    @Test
    void aSensitiveFileIsGoneOnceItIsAccepted() throws Exception {
        smtp.start();
        try (TestGateway gateway = TestGateway.start(home)) {
            gateway.drop("secret.json", request("secret", ", \"sensitive\": true"));
            await().atMost(Duration.ofSeconds(20)).until(() -> smtp.getReceivedMessages().length == 1);
            await().atMost(Duration.ofSeconds(20)).until(() ->
                    home.files("data/inbox/.claimed", "").allMatch(owner -> owner.toFile().list().length == 0));
            assertEquals(0, home.files("data/inbox/.accepted", "").count());
            assertFalse(Files.exists(home.path("data/inbox/secret.json")));
        }
    }

    private String smtpSettings() {
        return "{ \"FromAddress\": \"no-reply@contoso.com\", \"Host\": \"127.0.0.1\", \"Port\": \""
                + smtpPort.getPort() + "\" }";
    }

    private static Jms jms(TestGateway gateway) {
        return new Jms(gateway.bean("connectionFactory", ConnectionFactory.class));
    }

    private static String request(String id, String more) {
        return "{\"id\": \"" + id + "\", \"to\": \"ann@example.com\", \"subject\": \"" + id
                + "\", \"text\": \"t\"" + more + "}";
    }
}
