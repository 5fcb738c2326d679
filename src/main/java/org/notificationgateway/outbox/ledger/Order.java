// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox.ledger;

/**
 * What somebody wants done with waiting mail, for all gateways that share a ledger.
 *
 * @param seq grows from order to order
 * @param mail token of the mail it is about; empty if it is about the whole sender
 * @param at in milliseconds since 1970
 * @param who ordered it, in words
 */
public record Order(long seq, Kind kind, String sender, String mail, long at, String who) {
    /** The closed set of orders. */
    public enum Kind {
        /** Nothing of a sender is delivered. */
        HOLD,
        /** All of a sender is delivered again. */
        RELEASE,
        /** A mail, or each of a sender, is due now. */
        RETRY,
        /** A mail is not delivered to those who still wait for it. */
        CANCEL
    }
}
