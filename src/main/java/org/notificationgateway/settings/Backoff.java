// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.settings;

import java.time.Duration;

/**
 * Exponential back-off: how long to wait before something that failed is tried again, each time twice as long.
 *
 * @param first wait
 * @param longest wait
 */
public record Backoff(Duration first, Duration longest) {
    /** The wait after another failure. */
    public Duration after(Duration last) {
        Duration twice = last.multipliedBy(2);
        return twice.compareTo(longest) < 0 ? twice : longest;
    }

    /** @param failures in a row, from one on */
    public Duration ofFailure(int failures) {
        Duration wait = first.compareTo(longest) < 0 ? first : longest;
        for (int i = 1; i < failures && wait.compareTo(longest) < 0; i++) {
            wait = after(wait);
        }
        return wait;
    }
}
