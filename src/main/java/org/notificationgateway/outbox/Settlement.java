// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.notificationgateway.outbox.ledger.Outcome;

/**
 * What becomes of an entry after an attempt. All of it is sent in the transaction that consumes the old entry.
 *
 * @param name of the entry in the log: its sender and id
 * @param isTried false when no server was asked: that is told of the sender, not of each of its mails
 * @param retry the updated entry to try again, or null
 * @param retryAt when to try it, null without a retry
 * @param retryQueue where it waits until then, null without a retry
 * @param outcomes what became of recipients now, for the ledger
 * @param deadLetter the entry as it was given up, with its reason, or null
 * @param summary what happened, without addresses
 * @param filed token of a mail whose bytes lie in a file, else null
 */
public record Settlement(
        String name, boolean isTried, @Nullable OutboxEntry retry, @Nullable Instant retryAt,
        @Nullable String retryQueue, @Nullable OutboxEntry deadLetter, List<Outcome> outcomes, String summary,
        @Nullable String filed) {

    public Settlement {
        outcomes = List.copyOf(outcomes);
    }

    /** The end of a mail whose time was over before everybody had it. */
    public static Settlement expired(OutboxEntry entry) {
        List<Outcome> outcomes = entry.pending().stream()
                .map(address -> new Outcome(entry.token(), address, Outcome.State.EXPIRED, "expired at " + entry.expiresAt(),
                        entry.attempts(), 0))
                .toList();
        return new Settlement(entry.name(), false, null, null, null, null, outcomes, "expired", null);
    }

    /**
     * The end of a mail that was taken back.
     *
     * @param who did so
     */
    public static Settlement cancelled(OutboxEntry entry, String who) {
        List<Outcome> outcomes = entry.pending().stream()
                .map(address -> new Outcome(entry.token(), address, Outcome.State.CANCELLED, who, entry.attempts(), 0))
                .toList();
        return new Settlement(entry.name(), false, null, null, null, null, outcomes, "cancelled: " + who,
                entry.file() == null ? null : entry.token());
    }

    /**
     * The entry goes on without those who were erased, or ends if nobody else waits.
     *
     * @param left without them
     */
    static Settlement erased(OutboxEntry left, Instant now) {
        boolean goesOn = !left.pending().isEmpty();
        return new Settlement(
                left.name(), false, goesOn ? left : null, goesOn ? now : null, goesOn ? left.queue() : null, null, List.of(),
                "goes on without an erased recipient", left.file() == null ? null : left.token());
    }

    /** True when nobody waits and nobody was given up: the end of most mails. */
    public boolean isDone() {
        return !hasRetry() && !hasDeadLetter();
    }

    /** One line for the log. */
    public String line() {
        return name + " " + summary;
    }

    /** True when some recipients are still waiting. */
    public boolean hasRetry() {
        return retry != null;
    }

    /** True when some recipients were given up. */
    public boolean hasDeadLetter() {
        return deadLetter != null;
    }

    /** The moment of the retry in milliseconds since 1970, as the queue of what waits has it; 0 without a retry. */
    public long retryAtMillis() {
        return retryAt == null ? 0 : retryAt.toEpochMilli();
    }
}
