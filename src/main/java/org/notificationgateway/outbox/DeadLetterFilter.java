// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Chooses among the dead letters; what is null does not choose.
 *
 * @param reason part of the reason, in any letter case
 * @param older given up longer ago than this
 * @param younger given up since
 */
public record DeadLetterFilter(
        @Nullable String sender, @Nullable String reason, @Nullable Duration older, @Nullable Duration younger) {
    /** Every letter. */
    public static final DeadLetterFilter ALL = new DeadLetterFilter(null, null, null, null);

    boolean admits(DeadLetter letter, Instant now) {
        return (sender == null || sender.equalsIgnoreCase(letter.sender()))
                && (reason == null || letter.reason().toLowerCase(Locale.ROOT).contains(reason.toLowerCase(Locale.ROOT)))
                && (older == null || letter.at().isBefore(now.minus(older)))
                && (younger == null || letter.at().isAfter(now.minus(younger)));
    }
}
