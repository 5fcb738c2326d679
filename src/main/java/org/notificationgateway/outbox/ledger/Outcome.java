// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox.ledger;

/**
 * What finally became of one recipient of a mail, as the ledger keeps it: the mail is not sent to that recipient again,
 * whatever comes out of the broker.
 *
 * @param mail token of the mail
 * @param reply of the server, or why there is none
 */
public record Outcome(String mail, String recipient, State state, String reply) {
    /** The closed set of ends. */
    public enum State {
        /** The server has the mail, or the pickup directory. */
        DELIVERED,
        /** There is a dead letter. */
        GIVEN_UP,
        /** Its time was over before it could be delivered. */
        EXPIRED,
        /** An operator dropped the dead letter. */
        DROPPED,
        /** The mail was accepted, and neither it nor an outcome was found. */
        UNKNOWN
    }
}
