// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.operations;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/** Counts by the minute what left in the last hour, for who wants to see how fast a sender is. Safe to share. */
final class LastHour {
    private static final int MINUTES = 60;
    private static final long MINUTE = 60_000;

    private final Clock clock;
    private final int[] counts = new int[MINUTES];
    private long latest; // minute since 1970 that was counted last

    LastHour(Clock clock) {
        this.clock = clock;
        latest = clock.millis() / MINUTE;
    }

    synchronized void count() {
        turn();
        counts[(int) (latest % MINUTES)]++;
    }

    /** The oldest minute first, the present one last. */
    synchronized List<Integer> minutes() {
        turn();
        List<Integer> minutes = new ArrayList<>(MINUTES);
        for (long minute = latest - MINUTES + 1; minute <= latest; minute++) {
            minutes.add(counts[Math.floorMod(minute, MINUTES)]);
        }
        return minutes;
    }

    private void turn() {
        long now = clock.millis() / MINUTE;
        for (long minute = Math.max(latest + 1, now - MINUTES + 1); minute <= now; minute++) {
            counts[(int) (minute % MINUTES)] = 0;
        }
        latest = Math.max(latest, now);
    }
}
