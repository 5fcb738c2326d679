// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.smtp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.notificationgateway.smtp.SmtpAttempt.GOOD;
import static org.notificationgateway.support.FaultySmtpServer.CONNECT;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.notificationgateway.delivery.DeliveryOutcome;
import org.notificationgateway.delivery.DeliveryReport;
import org.notificationgateway.support.FaultySmtpServer.Act;
import org.notificationgateway.support.FaultySmtpServer;
import org.notificationgateway.support.TestHome;

/** Dialogues of real servers that once doubled, lost or stopped mail: a reply counts by its digits, and for what it answers. */
class SmtpDialoguesTest {
    private static final String[] FIVE = {"r1@example.com", "r2@example.com", "r3@example.com", "r4@example.com", "r5@example.com"};

    private FaultySmtpServer server;

    @BeforeEach
    void listen() throws Exception {
        server = new FaultySmtpServer();
    }

    @AfterEach
    void close() throws Exception {
        server.close();
    }

    static Stream<Arguments> corpus() throws IOException {
        JsonNode all = new ObjectMapper().readTree(
                TestHome.PROJECT.resolve("src/test/resources/corpora/smtp-dialogues.json").toFile());
        return StreamSupport.stream(all.spliterator(), false).flatMap(one -> Stream.of(false, true).map(pipelining ->
                Arguments.of(one.get("row").asText(), one.get("name").asText(), one, pipelining)));
    }

    @ParameterizedTest(name = "{0} {1}, PIPELINING {3}")
    @MethodSource("corpus")
    void endAsTheyShould(String row, String name, JsonNode dialogue, boolean pipelining) throws Exception {
        server.offering(pipelining ? new String[] {"PIPELINING", "8BITMIME"} : new String[] {"8BITMIME"});
        String stage = dialogue.get("stage").asText();
        String reply = new String(dialogue.get("reply").asText().getBytes(UTF_8), ISO_8859_1); // as bytes
        boolean given = dialogue.get("expected").asText().startsWith("given up");
        boolean paused = dialogue.get("expected").asText().startsWith("sender pauses");
        String word = given ? "GiveUp" : paused ? "NotTried" : "Delivered";
        if (stage.startsWith("IDLE")) {
            afterAnIdleTime(reply);
        } else if (stage.startsWith("MAIL after 3")) {
            server.on((session, command) -> command.startsWith("MAIL") && session.carried() >= 3
                    ? FaultySmtpServer.reply(reply) : null);
            try (SmtpBench bench = plan().lines()) {
                assertEquals(Collections.nCopies(20, "Delivered"), bench.words(1, 20));
            }
            assertTrue(server.connections() <= 8, "the limit is remembered: " + server.connections() + " connections");
        } else if (stage.startsWith("RCPT 3")) {
            takesAtATime(2, reply);
            try (SmtpBench bench = plan().lines()) {
                assertEquals(Collections.nCopies(5, "Delivered"), words(bench.send(SmtpAttempt.mail(FIVE))));
            }
        } else if (stage.startsWith("after 64 KB")) {
            server.on("DATA", FaultySmtpServer.afterData(65_536, session -> session.say(reply)));
            try (SmtpBench bench = plan().lines()) {
                DeliveryReport report = bench.send(SmtpClientFaultsIT.large(8_000_000));
                assertEquals(List.of("GiveUp"), words(report));
                assertTrue(report.outcomes().get(GOOD).reason().startsWith("552 5.3.4"), report.toString());
            }
        } else if (stage.startsWith("CONNECT at the first")) {
            theSecondAddress(reply);
        } else if (stage.equals("EHLO")) {
            login(reply, "504 5.7.4 no");
        } else if (stage.equals("AUTH PLAIN")) {
            login("250-host\r\n250 AUTH PLAIN LOGIN", reply);
        } else {
            server.on(Map.of("DOT", ".", "CONNECT", CONNECT).getOrDefault(stage, stage), reply);
            try (SmtpBench bench = plan().lines()) {
                assertEquals(word, bench.word());
                assertEquals(dialogue.get("copies").asInt(), server.mails());
                assertEquals(paused, bench.gate.pause("server").isPresent());
                server.heal().on("RCPT TO:<r2", "550 5.1.1 no such user");
                if (!paused && !given) {
                    assertEquals(
                            List.of("Delivered", "GiveUp", "Delivered", "Delivered", "Delivered"),
                            words(bench.send(SmtpAttempt.mail(FIVE))), "each recipient by its own reply");
                }
            }
        }
    }

    private SmtpBench.Plan plan() {
        return new SmtpBench.Plan(server.port()).replyWithin(Duration.ofSeconds(5)).pausing(Duration.ofMinutes(1));
    }

    private static List<String> words(DeliveryReport report) {
        return report.outcomes().entrySet().stream().sorted(Map.Entry.comparingByKey())
                .map(one -> one.getValue().getClass().getSimpleName()).toList();
    }

    private void afterAnIdleTime(String reply) throws Exception {
        Act hangUp = session -> {
            session.say("250 ok");
            new Thread(() -> {
                try {
                    session.say(reply);
                    FaultySmtpServer.hangUp().on(session);
                } catch (IOException | InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }).start();
        };
        server.on((session, command) -> command.equals(".") && server.mails() == 0 ? hangUp : null);
        try (SmtpBench bench = plan().lines()) {
            assertEquals("Delivered", bench.word());
            await().until(() -> server.open() == 0);
            assertEquals("Delivered", bench.word());
        }
        assertEquals(2, server.connections());
    }

    private void takesAtATime(int most, String reply) {
        AtomicInteger named = new AtomicInteger();
        server.on((session, command) -> {
            if (command.startsWith("MAIL")) {
                named.set(0);
            }
            return command.startsWith("RCPT") && named.incrementAndGet() > most ? FaultySmtpServer.reply(reply) : null;
        });
    }

    private void login(String offer, String plain) {
        server.on("EHLO", offer).on("AUTH PLAIN", plain).on("AUTH LOGIN", "334 VXNlcm5hbWU6")
                .on("Z2F0ZXdheQ==", "334 UGFzc3dvcmQ6").on("c2VjcmV0", "235 welcome");
        try (SmtpBench bench = plan().login("gateway", "secret").lines()) {
            assertEquals("Delivered", bench.word());
        }
    }

    private void theSecondAddress(String greeting) throws Exception {
        InetAddress second = InetAddress.getByName("127.0.0.2");
        try (FaultySmtpServer other = new FaultySmtpServer(second, server.port())) {
            server.on(CONNECT, greeting);
            try (SmtpBench bench = plan().resolving(host -> new InetAddress[] {InetAddress.getByName("127.0.0.1"), second})
                    .host("two.example").lines()) {
                assertEquals("Delivered", bench.word());
            }
            assertEquals(1, other.mails());
        }
    }

    @ParameterizedTest(name = "a line limit of {0} mails, whatever the reply, costs no mail an attempt")
    @ValueSource(strings = {"450 4.7.0 enough", "451 4.4.2 timeout", "550 5.5.0 too many messages", "554 closing", "599 x"})
    void aLineThatIsTired(String reply) throws Exception {
        server.on((session, command) -> command.startsWith("MAIL") && session.carried() >= 2
                ? FaultySmtpServer.reply(reply) : null);
        try (SmtpBench bench = plan().lines()) {
            assertEquals(Collections.nCopies(40, "Delivered"), bench.words(4, 10));
        }
        assertEquals(40, server.mails());
    }

    @ParameterizedTest(name = "a limit of mails that is told at {0} costs no mail an attempt")
    @ValueSource(strings = {
        "RCPT/452 4.5.3 too many messages in this session", "RCPT/550 5.7.0 too many messages in this session",
        "DATA/452 4.3.0 too many messages per connection", "DATA/554 5.7.0 only 2 mails in one session",
        "./452 4.3.0 too many messages in this session", "./550 max messages per connection reached"})
    void aLineThatTellsLateThatItIsTired(String limit) throws Exception {
        String stage = limit.substring(0, limit.indexOf('/'));
        for (String[] offers : new String[][] {{"PIPELINING"}, {}}) {
            server.offering(offers);
            server.on((session, command) -> command.startsWith(stage) && session.carried() >= 2
                    ? FaultySmtpServer.reply(limit.substring(stage.length() + 1)) : null);
            try (SmtpBench bench = plan().lines()) {
                assertEquals(Collections.nCopies(20, "Delivered"), bench.words(2, 10));
            }
        }
        assertEquals(40, server.mails());
    }

    @ParameterizedTest(name = "too many recipients, told at {0}: halves go at once")
    @ValueSource(strings = {"DATA/552 5.5.3 too many recipients", "DATA/452 4.5.3 x", "./554 too many recipients", "./552 5.5.3 x"})
    void tooManyRecipientsAreToldLate(String limit) {
        String stage = limit.substring(0, limit.indexOf('/'));
        AtomicInteger named = new AtomicInteger();
        server.on((session, command) -> {
            if (command.startsWith("MAIL")) {
                named.set(0);
            }
            named.addAndGet(command.startsWith("RCPT") ? 1 : 0);
            return command.startsWith(stage) && named.get() > 2 ? FaultySmtpServer.reply(limit.substring(stage.length() + 1)) : null;
        });
        for (String[] offers : new String[][] {{"PIPELINING"}, {}}) {
            server.offering(offers);
            try (SmtpBench bench = plan().lines()) {
                assertEquals(Collections.nCopies(5, "Delivered"), words(bench.send(SmtpAttempt.mail(FIVE))));
            }
        }
        assertEquals(Set.of(2), Set.copyOf(server.deliveries().values()), "each recipient gets each mail once");
    }

    @ParameterizedTest(name = "{0} at the third recipient: two at a time over fresh lines, at once")
    @ValueSource(strings = {"421 4.5.3 too many recipients", "421 4.7.0 Error: too many recipients"})
    void aFarewellToTooManyRecipients(String farewell) {
        takesAtATime(2, farewell);
        for (String[] offers : new String[][] {{"PIPELINING"}, {}}) {
            server.offering(offers);
            try (SmtpBench bench = plan().lines()) {
                assertEquals(Collections.nCopies(5, "Delivered"), words(bench.send(SmtpAttempt.mail(FIVE))));
            }
        }
        assertEquals(Set.of(2), Set.copyOf(server.deliveries().values()), "each recipient gets each mail once");
    }

    @Test
    void oneRecipientCannotBeTooMany() {
        server.on("DATA", "552 5.5.3 too many recipients");
        try (SmtpBench bench = plan().lines()) {
            assertEquals("GiveUp", bench.word());
        }
    }

    @Test
    void aHundredRecipientsAtALimitOfTenGoAtOnce() {
        takesAtATime(10, "452 4.5.3 Error: too many recipients");
        List<String> hundred = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            hundred.add("r" + i + "@example.org");
        }
        try (SmtpBench bench = plan().lines()) {
            DeliveryReport report = bench.send(SmtpAttempt.mail(hundred.toArray(String[]::new)));
            assertTrue(report.outcomes().values().stream().allMatch(DeliveryOutcome.Delivered.class::isInstance), report.toString());
        }
        assertEquals(10, server.mails());
        assertEquals(100, server.deliveries().size());
        assertTrue(server.count("RCPT") < 200, "the limit is remembered: " + server.count("RCPT"));
    }

    @ParameterizedTest(name = "after too many recipients the line ends with {0}: fewer go over the next one, at once")
    @ValueSource(strings = {"421 4.7.0 Error: too many errors", "(hang up)"})
    void aLineThatEndsAfterTooManyRecipients(String end) {
        AtomicInteger named = new AtomicInteger();
        server.on((session, command) -> {
            if (command.startsWith("MAIL")) {
                named.set(0);
            } else if (command.startsWith("RCPT") && named.incrementAndGet() > 2) {
                return FaultySmtpServer.reply("452 4.5.3 Error: too many recipients");
            } else if (command.startsWith("DATA") && named.get() > 2) {
                return end.startsWith("(") ? FaultySmtpServer.hangUp() : FaultySmtpServer.reply(end);
            }
            return null;
        });
        for (String[] offers : new String[][] {{"PIPELINING"}, {}}) {
            server.offering(offers);
            try (SmtpBench bench = plan().lines()) {
                assertEquals(Collections.nCopies(5, "Delivered"), words(bench.send(SmtpAttempt.mail(FIVE))), "a fresh line");
                assertEquals(Collections.nCopies(5, "Delivered"), words(bench.send(SmtpAttempt.mail(FIVE))), "a used line");
            }
        }
        assertEquals(Set.of(4), Set.copyOf(server.deliveries().values()), "each recipient gets each mail once");
    }

    @Test
    void whoHasTheMailKeepsItWhenALaterTransactionWantsALogin() {
        takesAtATime(2, "452 4.5.3 too many recipients");
        server.on((session, command) -> command.startsWith("MAIL") && server.mails() == 1
                ? FaultySmtpServer.reply("530 5.7.0 log in") : null);
        try (SmtpBench bench = plan().lines()) {
            assertEquals(List.of("Delivered", "Delivered", "NotTried", "NotTried", "NotTried"),
                    words(bench.send(SmtpAttempt.mail(FIVE))));
            assertTrue(bench.gate.pause("server").isPresent());
        }
    }

    @ParameterizedTest(name = "{0}: a fault of the server, not of the mail")
    @ValueSource(strings = {
        "MAIL/530 5.7.57 Client not authenticated", "RCPT/550 5.7.1 Please log in first", "RCPT/503 AUTH first",
        "RCPT/535 5.7.8 no", "DATA/530 x", "RCPT/550 SMTP AUTH is required for message submission",
        "RCPT/550 Please turn on SMTP Authentication in your mail client", "RCPT/550 5.7.1 You must be authenticated",
        "RCPT/554 5.7.1 Authenticate to send mail", "RCPT/550 5.7.0 authentication is needed", "RCPT/501 5.7.0 Authentication required",
        "DATA/551 authentication required", "RCPT/454 4.7.0 authentication required", "RCPT/450 4.7.1 log in first",
        "RCPT/503 5.5.2 Need AUTH command", "RCPT/550 5.7.1 Client does not have permission: Authenticate", "./554 5.7.1 authentication required", "./530 5.7.0 x"})
    void aLoginIsWanted(String fault) {
        server.on(fault.substring(0, fault.indexOf('/')), fault.substring(fault.indexOf('/') + 1));
        try (SmtpBench bench = plan().lines()) {
            assertEquals("NotTried", bench.word());
        }
    }

    @ParameterizedTest(name = "{0}: a refusal of the recipient all the same")
    @ValueSource(strings = {
        "550 5.7.26 This mail is unauthenticated: SPF did not pass", "550 5.1.1 no such user, please check the login name",
        "554 5.7.1 Relay access denied", "550-5.7.1 The sender must authenticate with\r\n550 5.7.1 SPF or DKIM"})
    void noLoginIsWanted(String reply) {
        server.on("RCPT", reply);
        try (SmtpBench bench = plan().lines()) {
            assertEquals("GiveUp", bench.word());
        }
    }

    @Test
    void aWantedLoginLetsThePauseGrow() {
        server.on("MAIL", "530 5.7.0 Authentication required");
        try (SmtpBench bench = plan().pausing(Duration.ofMillis(1), Duration.ofHours(1)).lines()) {
            for (int i = 0; i < 6; i++) {
                await().until(() -> bench.gate.secondsLeft("server") == 0 && !bench.gate.isOpen("server"));
                assertEquals("NotTried", bench.word());
            }
            assertTrue(bench.gate.pause("server").orElseThrow().length().toMillis() >= 32, "1, 2, 4, 8, 16, 32 ms");
        }
    }
}
