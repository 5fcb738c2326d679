// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.acceptance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.jms.BytesMessage;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.notificationgateway.outbox.OutboxCodec;
import org.notificationgateway.outbox.OutboxEntry;
import org.notificationgateway.outbox.ledger.Recipient;
import org.notificationgateway.support.DeadCommands;
import org.notificationgateway.support.Jms;
import org.notificationgateway.support.LogRecorder;
import org.notificationgateway.support.ReceivedMail;
import org.notificationgateway.support.ScriptedSmtpServer;
import org.notificationgateway.support.TestGateway;
import org.notificationgateway.support.TestHome;

/** F49: what was given up can be found, understood and sent again, by whoever may and with a trace of it. */
class DeadLetterIT {
    static final String UNKNOWN = "550 5.1.1 no such user here";
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    private Path folder;

    private TestHome home;
    private ScriptedSmtpServer smtp;
    private DeadCommands dead;

    @BeforeEach
    void chooseServer() throws Exception {
        smtp = new ScriptedSmtpServer();
        home = new TestHome(folder).server("{ \"FromAddress\": \"no-reply@contoso.com\", \"Host\": \"127.0.0.1\","
                + " \"Port\": \"" + smtp.port() + "\" }");
        dead = new DeadCommands(home);
    }

    @AfterEach
    void stopServer() throws Exception {
        smtp.close();
    }

    @Test
    void aLetterIsListedShownAndResentWithTheSameMessageId() throws Exception {
        smtp.on("RCPT TO:<ann", UNKNOWN);
        try (TestGateway gateway = started(); LogRecorder log = new LogRecorder("gateway.outbox");
                LogRecorder audit = new LogRecorder("gateway.audit")) {
            String accepted = gateway.post("{\"id\": \"reset-1\", \"to\": [\"ann@example.com\", \"bob@example.com\"],"
                    + " \"subject\": \"Your r\u00e9sum\u00e9\", \"text\": \"canary-body\", \"tags\": [\"reset\"]}").body();
            String messageId = accepted.replaceAll(".*\"messageId\":\"([^\"]+)\".*", "$1");
            String id = onlyLetter();
            assertNotEquals("reset-1", id);
            assertTrue(log.lines().stream().anyMatch(line -> line.contains(id)), "the log names it: " + log.lines());

            DeadCommands.Outcome list = dead.run("list");
            assertTrue(list.out().matches("(?s)" + id + "  \\S+Z  server/reset-1  1 to  " + UNKNOWN + ".*"
                    + "1 shown of 1, 1 dead letters in all\n"), list.out());
            JsonNode shown = dead.run("show", id, "--json").json();
            assertEquals("reset-1", shown.get("requestId").asText());
            assertEquals("Your r\u00e9sum\u00e9", shown.get("subject").asText());
            assertEquals("ann@example.com", shown.at("/recipients/0/address").asText());
            assertEquals(1, shown.get("recipients").size(), "bob has his mail");
            assertEquals(messageId, shown.get("messageId").asText());
            assertTrue(shown.get("advice").asText().contains("does not know the recipient"), shown.toString());
            assertTrue(shown.at("/history/0/result").asText().contains(UNKNOWN), shown.toString());
            assertFalse(shown.toString().contains("canary-body"));

            smtp.on("RCPT TO:<ann", "250 ok");
            DeadCommands.Outcome resend = dead.run("resend", id);
            assertEquals(new DeadCommands.Outcome(0, id + " resent\n", ""), resend);
            await().atMost(PATIENCE).until(() -> smtp.mails().size() == 2);
            assertEquals(messageId, ReceivedMail.of(smtp.mails().get(1)).message().getMessageID());
            assertArrayEquals(smtp.mails().get(0), smtp.mails().get(1), "the very bytes that bob has");
            assertEquals(1, smtp.commands().stream().filter(c -> c.startsWith("RCPT TO:<bob")).count(), "once for bob");
            assertEquals(List.of(), dead.ids());
            assertEquals(List.of("INFO gateway.audit dead letter " + id + " (server/reset-1) resent by local"),
                    audit.lines());
        }
    }

    @Test
    void aResentMailThatFailsAgainHasAnotherIdAndItsWholeHistory() throws Exception {
        smtp.on("RCPT", UNKNOWN);
        try (TestGateway gateway = started()) {
            gateway.post(request("again", ""));
            String first = onlyLetter();
            assertEquals(0, dead.run("resend", first).exit());
            await().atMost(PATIENCE).until(() -> dead.ids().size() == 1 && !dead.ids().contains(first));
            String history = dead.run("show", onlyLetter(), "--json").json().get("history").toString();
            assertTrue(history.matches(".*" + UNKNOWN + ".*resent by local \\(dead letter " + first + "\\).*" + UNKNOWN
                    + ".*"), history);
        }
    }

    @Test
    void aResentMailHasAllItsTimeAgain() throws Exception {
        home.set("delivery.max-age", "1s");
        smtp.on("RCPT", "451 4.7.1 greylisted");
        try (TestGateway gateway = started()) {
            gateway.post(request("slow", ""));
            await().atMost(PATIENCE).until(() -> dead.ids("--reason", "not delivered within").size() == 1);
            String id = onlyLetter();
            assertEquals(0, dead.run("resend", id).exit());
            await().atMost(PATIENCE).until(() -> dead.ids("--reason", "not delivered within").size() == 1);
            OutboxEntry again = jms(gateway).entries("notification.dead").get(0);
            assertTrue(again.attempts() > 1, "tried more than once: " + again.history());
        }
    }

    @Test
    void filtersChooseWhatIsListedAndResent() throws Exception {
        try (TestGateway gateway = started()) {
            letter(gateway, "server", "full", "452 4.2.2 Mailbox full", Instant.now().minusSeconds(7200));
            letter(gateway, "server", "user", UNKNOWN, Instant.now());
            letter(gateway, "agent", "agents", UNKNOWN, Instant.now().minusSeconds(7200));
            assertEquals(3, dead.ids().size());
            assertEquals(2, dead.ids("--limit", "2").size());
            assertTrue(dead.run("list", "--limit", "2").out().endsWith("2 shown of 3, 3 dead letters in all\n"));
            assertEquals(2, dead.ids("--sender", "server").size());
            assertEquals(1, dead.ids("--reason", "mailbox FULL").size());
            assertEquals(2, dead.ids("--older", "1h").size());
            assertEquals(1, dead.ids("--younger", "1h").size());
            assertEquals(1, dead.ids("--older", "1h", "--sender", "agent").size());
            assertEquals(0, dead.run("resend", "--all", "--reason", "full").exit());
            await().atMost(PATIENCE).until(() -> smtp.mails().size() == 1);
            assertEquals(2, dead.ids().size());
            DeadCommands.Outcome all = dead.run("resend", "--all", "--sender", "server", "--json");
            assertEquals(1, all.json().get("resent").size(), all.toString());
            await().atMost(PATIENCE).until(() -> smtp.mails().size() == 2);
            assertEquals(1, dead.ids().size());
        }
    }

    @Test
    void aDroppedLetterIsGone() throws Exception {
        try (TestGateway gateway = started(); LogRecorder audit = new LogRecorder("gateway.audit")) {
            String kept = letter(gateway, "server", "kept", UNKNOWN, Instant.now());
            String dropped = letter(gateway, "server", "dropped", UNKNOWN, Instant.now());
            assertEquals(new DeadCommands.Outcome(0, dropped + " dropped\n", ""), dead.run("drop", dropped));
            assertEquals(List.of(kept), dead.ids());
            DeadCommands.Outcome again = dead.run("drop", dropped, kept);
            assertEquals(1, again.exit());
            assertTrue(again.err().startsWith("gateway: 404 Not Found: the letter is not in"), again.err());
            assertEquals(kept + " dropped\n", again.out(), "the others are done all the same");
            assertEquals(1, dead.run("show", kept).exit());
            assertEquals(2, audit.lines().size(), audit.lines().toString());
            assertTrue(audit.lines().get(0).endsWith(dropped + " (server/dropped) dropped by local"), audit.lines().toString());
        }
    }

    @Test
    void whatCannotBeResentSaysWhyAndStays() throws Exception {
        try (TestGateway gateway = started()) {
            String stranger = letter(gateway, "gone", "1", UNKNOWN, Instant.now());
            Jms jms = jms(gateway);
            jms.sendText("notification.dead", "{\"a\": \"request that the broker gave up\"}");
            String noEntry = dead.ids().stream().filter(id -> !id.equals(stranger)).findFirst().orElseThrow();
            assertRefused(dead.run("resend", stranger), "409 Conflict: the letter belongs to a sender that is not configured");
            assertRefused(dead.run("resend", noEntry), "409 Conflict: the letter is no outbox entry");
            DeadCommands.Outcome all = dead.run("resend", "--all");
            assertRefused(all, "belongs to a sender that is not configured");
            assertEquals(2, dead.ids().size());
            assertTrue(dead.run("show", noEntry).out().contains("the broker gave it up"));
            assertEquals(0, dead.run("drop", noEntry, stranger).exit());
            assertEquals(List.of(), dead.ids());
        }
    }

    @Test
    void anEntryThatTheBrokerItselfGaveUpCanBeResent() throws Exception {
        try (TestGateway gateway = started()) {
            jms(gateway).sendBytes("notification.dead", new OutboxCodec().encode(entry("server", "rolled-back", false)));
            assertEquals(0, dead.run("resend", onlyLetter()).exit());
            await().atMost(PATIENCE).until(() -> smtp.mails().size() == 1);
        }
    }

    @Test
    void nothingOfASensitiveMailIsShownOrLogged() throws Exception {
        smtp.on("RCPT", UNKNOWN);
        try (TestGateway gateway = started(); LogRecorder log = new LogRecorder("gateway.outbox");
                LogRecorder audit = new LogRecorder("gateway.audit")) {
            gateway.post("{\"id\": \"secret\", \"to\": \"ann@example.com\", \"subject\": \"canary-subject\","
                    + " \"text\": \"canary-body\", \"sensitive\": true}");
            String id = onlyLetter();
            String said = dead.run("list").out() + dead.run("list", "--json").out() + dead.run("show", id).out()
                    + dead.run("show", id, "--json").out() + dead.run("resend", id).out() + log.lines() + audit.lines();
            assertFalse(said.contains("canary"), said);
            assertTrue(said.contains("sensitive: true"), said);
            assertTrue(said.contains("ann@example.com"), "the envelope is shown");
        }
    }

    @Test
    void aListOfAnyLengthArrivesWhole() throws Exception {
        try (TestGateway gateway = started()) {
            for (int i = 0; i < 300; i++) {
                letter(gateway, "server", "long-" + i, UNKNOWN + " " + "x".repeat(1_000), Instant.now());
            }
            assertEquals(300, dead.ids("--limit", "1000").stream().distinct().count());
            assertTrue(dead.run("list", "--limit", "1000").out().endsWith("300 shown of 300, 300 dead letters in all\n"));
        }
    }

    @Test
    void aLargeMailIsListedByItsHeadAndResentWhole() throws Exception {
        try (TestGateway gateway = started()) {
            byte[] large = ("Subject: large\r\n\r\n" + "0123456789abcdef\r\n".repeat(200_000)).getBytes(UTF_8);
            OutboxEntry entry = given(entry("server", "large", false), UNKNOWN, Instant.now(), large);
            put(gateway, entry);
            letter(gateway, "server", "small", UNKNOWN, Instant.now());
            assertEquals(2, dead.ids().size());
            assertEquals(0, dead.run("resend", String.valueOf(entry.deadId())).exit());
            await().atMost(PATIENCE).until(() -> smtp.mails().size() == 1);
            assertArrayEquals(large, smtp.mails().get(0));
        }
    }

    @Test
    void withKeysOnlyTheirHoldersAreAnsweredAndNamed() throws Exception {
        String key = "dead-letters-0123456789-0123456789-0123456789";
        Files.writeString(home.path("config/api-keys"), "helpdesk:" + sha256(key) + "\n");
        smtp.on("RCPT", UNKNOWN);
        DeadCommands helpdesk = new DeadCommands(home, "--key", key);
        try (TestGateway gateway = started(); LogRecorder audit = new LogRecorder("gateway.audit")) {
            gateway.post(request("keyed", ""), "X-API-Key", key);
            await().atMost(PATIENCE).until(() -> helpdesk.ids().size() == 1);
            String id = helpdesk.ids().get(0);
            for (String[] command : List.of(new String[] {"list"}, new String[] {"show", id},
                    new String[] {"resend", id}, new String[] {"resend", "--all"}, new String[] {"drop", id})) {
                assertRefused(dead.run(command), "401 Unauthorized");
            }
            assertEquals(0, helpdesk.run("resend", id).exit());
            assertTrue(audit.lines().toString().contains(id + " (server/keyed) resent by helpdesk"), audit.lines().toString());
            await().atMost(PATIENCE).until(() -> helpdesk.ids().size() == 1 && !helpdesk.ids().contains(id));
            String shown = helpdesk.run("show", helpdesk.ids().get(0)).out();
            assertTrue(shown.contains("resent by helpdesk"), shown);
        }
    }

    /** A gateway whose management port answers, be it with 401. */
    private TestGateway started() {
        return started(home);
    }

    static TestGateway started(TestHome home) {
        TestGateway gateway = TestGateway.start(home);
        await().atMost(PATIENCE).ignoreExceptions().until(() -> gateway.manage("/dead").statusCode() != 404);
        return gateway;
    }

    private String onlyLetter() throws Exception {
        await().atMost(PATIENCE).until(() -> dead.ids().size() == 1);
        return dead.ids().get(0);
    }

    private static void assertRefused(DeadCommands.Outcome outcome, String words) {
        assertEquals(1, outcome.exit(), outcome.toString());
        assertTrue(outcome.err().startsWith("gateway: ") && outcome.err().contains(words), outcome.err());
    }

    static String letter(TestGateway gateway, String sender, String id, String reason, Instant at)
            throws Exception {
        OutboxEntry entry = entry(sender, id, false);
        OutboxEntry letter = given(entry, reason, at, entry.mail());
        put(gateway, letter);
        return letter.deadId();
    }

    private static void put(TestGateway gateway, OutboxEntry letter) throws Exception {
        try (JMSContext context = gateway.bean("connectionFactory", ConnectionFactory.class).createContext()) {
            BytesMessage message = context.createBytesMessage();
            message.writeBytes(new OutboxCodec().encode(letter));
            message.setStringProperty("letterId", letter.deadId());
            context.createProducer().send(context.createQueue("notification.dead"), message);
        }
    }

    private static OutboxEntry entry(String sender, String id, boolean sensitive) {
        return OutboxEntry.accepted(
                id, sender, "<" + id + "@contoso.com>", Instant.now(), null, sensitive, List.of(),
                "no-reply@contoso.com", List.of(Recipient.pending("ann@example.com")),
                ("Subject: " + id + "\r\n\r\ntext\r\n").getBytes(UTF_8));
    }

    private static OutboxEntry given(OutboxEntry entry, String reason, Instant at, byte[] mail) {
        Recipient refused = new Recipient("ann@example.com", Recipient.State.GIVEN_UP, reason);
        return new OutboxEntry(
                "", entry.id(), entry.sender(), entry.messageId(), entry.acceptedAt(), null, null, entry.sensitive(),
                List.of(), null, false, entry.from(), List.of(refused), 1, List.of(), at, 0, null, reason,
                UUID.randomUUID().toString(), at, null, mail);
    }

    private static Jms jms(TestGateway gateway) {
        return new Jms(gateway.bean("connectionFactory", ConnectionFactory.class));
    }

    private static String request(String id, String more) {
        return "{\"id\": \"" + id + "\", \"to\": \"ann@example.com\", \"subject\": \"" + id
                + "\", \"text\": \"t\"" + more + "}";
    }

    private static String sha256(String key) throws Exception {
        return java.util.HexFormat.of().formatHex(
                java.security.MessageDigest.getInstance("SHA-256").digest(key.getBytes(UTF_8)));
    }
}
