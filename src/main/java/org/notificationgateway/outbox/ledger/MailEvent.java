// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox.ledger;

/**
 * One change in the life of a mail, as it was written with the change itself.
 *
 * @param seq grows from event to event, over all mails
 * @param type its word, such as {@code accepted} or {@code given-up}
 * @param recipient whom it is about; empty for all
 * @param reply of the server, or why there is none
 * @param at in milliseconds since 1970
 * @param nextAt when the mail is due again; 0 if that was not said
 */
public record MailEvent(
        long seq, String mail, String type, String recipient, String reply, long at, int attempts, long nextAt) {
    /** The same whenever it is told, and that of no other. */
    public String id() {
        return mail + "-" + seq;
    }
}
