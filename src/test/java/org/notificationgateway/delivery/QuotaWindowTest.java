// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.notificationgateway.settings.Backoff;
import org.notificationgateway.settings.Durations;

/** Whoever is told nothing of a window but "not now" uses nearly all of it, and asks seldom. */
class QuotaWindowTest {
    private static final Duration MAIL = Duration.ofMillis(40);
    private static final int PER_WINDOW = 100;

    private final QuotaWindows windows = new QuotaWindows();
    private final Instant start = Instant.parse("2026-11-27T00:00:17Z");
    private Instant now = start;
    private Instant began = start; // the server's window
    private int taken; // in it
    private int refusals;

    @ParameterizedTest(name = "{0}, pauses of {1} to {2}, windows by the clock: {3}")
    @CsvSource({
        "61s, 10s, 30s, false", // Postfix
        "61s, 10s, 30s, true",
        "61s, 1m, 10m, false",
        "1m, 1m, 10m, true",    // Google
        "1m, 10s, 2m, false",   // Exchange
        "1m, 10s, 2m, true",
        "1m, 5s, 10s, true",    // Microsoft 365 without a profile, by delivery.first-pause
        "1m, 5s, 10s, false",
        "7s, 1s, 10m, false",   // Amazon SES, if it counts by some seconds
        "10m, 1m, 15m, false"
    })
    void littleOfALimitIsLost(String length, String first, String longest, boolean byClock) {
        Duration window = Durations.parse(length);
        Backoff pauses = new Backoff(Durations.parse(first), Durations.parse(longest));
        run(window, pauses, byClock, 10); // it learns
        Instant from = now;
        refusals = 0;
        int rounds = 200;
        run(window, pauses, byClock, rounds);
        double used = (double) window.multipliedBy(rounds).toNanos() / Duration.between(from, now).toNanos();
        assertTrue(used >= 0.98, used + " of it was used");
        long longestPauses = window.dividedBy(pauses.longest());
        assertTrue(refusals <= rounds * (3 + longestPauses), refusals + " refusals in " + rounds + " windows");
    }

    /** Sends until the server has begun so many more windows. */
    private void run(Duration window, Backoff pauses, boolean byClock, int rounds) {
        int begun = 0;
        Duration pause = null;
        while (begun < rounds) {
            if (!now.isBefore(began.plus(window))) {
                began = byClock ? began.plus(window.multipliedBy(Duration.between(began, now).dividedBy(window))) : now;
                taken = 0;
                begun++;
            }
            if (taken < PER_WINDOW) {
                taken++;
                now = now.plus(MAIL);
                if (pause != null) {
                    windows.opened("there", now);
                    pause = null;
                }
            } else {
                refusals++;
                pause = windows.refused("there", pauses, now, pause == null ? pauses.first() : pauses.after(pause));
                assertTrue(pause.compareTo(pauses.longest()) <= 0 && !pause.isNegative() && !pause.isZero(), pause.toString());
                now = now.plus(pause);
            }
        }
    }

    @Test
    void oneThatHasBecomeLongerOrShorterIsLearnedAnew() {
        Backoff pauses = new Backoff(Duration.ofSeconds(10), Duration.ofSeconds(30));
        run(Duration.ofSeconds(61), pauses, false, 20);
        for (Duration window : new Duration[] {Duration.ofSeconds(100), Duration.ofSeconds(20), Duration.ofSeconds(61)}) {
            run(window, pauses, false, 20);
            Instant from = now;
            run(window, pauses, false, 100);
            double used = (double) window.multipliedBy(100).toNanos() / Duration.between(from, now).toNanos();
            assertTrue(used >= 0.98, used + " of " + window);
        }
    }

    @Test
    void aPauseOfOneLengthIsKeptAndOneLimitSaysNothingOfAnother() {
        Backoff day = new Backoff(Duration.ofMinutes(15), Duration.ofMinutes(15));
        Backoff minute = new Backoff(Duration.ofSeconds(10), Duration.ofSeconds(30));
        run(Duration.ofSeconds(61), minute, false, 20);
        Instant from = now;
        Duration known = windows.refused("there", minute, now, minute.first());
        assertEquals(day.first(), windows.refused("there", day, from, day.first()));
        now = now.plus(Duration.ofHours(9));
        windows.opened("there", now);
        Duration after = windows.refused("there", minute, now, minute.first());
        assertEquals(minute.longest(), after, "a minute has begun, as long as ever: " + known);
        windows.forget("there");
        assertEquals(minute.first(), windows.refused("there", minute, now, minute.first()));
    }
}
