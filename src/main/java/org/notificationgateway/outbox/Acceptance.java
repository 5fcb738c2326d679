// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox;

import java.util.List;
import org.notificationgateway.outbox.ledger.Recipient;

/**
 * What became of one submission.
 *
 * @param mail token of the mail that was accepted under this id, now or before; empty of none
 * @param messageId of that mail
 * @param recipients of that mail, as they were when it was accepted
 */
public record Acceptance(Kind kind, String mail, String messageId, List<Recipient> recipients) {
    /** The closed set of answers. */
    public enum Kind {
        /** The outbox has the mail from now on. */
        ACCEPTED,
        /** The outbox got the same request before: this one changed nothing. */
        ALREADY_ACCEPTED,
        /** Another request of this sender bears the id: this one was not stored. */
        CONFLICT
    }

    static Acceptance of(Kind kind, String mail, OutboxEntry entry) {
        return new Acceptance(kind, mail, entry.messageId(), entry.recipients());
    }
}
