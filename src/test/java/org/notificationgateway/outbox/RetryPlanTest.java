// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.notificationgateway.outbox.SampleEntry.ACCEPTED;
import static org.notificationgateway.outbox.SampleEntry.ANN;
import static org.notificationgateway.outbox.SampleEntry.BEN;
import static org.notificationgateway.outbox.SampleEntry.CAT;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.notificationgateway.delivery.DeliveryOutcome;
import org.notificationgateway.delivery.DeliveryReport;
import org.notificationgateway.outbox.ledger.Recipient;
import org.notificationgateway.settings.Durations;

/** What becomes of a mail after each attempt is decided here alone, so each way it can go has its sentence. */
class RetryPlanTest {
    private static final Instant NOW = ACCEPTED.plusSeconds(10);
    private static final DeliveryOutcome SENT = new DeliveryOutcome.Delivered("250 ok");
    private static final DeliveryOutcome BUSY = new DeliveryOutcome.TryAgain("450 greylisted");
    private static final DeliveryOutcome REFUSED = new DeliveryOutcome.GiveUp("550 no such user");

    private static final RetryPlan PLAN = new RetryPlan(
            Durations.list("30s"), Duration.ofHours(24), Clock.fixed(NOW, ZoneOffset.UTC));

    private static Settlement settle(OutboxEntry entry, Map<String, DeliveryOutcome> outcomes) {
        return PLAN.settle(entry, new DeliveryReport(outcomes), SampleEntry.ADMITTED);
    }

    private static List<String> addresses(OutboxEntry entry) {
        return entry.recipients().stream().map(Recipient::address).toList();
    }

    @Nested
    class WhenEverybodyIsServed {
        @Test
        void nothingIsLeftToDo() {
            Settlement settlement = settle(SampleEntry.to(ANN, BEN), Map.of(ANN, SENT, BEN, SENT));
            assertFalse(settlement.hasRetry() || settlement.hasDeadLetter());
            assertEquals(0, settlement.retryAtMillis());
            assertEquals("attempt 1: 2 delivered: 250 ok", settlement.summary());
        }
    }

    @Nested
    class WhenEverybodyIsToBeTriedAgain {
        private final OutboxEntry entry = SampleEntry.to(ANN, BEN);
        private final Settlement settlement = settle(entry, Map.of(ANN, BUSY, BEN, BUSY));

        @Test
        void theyAllAre() {
            assertEquals(entry.pending(), settlement.retry().pending());
            assertFalse(settlement.hasDeadLetter());
        }

        @Test
        void itIsTheSameMail() {
            assertEquals(entry.id(), settlement.retry().id());
            assertEquals(entry.messageId(), settlement.retry().messageId());
            assertSame(entry.mail(), settlement.retry().mail());
            assertEquals(entry.acceptedAt(), settlement.retry().acceptedAt());
        }

        @Test
        void theHistoryGrowsByOneLine() {
            OutboxEntry second = settle(settlement.retry(), Map.of(ANN, BUSY, BEN, SENT)).retry();
            assertEquals(
                    List.of(new Attempt(1, NOW, "attempt 1: 2 pending: 450 greylisted"),
                            new Attempt(2, NOW, "attempt 2: 1 pending, 1 delivered: 450 greylisted")),
                    second.history());
            assertEquals(2, second.attempts());
        }
    }

    @Nested
    class WhenEachRecipientFaresDifferently {
        private final Settlement settlement =
                settle(SampleEntry.to(ANN, BEN, CAT), Map.of(ANN, SENT, BEN, REFUSED, CAT, BUSY));

        @Test
        void theDeadLetterNamesTheRefusedAloneAndKeepsTheMail() {
            assertEquals(
                    List.of(new Recipient(BEN, Recipient.State.GIVEN_UP, "550 no such user")),
                    settlement.deadLetter().recipients());
            assertEquals("550 no such user", settlement.deadLetter().deadReason());
            assertSame(SampleEntry.MAIL, settlement.deadLetter().mail());
            assertEquals(1, settlement.deadLetter().history().size());
        }

        @Test
        void theRetryGoesToTheRemainingAloneAndRemembersTheOthers() {
            assertEquals(List.of(CAT), settlement.retry().pending());
            assertEquals(List.of(ANN, BEN, CAT), addresses(settlement.retry()));
            assertNull(settlement.retry().deadReason());
        }

        @Test
        void nobodyGetsASecondDeadLetter() {
            Settlement busy = settle(settlement.retry(), Map.of(CAT, BUSY));
            assertFalse(busy.hasDeadLetter());
            Settlement refused = settle(busy.retry(), Map.of(CAT, REFUSED));
            assertEquals(List.of(CAT), addresses(refused.deadLetter()));
            assertFalse(refused.hasRetry());
        }
    }

    @Nested
    class TheSummary {
        @Test
        void countsAndGivesAFailuresReasonBeforeASuccess() {
            assertEquals(
                    "attempt 1: 2 delivered, 1 given up: 550 no such user",
                    settle(SampleEntry.to(ANN, BEN, CAT), Map.of(ANN, SENT, BEN, REFUSED, CAT, SENT)).summary());
        }

        @ParameterizedTest
        @ValueSource(strings = {
            "550 5.1.1 <ann@example.com>: Recipient address rejected: User unknown",
            "450 4.2.1 <Ann@Example.COM>: greylisted",
            "450 4.1.1 ann@example.com, and no-reply@contoso.com",
            "551 5.1.6 not local; please try <ann.lee+x@mail.elsewhere.example>"
        })
        void holdsNoAddressEvenIfTheServersReplyDoes(String reply) {
            DeliveryOutcome outcome = reply.startsWith("5")
                    ? new DeliveryOutcome.GiveUp(reply)
                    : new DeliveryOutcome.TryAgain(reply);
            Settlement settlement = settle(SampleEntry.to(ANN, BEN), Map.of(ANN, outcome, BEN, SENT));
            String log = settlement.summary();
            assertFalse(log.contains("@"), log);
            assertTrue(log.contains(reply.substring(0, 9)), log);
        }

        @Test
        void saysSoWhenNobodyWasTried() {
            assertEquals("attempt 1: 1 pending: nobody was tried", settle(SampleEntry.to(ANN), Map.of()).summary());
        }
    }
}
