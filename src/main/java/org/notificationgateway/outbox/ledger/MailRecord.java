// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox.ledger;

import java.util.List;

/**
 * What the ledger tells of one mail to whoever asks: how it came, and where each of its recipients stands.
 *
 * @param recipients in the order of the request, then those that the policy took out
 */
public record MailRecord(LedgerRow row, List<RecipientRecord> recipients) {
    /** What needs attention most comes first, so that one word tells of a mail what matters. */
    private static final List<Outcome.State> BY_ATTENTION = List.of(
            Outcome.State.WAITING, Outcome.State.UNKNOWN, Outcome.State.GIVEN_UP, Outcome.State.EXPIRED,
            Outcome.State.CANCELLED, Outcome.State.DROPPED, Outcome.State.DELIVERED, Outcome.State.HANDED_OVER,
            Outcome.State.SUPPRESSED);

    public MailRecord {
        recipients = List.copyOf(recipients);
    }

    /**
     * Where one recipient stands.
     *
     * @param reply of the server, or why there is none; empty before the first attempt
     * @param at since when, in milliseconds since 1970
     * @param attempts deliveries tried
     * @param nextAt when the next one is due; 0 if it waits for its turn, or for nothing
     */
    public record RecipientRecord(
            String address, Outcome.State state, String reply, long at, int attempts, long nextAt) {}

    /** The state of the recipient that needs attention most. */
    public Outcome.State state() {
        return BY_ATTENTION.stream()
                .filter(state -> recipients.stream().anyMatch(one -> one.state() == state))
                .findFirst()
                .orElse(Outcome.State.UNKNOWN);
    }
}
