// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.notificationgateway.outbox.ledger.Recipient;

/**
 * What became of one submission.
 *
 * @param mail token of the mail that was accepted under this id, now or before; empty of none
 * @param messageId of that mail
 * @param recipients of that mail, as they were when it was accepted
 * @param estimatedAt when it leaves, null if that is soon or cannot be told
 */
public record Acceptance(Kind kind, String mail, String messageId, List<Recipient> recipients, @Nullable Instant estimatedAt) {
    /** Of a mail that leaves soon. */
    public Acceptance(Kind kind, String mail, String messageId, List<Recipient> recipients) {
        this(kind, mail, messageId, recipients, null);
    }

    /** The same with a word on when it leaves. */
    Acceptance estimated(@Nullable Instant at) {
        return at == null ? this : new Acceptance(kind, mail, messageId, recipients, at);
    }

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
