// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * The steps of {@code delivery.retry-delays}: each has a queue for each sender, which is in the order of its mails' times
 * by itself, since all of them wait equally long. A wait of other length goes into the first step that is as long, and
 * lasts no longer than that. Safe to share.
 *
 * @param delays at least one
 * @param clock which does not jump
 */
public record RetrySteps(List<Duration> delays, Clock clock) {
    public RetrySteps {
        delays = List.copyOf(delays);
    }

    /** How many there are, for each sender. */
    public int count() {
        return delays.size();
    }

    /** How long the mail of a step waits at most. */
    Duration delay(int step) {
        return delays.get(Math.min(step, delays.size()) - 1);
    }

    /** The first step as long as a wait; the last if none is. */
    int stepOf(Duration wait) {
        for (int step = 1; step < count(); step++) {
            if (delay(step).compareTo(wait) >= 0) {
                return step;
            }
        }
        return count();
    }

    /**
     * How long a mail of a step still waits. Never longer than the step: a time beyond that was written before the clock
     * was set back, and is over.
     */
    Duration left(long dueAt, int step) {
        Duration left = Duration.between(clock.instant(), Instant.ofEpochMilli(dueAt));
        return left.isNegative() || left.compareTo(delay(step)) > 0 ? Duration.ZERO : left;
    }
}
