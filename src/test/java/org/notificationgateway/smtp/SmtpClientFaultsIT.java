// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.smtp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.notificationgateway.smtp.SmtpAttempt.GOOD;
import static org.notificationgateway.support.FaultySmtpServer.hangUp;
import static org.notificationgateway.support.FaultySmtpServer.reply;
import static org.notificationgateway.support.FaultySmtpServer.reset;
import static org.notificationgateway.support.FaultySmtpServer.stall;

import java.net.UnknownHostException;
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
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.notificationgateway.delivery.DeliveryOutcome;
import org.notificationgateway.delivery.FinishedMail;
import org.notificationgateway.mail.Envelope;
import org.notificationgateway.support.FaultTable;
import org.notificationgateway.support.FaultySmtpServer.Act;
import org.notificationgateway.support.FaultySmtpServer;
import org.notificationgateway.support.SilentHost;
import org.notificationgateway.support.SmtpFault.Trait;
import org.notificationgateway.support.SmtpFault;

/**
 * Whatever a server does, one attempt ends soon, with the right outcome, and the next mail goes. The faults of one mail are the
 * rows of {@link SmtpFault}; here are also those that show over many mails.
 */
@ExtendWith(FaultTable.class)
class SmtpClientFaultsIT {
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

    @ParameterizedTest(name = "{0}")
    @MethodSource("org.notificationgateway.support.SmtpFault#all")
    void oneAttemptEndsSoonAndTheNextMailGoes(SmtpFault fault) {
        fault.deed().to(fault.number().matches("F11|F21") ? server.demandingReset() : server, Integer.MAX_VALUE);
        SmtpBench.Plan plan = fault.has(Trait.HANGS) ? plan().replyWithin(SOON) : plan();
        try (SmtpBench bench = (fault.has(Trait.LOGIN) ? plan.login("gateway", "secret") : plan).lines()) {
            long start = System.nanoTime();
            DeliveryOutcome outcome = bench.send(mail(fault)).outcomes().get(GOOD);
            assertInTime(start);
            assertEquals(fault.outcome(), outcome.getClass().getSimpleName(), outcome.reason());
            boolean delivered = fault.outcome().equals(SmtpFault.DELIVERED);
            assertTrue(delivered || outcome.reason().contains(reason(fault)), outcome.reason());
            assertTrue(!fault.has(Trait.ENDS_THE_LINE) || bench.open() == 0);
            assertTrue(!fault.has(Trait.BEFORE_THE_MAIL) || server.count("MAIL") == 0);
            assertTrue(!fault.has(Trait.BEFORE_THE_MAIL) && !fault.has(Trait.MEGABYTES) || server.received() == 0);
            assertTrue(!fault.has(Trait.EIGHT_BIT) || server.received() == (delivered ? 1 : 0));
            int before = server.mails();
            assertTrue(before == 0 || delivered && before == 1, "mails " + before);

            server.heal();
            if (fault.has(Trait.LOGIN)) {
                server.offering("AUTH PLAIN");
            }
            bench.gate.reset("server");
            assertEquals("Delivered", bench.word());
            assertEquals(before + 1, server.mails());
        }
    }

    private static FinishedMail mail(SmtpFault fault) {
        if (fault.has(Trait.EIGHT_BIT)) {
            return new FinishedMail("server", "<8@contoso.com>", new Envelope("a@contoso.com", List.of(GOOD)),
                    "Subject: Zoé\r\n\r\nZoé\r\n".getBytes(UTF_8));
        }
        return fault.has(Trait.LARGE) ? large(2_000) : fault.has(Trait.MEGABYTES) ? large(20_000_000)
                : fault.has(Trait.MORE_THAN_BUFFERS) ? large(30_000_000) : SmtpAttempt.mail(GOOD);
    }

    private static String reason(SmtpFault fault) {
        return fault.has(Trait.HANGS) ? "timed out" : fault.has(Trait.ENDLESS) ? "more than" : fault.has(Trait.LARGE) ? "too large" : "";
    }

    @Test
    @DisplayName("F10 a name that nobody knows charges no mail an attempt")
    void aHostWithoutAnAddress() {
        assertCannotBeReached(plan().host("no-such-host.invalid").resolving(host -> {
            throw new UnknownHostException(host);
        }));
    }

    @Test
    @DisplayName("F10 a closed port charges no mail an attempt")
    void aHostThatDoesNotListen() {
        assertCannotBeReached(plan().host("127.0.0.2"));
    }

    @Test
    @DisplayName("F10 a host that says nothing charges no mail an attempt")
    void aHostThatIsSilent() throws Exception {
        try (SilentHost host = new SilentHost("127.0.0.3")) {
            assertCannotBeReached(new SmtpBench.Plan(host.port()).host("127.0.0.3"));
        }
    }

    private static void assertCannotBeReached(SmtpBench.Plan plan) {
        try (SmtpBench bench = plan.replyWithin(SOON).lines()) {
            DeliveryOutcome outcome = bench.send();
            assertInstanceOf(DeliveryOutcome.NotTried.class, outcome);
            assertTrue(outcome.reason().contains("cannot be reached"), outcome.reason());
            assertEquals(0, bench.open());
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
    @DisplayName("F12 one recipient refused of two, then one of one, then the next mail")
    void aPartialRefusalLeavesTheLineClean() {
        server.demandingReset().on("RCPT TO:<bad", "550 5.1.1 no such user");
        try (SmtpBench bench = plan().lines()) {
            for (int i = 0; i < 10; i++) {
                Map<String, DeliveryOutcome> outcomes = bench.send(SmtpAttempt.mail(GOOD, SmtpAttempt.BAD)).outcomes();
                assertInstanceOf(DeliveryOutcome.Delivered.class, outcomes.get(GOOD));
                assertIsRefused(outcomes.get(SmtpAttempt.BAD));
                assertIsRefused(bench.send(SmtpAttempt.mail(SmtpAttempt.BAD)).outcomes().get(SmtpAttempt.BAD));
                assertEquals("Delivered", bench.word());
            }
            assertEquals(20, server.mails());
        }
    }

    private static void assertIsRefused(DeliveryOutcome outcome) {
        assertInstanceOf(DeliveryOutcome.GiveUp.class, outcome);
        assertEquals("550 5.1.1 no such user", outcome.reason());
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

    @Test
    @DisplayName("F13 at most 2 connections, 5 mails a session: each mail at its first attempt")
    void aServerWithLimits() throws Exception {
        server.atMostSessions(2).atMostMailsPerSession(5).late(".", Duration.ofMillis(5));
        try (SmtpBench bench = plan().lines()) {
            assertEquals(Collections.nCopies(60, "Delivered"), bench.words(4, 15));
        }
        assertEquals(60, server.mails());
        FaultTable.note("F13 figure: 60 mails, 2 connections and 5 mails a session allowed",
                server.connections() + " connections, " + server.refused() + " times a limit met");
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
            await().until(() -> bench.word().equals("Delivered"));
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
            assertEquals("NotTried", bench.word());
            server.heal().late(".", Duration.ofMillis(20));
            await().until(() -> bench.word().equals("Delivered"));
            bench.words(4, 8);
            assertTrue(bench.open() >= 2, "still " + bench.open());
        }
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
            assertTrue(bench.gate.pause("server").isEmpty());
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
            assertTrue(bench.gate.pause("server").isEmpty());
        }
        assertEquals(48, server.mails());
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
