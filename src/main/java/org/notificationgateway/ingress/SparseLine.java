// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.ingress;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** A line of the log that callers can cause as often as they like: told once in an interval, with their number. */
final class SparseLine {
    private final Clock clock;
    private final Duration interval;
    private Instant next = Instant.MIN;
    private long untold;

    SparseLine(Clock clock, Duration interval) {
        this.clock = clock;
        this.interval = interval;
    }

    /** How many there were since the last that was told, this one among them; 0 while it is too early to tell. */
    synchronized long due() {
        untold++;
        Instant now = clock.instant();
        if (now.isBefore(next)) {
            return 0;
        }
        next = now.plus(interval);
        long told = untold;
        untold = 0;
        return told;
    }
}
