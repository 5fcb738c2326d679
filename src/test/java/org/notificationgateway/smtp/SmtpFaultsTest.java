// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.smtp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.notificationgateway.smtp.SmtpAttempt.GOOD;
import static org.notificationgateway.support.FaultySmtpServer.CONNECT;
import static org.notificationgateway.support.FaultySmtpServer.afterData;
import static org.notificationgateway.support.FaultySmtpServer.deaf;
import static org.notificationgateway.support.FaultySmtpServer.drip;
import static org.notificationgateway.support.FaultySmtpServer.endlessLine;
import static org.notificationgateway.support.FaultySmtpServer.endlessReply;
import static org.notificationgateway.support.FaultySmtpServer.hangUp;
import static org.notificationgateway.support.FaultySmtpServer.reply;
import static org.notificationgateway.support.FaultySmtpServer.reset;
import static org.notificationgateway.support.FaultySmtpServer.stall;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.notificationgateway.delivery.DeliveryOutcome;
import org.notificationgateway.delivery.FinishedMail;
import org.notificationgateway.mail.Envelope;
import org.notificationgateway.support.FaultTable;
import org.notificationgateway.support.FaultySmtpServer.Act;
import org.notificationgateway.support.FaultySmtpServer;

/** Faults of the line itself: whatever a server does to it, one attempt ends soon, with the right outcome. */
@ExtendWith(FaultTable.class)
class SmtpFaultsTest {
    private static final Duration SOON = Duration.ofMillis(400);

    private FaultySmtpServer server;

    @BeforeEach
    void listen() throws Exception {
        server = new FaultySmtpServer();
    }

    @AfterEach
    void close() throws Exception {
        server.close();
    }

    private SmtpBench.Plan plan() {
        return new SmtpBench.Plan(server.port());
    }

    @ParameterizedTest(name = "F10 {0} charges no mail an attempt")
    @CsvSource({"no-such-host.invalid", "127.0.0.2", "192.0.2.1"})
    void aHostThatCannotBeReached(String host) {
        try (SmtpBench bench = plan().host(host).replyWithin(SOON).lines()) {
            DeliveryOutcome outcome = bench.send();
            assertInstanceOf(DeliveryOutcome.NotTried.class, outcome);
            assertTrue(outcome.reason().contains("cannot be reached"), outcome.reason());
            assertEquals(0, bench.open());
        }
    }

    @ParameterizedTest(name = "F11 {1} at {0}: {2}")
    @CsvSource({
        "(connect), 421, NotTried", "(connect), 450, NotTried", "(connect), 499, NotTried",
        "EHLO, 421, NotTried", "EHLO, 432, NotTried", "EHLO, 451, NotTried",
        "MAIL, 421, TryAgain", "MAIL, 432, TryAgain", "MAIL, 450, TryAgain", "MAIL, 499, TryAgain",
        "RCPT, 421, TryAgain", "RCPT, 452, TryAgain", "RCPT, 454, TryAgain", "RCPT, 422, TryAgain",
        "DATA, 421, TryAgain", "DATA, 451, TryAgain", "DATA, 432, TryAgain",
        "., 421, TryAgain", "., 451, TryAgain", "., 452, TryAgain", "., 499, TryAgain",
    })
    void aTemporaryReplyIsNeverPermanentNorClingsToTheNextMail(String command, String code, String word) {
        server.demandingReset().on(command, code + " 4.9.9 not now");
        try (SmtpBench bench = plan().lines()) {
            assertEquals(word, bench.word());
            server.heal();
            bench.gate.succeeded("server");
            assertEquals("Delivered", bench.word());
            assertEquals(1, server.mails());
        }
    }

    @ParameterizedTest(name = "F12 I07 after {1} at {0} comes RSET before the next MAIL")
    @CsvSource({"MAIL, 450", "MAIL, 550", "RCPT, 450", "RCPT, 550", "DATA, 451", "DATA, 554", "., 451", "., 554"})
    void aServerThatDemandsResetAfterAnError(String command, String code) {
        for (List<String> offers : List.of(List.<String>of(), List.of("PIPELINING"))) {
            server.heal().offering(offers.toArray(String[]::new)).demandingReset().on(command, code + " no");
            try (SmtpBench bench = plan().lines()) {
                bench.send();
                server.heal();
                assertEquals("Delivered", bench.word(), "offering " + offers);
                assertEquals(1, bench.open());
            }
        }
        assertEquals(2, server.connections(), "the lines are kept");
    }

    @Test
    @DisplayName("F12 one recipient refused of two, then the next mail")
    void aPartialRefusalLeavesTheLineClean() {
        server.demandingReset().on("RCPT TO:<bad", "550 5.1.1 no such user");
        try (SmtpBench bench = plan().lines()) {
            Map<String, DeliveryOutcome> outcomes = bench.send(SmtpAttempt.mail(GOOD, SmtpAttempt.BAD)).outcomes();
            assertInstanceOf(DeliveryOutcome.Delivered.class, outcomes.get(GOOD));
            assertInstanceOf(DeliveryOutcome.GiveUp.class, outcomes.get(SmtpAttempt.BAD));
            assertEquals("Delivered", bench.word());
        }
    }

    @Test
    @DisplayName("F13 421 after each 3 mails of a session costs no mail an attempt")
    void aServerThatLimitsMailsPerSession() throws Exception {
        server.atMostMailsPerSession(3);
        try (SmtpBench bench = plan().lines()) {
            assertEquals(Collections.nCopies(40, "Delivered"), bench.words(4, 10));
        }
        assertEquals(40, server.mails());
    }

    @Test
    @DisplayName("F13 I11 421 for the session's age costs no mail an attempt")
    void aServerThatLimitsTheAgeOfSessions() throws Exception {
        server.endsSessionsAfter(Duration.ofMillis(100)).late(".", Duration.ofMillis(30));
        try (SmtpBench bench = plan().lines()) {
            assertEquals(Collections.nCopies(40, "Delivered"), bench.words(4, 10));
        }
    }

    @Test
    @DisplayName("F13 at most 3 connections: others wait for those, none is refused twice in a row")
    void aServerThatLimitsConnections() throws Exception {
        server.atMostSessions(3).late(".", Duration.ofMillis(5));
        try (SmtpBench bench = plan().connections(8).lines()) {
            assertEquals(Collections.nCopies(160, "Delivered"), bench.words(8, 20));
        }
        assertTrue(server.refused() <= 160 / 3, "refused " + server.refused() + " connections");
    }

    @ParameterizedTest(name = "F13 {0} shrinks to one line, later mails grow it back")
    @ValueSource(strings = {"421 4.3.2 busy", "432 4.3.2 too many", "454 4.7.0 too many"})
    void aServerThatIsCrowded(String reply) throws Exception {
        server.late(".", Duration.ofMillis(20));
        try (SmtpBench bench = plan().lines()) {
            bench.words(4, 8);
            assertTrue(server.peakOpen() >= 3, "grew to " + server.peakOpen());
            server.on("RCPT", reply);
            bench.words(4, 4);
            long before = server.connections();
            server.heal().late(".", Duration.ofMillis(20));
            assertEquals("Delivered", bench.word());
            assertTrue(server.connections() - before <= 1);
            bench.words(4, 8);
            await().until(() -> bench.open() >= 3);
        }
    }

    @Test
    @DisplayName("F13 one 432 is no reason to stay small while the line delivers")
    void aLineThatWasCrowdedOnceGrowsBack() throws Exception {
        server.late(".", Duration.ofMillis(20)).on("RCPT", "432 4.3.2 too many");
        try (SmtpBench bench = plan().lines()) {
            assertEquals("TryAgain", bench.word());
            server.heal().late(".", Duration.ofMillis(20));
            bench.words(4, 8);
            assertTrue(bench.open() >= 2, "still " + bench.open());
        }
    }

    @ParameterizedTest(name = "F16 RST at {0}: {1}")
    @CsvSource({"(connect), NotTried", "EHLO, NotTried", "MAIL, TryAgain", "RCPT, TryAgain", "DATA, TryAgain",
        "., TryAgain"})
    void aResetIsTriedAgain(String command, String word) {
        server.on(command, reset());
        try (SmtpBench bench = plan().lines()) {
            assertEquals(word, bench.word());
            assertEquals(0, bench.open());
        }
    }

    @Test
    @DisplayName("F16 RST in the middle of the data: tried again, nothing counted")
    void aResetInTheMiddleOfTheData() {
        server.on("DATA", afterData(100_000, reset()));
        try (SmtpBench bench = plan().lines()) {
            assertInstanceOf(DeliveryOutcome.TryAgain.class, bench.send(large(20_000_000)).outcomes().get(GOOD));
            assertEquals(0, server.received());
        }
    }

    @ParameterizedTest(name = "F17 silence at {0}: {1} after the stage''s deadline")
    @CsvSource({"(connect), NotTried", "EHLO, NotTried", "MAIL, TryAgain", "RCPT, TryAgain", "DATA, TryAgain",
        "., TryAgain"})
    void aHangEndsAtTheStagesDeadline(String command, String word) {
        server.on(command, stall());
        assertEndsSoon(word, bench -> bench.send(SmtpAttempt.mail(GOOD)).outcomes().get(GOOD));
    }

    @Test
    @DisplayName("F17 zero window: the write's deadline ends it")
    void aServerThatNeverReads() {
        server.on("DATA", afterData(0, deaf()));
        assertEndsSoon("TryAgain", bench -> bench.send(large(30_000_000)).outcomes().get(GOOD));
    }

    @ParameterizedTest(name = "F18 a reply dripped at {0} ends at the stage''s deadline: {1}")
    @CsvSource({"(connect), NotTried", "EHLO, NotTried", "MAIL, TryAgain", "., Delivered"})
    void aDripEnds(String command, String word) {
        server.on(command, drip("250 " + "x".repeat(5_000), Duration.ofMillis(20)));
        assertEndsSoon(word, bench -> bench.send(SmtpAttempt.mail(GOOD)).outcomes().get(GOOD));
    }

    @Test
    @DisplayName("F18 stages that are each in time end at the total deadline")
    void theTotalDeadlineHoldsForManySlowStages() {
        server.late("RCPT", Duration.ofMillis(100));
        String[] many = new String[60];
        for (int i = 0; i < many.length; i++) {
            many[i] = "r" + i + "@example.com";
        }
        try (SmtpBench bench = plan().replyWithin(Duration.ofSeconds(5)).totalWithin(SOON).lines()) {
            long start = System.nanoTime();
            Map<String, DeliveryOutcome> outcomes = bench.send(SmtpAttempt.mail(many)).outcomes();
            assertTrue(outcomes.values().stream().allMatch(DeliveryOutcome.TryAgain.class::isInstance));
            assertEquals(60, outcomes.size());
            assertInTime(start);
        }
    }

    @ParameterizedTest(name = "F18 an endless line and a reply of a million lines at {0} end at the cap: {1}")
    @CsvSource({"(connect), NotTried", "EHLO, NotTried", "MAIL, TryAgain", "., Delivered"})
    void anEndlessReplyEnds(String command, String word) {
        for (Act act : List.of(endlessLine(), endlessReply())) {
            server.heal().on(command, act);
            try (SmtpBench bench = plan().lines()) {
                long start = System.nanoTime();
                DeliveryOutcome outcome = bench.send();
                assertEquals(word, outcome.getClass().getSimpleName());
                assertTrue(word.equals("Delivered") || outcome.reason().contains("more than"), outcome.reason());
                assertInTime(start);
            }
        }
    }

    @ParameterizedTest(name = "F19 an idle line that the server {0} costs no mail an attempt")
    @ValueSource(strings = {"closed", "reset", "said 421 on", "forgot"})
    void aStaleIdleLine(String how) throws Exception {
        try (SmtpBench bench = plan().replyWithin(SOON).lines()) {
            assertEquals("Delivered", bench.word());
            Act end = Map.of("closed", hangUp(), "reset", reset(), "said 421 on", reply("421 4.4.2 idle too long"),
                    "forgot", stall()).get(how);
            server.on((session, command) -> session.carried() > 0 ? end : null);
            assertEquals("Delivered", bench.word());
            assertEquals(2, server.connections());
            assertEquals(1, bench.open());
        }
    }

    @Test
    @DisplayName("F19 a pool of lines that all died while idle is never exhausted")
    void aPoolOfDeadLines() throws Exception {
        server.endsIdleSessionsAfter(Duration.ofMillis(300)).late(".", Duration.ofMillis(10));
        try (SmtpBench bench = plan().lines()) {
            for (int round = 0; round < 3; round++) {
                assertEquals(Collections.nCopies(16, "Delivered"), bench.words(4, 4));
                await().until(() -> server.open() == 0);
            }
        }
        assertEquals(48, server.mails());
    }

    @ParameterizedTest(name = "F47 {0}: eight-bit data")
    @CsvSource({"8BITMIME, Delivered", "SIZE 99999999, GiveUp", "PIPELINING, GiveUp"})
    void eightBitDataIsRefusedRatherThanCorrupted(String offer, String word) {
        server.offering(offer);
        FinishedMail mail = new FinishedMail("server", "<8@contoso.com>", new Envelope("a@contoso.com", List.of(GOOD)),
                "Subject: Zoé\r\n\r\nZoé\r\n".getBytes(UTF_8));
        try (SmtpBench bench = plan().lines()) {
            assertEquals(word, bench.send(mail).outcomes().get(GOOD).getClass().getSimpleName());
            assertEquals(word.equals("Delivered") ? 1 : 0, server.received());
        }
    }

    @Test
    @DisplayName("F47 a server that knows HELO alone")
    void aServerThatKnowsHeloAlone() {
        server.on("EHLO", "502 5.5.1 what?");
        try (SmtpBench bench = plan().lines()) {
            assertEquals("Delivered", bench.word());
        }
    }

    @Test
    @DisplayName("F48 larger than SIZE 1000: refused before MAIL, smaller ones go")
    void aMailLargerThanTheServerTakes() {
        server.offering("SIZE 1000");
        try (SmtpBench bench = plan().lines()) {
            DeliveryOutcome outcome = bench.send(large(2_000)).outcomes().get(GOOD);
            assertInstanceOf(DeliveryOutcome.GiveUp.class, outcome);
            assertTrue(outcome.reason().contains("too large"), outcome.reason());
            assertEquals(0, server.count("MAIL"));
            assertEquals("Delivered", bench.word());
        }
    }

    @Test
    @DisplayName("F24 16 deliveries at once try a wrong password once a pause")
    void aWrongPasswordIsTriedOncePerPause() throws Exception {
        server.offering("AUTH PLAIN").on("AUTH", "535 5.7.8 wrong");
        Duration pause = Duration.ofSeconds(30);
        for (int round = 1; round <= 40; round++) {
            try (SmtpBench bench = plan().login("gateway", "wrong").pausing(pause).lines()) {
                assertEquals(Collections.nCopies(16, "NotTried"), bench.words(16, 1));
            }
            assertEquals(round, server.count("AUTH"), "logins");
        }
    }

    @ParameterizedTest(name = "F24 {0}")
    @CsvSource({"AUTH PLAIN, 535 5.7.8 wrong", "AUTH PLAIN, 454 4.7.0 later", "AUTH GSSAPI, 504", "SIZE 9999999, 504"})
    void aLoginThatFailsConcernsNoMail(String offer, String reply) {
        server.offering(offer).on("AUTH", reply);
        try (SmtpBench bench = plan().login("gateway", "secret").lines()) {
            assertEquals("NotTried", bench.word());
            assertEquals(0, server.count("MAIL"));
        }
    }

    private interface Attempt {
        DeliveryOutcome with(SmtpBench bench);
    }

    private void assertEndsSoon(String word, Attempt attempt) {
        try (SmtpBench bench = plan().replyWithin(SOON).lines()) {
            long start = System.nanoTime();
            DeliveryOutcome outcome = attempt.with(bench);
            assertEquals(word, outcome.getClass().getSimpleName(), outcome.reason());
            assertTrue(word.equals("Delivered") || outcome.reason().contains("timed out"), outcome.reason());
            assertInTime(start);
            assertEquals(0, bench.open());
        }
    }

    /** Far below the patience of a step that hangs, far above what a busy machine adds. */
    private static void assertInTime(long start) {
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        assertTrue(took.compareTo(Duration.ofSeconds(10)) < 0, "took " + took);
    }

    static FinishedMail large(int size) {
        String text = "Subject: large\r\n\r\n" + ("x".repeat(70) + "\r\n").repeat(size / 72);
        return new FinishedMail("server", "<2@contoso.com>", new Envelope("a@contoso.com", List.of(GOOD)),
                text.getBytes(UTF_8));
    }
}
