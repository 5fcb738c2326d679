// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.notificationgateway.settings.Delivery;
import org.notificationgateway.settings.MailSettings;
import org.notificationgateway.settings.SecureSocketOption;
import org.notificationgateway.settings.Senders;
import org.notificationgateway.smtp.Replies;
import org.notificationgateway.smtp.ServerFaultException;
import org.notificationgateway.smtp.SmtpServer;
import org.notificationgateway.support.LogLines;

/** A sender that must not go on does not, and no other is held up. */
class SenderCircuitBreakerTest {
    private Instant now = Instant.parse("2026-11-27T00:00:00Z");
    private final SenderCircuitBreaker breaker = new SenderCircuitBreaker(Duration.ofSeconds(5), Duration.ofMinutes(5), new Clock() {
        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }, SmtpServers.plain(new Senders(List.of(new MailSettings(
            "server", "no-reply@contoso.com", new Delivery.Smtp("127.0.0.1", 25, SecureSocketOption.NONE, null), "a test")))));

    private static SmtpServer server(String sender) {
        return new SmtpServer(sender, "127.0.0.1", 25, SmtpServer.Encryption.NONE, null);
    }

    @Test
    void aLimitOfEachMinuteIsToldOnceInAWhile() throws Exception {
        SmtpServer server = server("server");
        Replies.Pause minute = new Replies.Pause(Duration.ofMinutes(1), Duration.ofMinutes(1));
        try (LogLines log = LogLines.of("gateway.delivery")) {
            for (int i = 0; i < 20; i++) {
                breaker.exhausted(server, minute, "450 too fast");
                now = now.plusSeconds(61);
                breaker.check(server);
                breaker.succeeded(server);
            }
            List<String> lines = log.lines();
            assertEquals(2, lines.stream().filter(line -> line.contains("takes no more")).count(), lines::toString);
            breaker.exhausted(server, minute, "550 the day is over");
            assertEquals(3, log.lines().stream().filter(line -> line.contains("takes no more")).count(), "another reason");
        }
    }

    @Test
    void aDestinationIsTriedWhenItsNextWindowOpens() throws Exception {
        SmtpServer server = server("server");
        Replies.Pause usual = new Replies.Pause(Duration.ofSeconds(10), Duration.ofSeconds(30));
        Duration window = Duration.ofSeconds(61);
        Instant begun = now;
        Duration late = Duration.ZERO;
        for (int i = 0; i < 8; i++) {
            breaker.exhausted(server, usual, "450 4.7.1 Error: too much mail");
            while (true) {
                now = breaker.pause("server").orElseThrow().until();
                breaker.check(server);
                if (!now.isBefore(begun.plus(window))) {
                    break;
                }
                breaker.exhausted(server, usual, "450 4.7.1 Error: too much mail");
            }
            breaker.succeeded(server);
            late = Duration.between(begun.plus(window), now);
            begun = now;
        }
        assertTrue(late.toMillis() < 610, "found open late by " + late);
    }

    @Test
    void oneThatIsHeldStaysSoWhateverItsServerSaysUntilItsSettingsAreReadAnew() {
        try (LogLines log = LogLines.of("gateway.delivery")) {
            breaker.hold("server", "a route said nothing");
            breaker.hold("server", "again");
            breaker.succeeded(server("server")); // by a mail that was under way
            now = now.plus(Duration.ofDays(30));
            assertTrue(breaker.isOpen("server"));
            assertFalse(breaker.isOpen("agent"));
            assertEquals("a route said nothing", breaker.pause("server").orElseThrow().reason());
            breaker.reset("server");
            assertFalse(breaker.isOpen("server"));
            assertTrue(log.lines().size() <= 1, log.lines().toString());
        }
    }

    @Test
    void theTimeForWhichOneIsHeldIsNoAge() {
        Instant accepted = now.minusSeconds(60);
        breaker.hold("server", "a route said nothing");
        now = now.plus(Duration.ofDays(2));
        assertEquals(Duration.ofDays(2), Standstill.sum(breaker.pausedSince("server", accepted), accepted));
        breaker.reset("server");
        now = now.plus(Duration.ofDays(1));
        assertEquals(Duration.ofDays(2), Standstill.sum(breaker.pausedSince("server", accepted), accepted));
    }

    @Test
    void pausesThatOverlapAreCountedOnce() {
        Instant accepted = now;
        breaker.exhausted(server("server"), null, "450 too fast"); // hours 0 to 4
        now = now.plus(Duration.ofHours(1));
        breaker.failed(server("server"), new ServerFaultException("535 no", null)); // hours 1 to 4
        now = now.plus(Duration.ofHours(1));
        breaker.hold("server", "a route said nothing"); // hours 2 to 5
        now = now.plus(Duration.ofHours(1));
        assertEquals(Duration.ofHours(3), paused(accepted));
        now = now.plus(Duration.ofHours(1));
        breaker.succeeded(server("server"));
        now = now.plus(Duration.ofHours(1));
        assertEquals(Duration.ofHours(5), paused(accepted));
        assertEquals(Duration.ofMinutes(30), paused(now.minus(Duration.ofMinutes(30))));
        breaker.reset("server");
        now = now.plus(Duration.ofHours(7));
        assertEquals(Duration.ofHours(5), paused(accepted));
    }

    private Duration paused(Instant since) {
        return Standstill.sum(breaker.pausedSince("server", since), since);
    }

    @Test
    void oneThatRestsGoesOnByItselfAndNotBefore() {
        breaker.rest("server");
        breaker.succeeded(server("server")); // a mail that was under way
        assertTrue(breaker.isOpen("server"));
        assertFalse(breaker.isOpen("agent"));
        assertTrue(breaker.pause("server").isEmpty(), "its server has no fault");
        now = now.plusSeconds(5);
        assertFalse(breaker.isOpen("server"));
    }
}
