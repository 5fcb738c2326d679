// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.notificationgateway.outbox.SampleEntry.ACCEPTED;
import static org.notificationgateway.outbox.SampleEntry.ANN;
import static org.notificationgateway.outbox.SampleEntry.BEN;
import static org.notificationgateway.outbox.SampleEntry.CAT;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.notificationgateway.delivery.DeliveryOutcome;
import org.notificationgateway.delivery.DeliveryReport;
import org.notificationgateway.outbox.ledger.Recipient;
import org.notificationgateway.settings.Durations;

/** When a mail is tried again, and when no more, must follow from the settings to the millisecond. */
class RetryTimesTest {
    private static final Instant NOW = ACCEPTED.plusSeconds(10);
    private static final Duration MAX_AGE = Duration.ofHours(24);
    private static final DeliveryOutcome SENT = new DeliveryOutcome.Delivered("250 ok");
    private static final DeliveryOutcome BUSY = new DeliveryOutcome.TryAgain("450 greylisted");

    private static RetryPlan plan(Instant now) {
        return new RetryPlan(
                Durations.list("30s, 1m ,2m"), MAX_AGE, since(ACCEPTED, now), Clock.fixed(now, ZoneOffset.UTC),
                (sender, since) -> List.of());
    }

    /** A clock that has gone on to now when it is asked a second time. */
    private static Clock since(Instant start, Instant now) {
        AtomicBoolean asked = new AtomicBoolean();
        return new Clock() {
            @Override
            public Instant instant() {
                return asked.getAndSet(true) ? now : start;
            }

            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }
        };
    }

    @Nested
    class TheWait {
        @ParameterizedTest(name = "after {0} attempts is {1} s")
        @CsvSource({"1,30", "2,60", "3,120", "4,120", "99,120"})
        void growsAndThenRepeatsItsLastStep(int attempts, long seconds) {
            OutboxEntry entry = SampleEntry.to(ANN);
            OutboxEntry tried = entry.tried(entry.recipients(), attempts - 1, List.of(), ACCEPTED, 0);
            Settlement settlement = plan(NOW).settle(tried, new DeliveryReport(Map.of(ANN, BUSY)), SampleEntry.ADMITTED);
            assertEquals(NOW.plusSeconds(seconds), settlement.retryAt());
            assertEquals(NOW.plusSeconds(seconds).toEpochMilli(), settlement.retryAtMillis());
        }
    }

    @Nested
    class TheWaitsOfTheSettings {
        @Test
        void areReadInTheirOrder() {
            assertEquals(
                    List.of(Duration.ofSeconds(30), Duration.ofMinutes(1), Duration.ofHours(2)),
                    Durations.list("30s,1m , 2h"));
        }

        @ParameterizedTest
        @ValueSource(strings = {"", " ", ",", "30s,", "30s,,1m", "30s;1m", "soon"})
        void areRefusedWhenOneOfThemIsNone(String text) {
            assertThrows(IllegalArgumentException.class, () -> Durations.list(text));
        }

        @Test
        void areAtLeastOne() {
            var e = assertThrows(
                    IllegalArgumentException.class,
                    () -> new RetryPlan(List.of(), MAX_AGE, Clock.systemUTC()));
            assertEquals("delivery.retry-delays is empty: expected at least one delay", e.getMessage());
        }
    }

    @Nested
    class AMailTooOldForAnotherAttempt {
        private Settlement after(Duration age, Map<String, DeliveryOutcome> outcomes) {
            return plan(ACCEPTED.plus(age)).settle(SampleEntry.to(ANN, BEN, CAT), new DeliveryReport(outcomes), SampleEntry.ADMITTED);
        }

        @Test
        void isGivenUpForThoseStillWaiting() {
            Settlement settlement = after(MAX_AGE, Map.of(ANN, SENT, BEN, BUSY, CAT, BUSY));
            assertFalse(settlement.hasRetry());
            assertEquals(0, settlement.retryAtMillis());
            assertEquals(
                    List.of(BEN, CAT),
                    settlement.deadLetter().recipients().stream().map(Recipient::address).toList());
            assertEquals("not delivered within PT24H; last: 450 greylisted", settlement.deadLetter().deadReason());
        }

        @Test
        void keepsThoseWhomAQuotaPutOffWhileOthersGotIt() {
            DeliveryOutcome quota = new DeliveryOutcome.NotTried("550 5.4.5 Daily user sending limit exceeded");
            Settlement settlement = after(MAX_AGE.plusHours(1), Map.of(ANN, SENT, BEN, quota, CAT, quota));
            assertFalse(settlement.hasDeadLetter());
            assertEquals(0, settlement.retry().attempts(), "no attempt is counted for them");
            assertEquals(List.of(BEN, CAT), settlement.retry().pending());
            assertEquals(ACCEPTED.plus(MAX_AGE.plusHours(1)).toEpochMilli(), settlement.retryAtMillis(), "they wait for their sender alone");
            assertTrue(after(MAX_AGE, Map.of(ANN, SENT, BEN, quota, CAT, BUSY)).hasDeadLetter(), "this one was tried");
        }

        @Test
        void isSoByTheMomentOfThatAttempt() {
            Map<String, DeliveryOutcome> busy = Map.of(ANN, BUSY, BEN, BUSY, CAT, BUSY);
            assertTrue(after(MAX_AGE.minusSeconds(30), busy).hasRetry());
            assertFalse(after(MAX_AGE.minusSeconds(29), busy).hasRetry());
        }

        @Test
        void hasItsTimeAgainOnceItWasResent() {
            Instant late = ACCEPTED.plus(MAX_AGE.multipliedBy(9));
            OutboxEntry resent = SampleEntry.to(ANN).resent(new Attempt(0, late, "resent"));
            assertTrue(plan(late).settle(resent, new DeliveryReport(Map.of(ANN, BUSY)), SampleEntry.ADMITTED).hasRetry());
        }

        @Test
        void isDeliveredAllTheSameWhenItWentThrough() {
            Settlement late = after(Duration.ofHours(99), Map.of(ANN, SENT, BEN, SENT, CAT, SENT));
            assertFalse(late.hasRetry() || late.hasDeadLetter());
        }
    }

    @Nested
    class AnEndSetByTheRequest {
        @ParameterizedTest(name = "{0} ms after it the mail is expired: {1}")
        @CsvSource({"-1,false", "0,true", "1,true"})
        void countsFromItsVeryMoment(long millis, boolean expired) {
            Instant end = ACCEPTED.plusSeconds(60);
            assertEquals(expired, plan(end.plusMillis(millis)).isExpired(SampleEntry.expiringAt(end, ANN)));
        }

        @Test
        void neverComesWhenNoneIsSet() {
            assertFalse(plan(Instant.MAX).isExpired(SampleEntry.to(ANN)));
        }
    }
}
