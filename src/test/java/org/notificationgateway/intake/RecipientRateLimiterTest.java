// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.intake;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Nobody's mailbox is flooded by way of the gateway, and nobody else waits for it longer than need be. */
class RecipientRateLimiterTest {
    @Test
    @DisplayName("S17: one recipient 1000 times")
    void letsThroughAsManyMailsAMinuteAsWereSet() throws Exception {
        RecipientRateLimiter brake = new RecipientRateLimiter(5, Clock.systemUTC());
        int admitted = 0;
        int refused = 0;
        for (int i = 0; i < 1_000; i++) {
            try {
                brake.admit(to("\"Ann@example.com\""), null);
                admitted++;
            } catch (RateLimitedException e) {
                refused++;
                assertTrue(e.retryAfter() >= 1 && e.retryAfter() <= 12, "come again in " + e.retryAfter());
            }
        }
        assertTrue(admitted == 5 && refused == 995, admitted + " admitted, " + refused + " refused");
    }

    @Test
    void countsAnAddressWhateverItsLettersAndItsField() throws Exception {
        RecipientRateLimiter brake = new RecipientRateLimiter(1, Clock.systemUTC());
        brake.admit(to("[\"ann@example.com\", \"ANN@example.com\"], \"cc\": \"Ann <Ann@Example.com>\""), null);
        assertThrows(RateLimitedException.class, () -> brake.admit(to("\"aNN@example.com\""), null));
    }

    @Test
    void spendsNothingOfTheOthersWhenOneIsOverTheLimit() throws Exception {
        RecipientRateLimiter brake = new RecipientRateLimiter(1, Clock.systemUTC());
        brake.admit(to("\"ann@example.com\""), null);
        assertThrows(RateLimitedException.class,
                () -> brake.admit(to("[\"bob@example.com\", \"ann@example.com\"]"), null));
        assertDoesNotThrow(() -> brake.admit(to("\"bob@example.com\""), null));
    }

    @Test
    void letsAnArrayOverdrawSoThatItPassesAtAll() throws Exception {
        RecipientRateLimiter brake = new RecipientRateLimiter(60, Clock.systemUTC());
        brake.admit(Requests.batch("[" + (Requests.GOOD + ",").repeat(99) + Requests.GOOD + "]"), null);
        RateLimitedException next =
                assertThrows(RateLimitedException.class, () -> brake.admit(to("\"ann@example.com\""), null));
        assertTrue(next.retryAfter() > 35, "in " + next.retryAfter() + " s");
    }

    @Test
    void defersTheMailsOfADoorThatCannotTurnAwayAndHoldsUpNobody() throws Exception {
        RecipientRateLimiter brake = new RecipientRateLimiter(6, Clock.systemUTC());
        for (int i = 0; i < 6; i++) {
            assertEquals(Map.of(), brake.admit(to("\"ann@example.com\""), "defer").starts());
        }
        for (int i = 1; i < 100; i++) {
            Instant start = brake.admit(to("\"ann@example.com\""), "defer").starts().get(0);
            long seconds = Duration.between(Instant.now(), start).toSeconds();
            assertTrue(seconds >= 10 * i - 5 && seconds <= 10 * i, "number " + i + " in " + seconds + " s");
        }
        assertEquals(Map.of(), brake.admit(to("\"bob@example.com\""), "defer").starts());
    }

    @Test
    void defersOfAnArrayOnlyWhatComesTooEarly() throws Exception {
        RecipientRateLimiter brake = new RecipientRateLimiter(1, Clock.systemUTC());
        RequestBatch batch = Requests.batch("[" + Requests.GOOD + "," + Requests.GOOD + ","
                + Requests.with("to", "\"bob@example.com\"") + "]");
        assertEquals(Set.of(1), brake.admit(batch, "defer").starts().keySet());
    }

    @Test
    void isOffAtZero() {
        RecipientRateLimiter brake = new RecipientRateLimiter(0, Clock.systemUTC());
        assertTimeout(Duration.ofSeconds(20), () -> {
            for (int i = 0; i < 10_000; i++) {
                brake.admit(to("\"ann@example.com\""), null);
            }
        });
    }

    private static RequestBatch to(String addresses) throws InvalidRequestException {
        return Requests.batch(Requests.with("to", addresses));
    }
}
