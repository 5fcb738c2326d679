// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.delivery;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.notificationgateway.settings.Backoff;

/**
 * Learns how long the windows of a limit are, which no server tells, so that little of the next one is lost: a destination is
 * tried when its window should open, and not whenever a pause ends. What was learned only shortens pauses. Not safe to share.
 */
final class QuotaWindow {
    private static final int TRIES = 8; // that find the end of a window within what is not known of it
    private static final int FINEST = 200; // a part of the window, and half that of the first pause: no try follows sooner
    private static final int LONGEST = 10; // pauses: a longer window cannot be told from one that began unseen

    private final Backoff pauses;
    private @Nullable Instant begun;
    private Duration refused = Duration.ZERO; // last, after this one had begun
    private Duration shut = Duration.ZERO; // the ones before were still so, so long after they had begun,
    private @Nullable Duration open; // and found open again after so long

    QuotaWindow(Backoff pauses) {
        this.pauses = pauses;
    }

    /**
     * How long to pause.
     *
     * @param usual how long if nothing was learned
     */
    Duration refused(Instant now, Duration usual) {
        if (begun == null) {
            return usual;
        }
        refused = Duration.between(begun, now);
        Duration known = open;
        if (known == null || refused.compareTo(known.multipliedBy(2)) > 0) {
            return usual;
        }
        Duration late = refused.minus(known); // the longer it is overdue, the less often
        Duration next = longer(refused, shut).plus(longer(step(known), late)).minus(refused);
        return next.compareTo(pauses.longest()) < 0 ? next : pauses.longest();
    }

    private Duration step(Duration known) {
        Duration finest = longer(known.dividedBy(FINEST), pauses.first().dividedBy(FINEST / 2));
        return longer(finest, known.minus(shut).dividedBy(TRIES));
    }

    /** A mail was taken after a pause. */
    void opened(Instant now) {
        Duration whole = begun == null ? null : Duration.between(begun, now);
        if (whole != null && whole.compareTo(pauses.longest().multipliedBy(LONGEST)) <= 0) {
            Duration sooner = open == null || shut.compareTo(whole) >= 0 ? Duration.ZERO : shut.minus(step(open)); // it may have become shorter
            shut = longer(refused, sooner);
            open = whole;
        } else {
            open = null;
            shut = Duration.ZERO;
        }
        begin(now);
    }

    /** A pause for another limit is over: a window of this one began, too. */
    void begin(Instant now) {
        begun = now;
        refused = Duration.ZERO;
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }
}
