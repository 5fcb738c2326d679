// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.intake;

import java.util.ArrayList;
import java.util.List;
import org.notificationgateway.outbox.Acceptance;
import org.notificationgateway.outbox.OutboxEntry;
import org.notificationgateway.outbox.Submission;

/** Answers of an intake that stores nothing, for tests of what lies before and behind it. */
public final class Answers {
    private Answers() {}

    /** A request that was accepted. */
    public static IntakeResult accepted(boolean sensitive) {
        return to(Requests.with("sensitive", String.valueOf(sensitive)), Acceptance.Kind.ACCEPTED);
    }

    /** What intake answers when the outbox says so to each sound request, in their order. */
    static IntakeResult to(String json, Acceptance.Kind... outbox) {
        try {
            RequestBatch batch = Requests.batch(json, null);
            List<Submission> mails = Requests.COMPOSER.compose(batch, "ingress-http", null, null).mails();
            List<Acceptance> stored = new ArrayList<>();
            for (int i = 0; i < mails.size(); i++) {
                OutboxEntry entry = mails.get(i).entry();
                stored.add(new Acceptance(outbox[i], "token-" + i, entry.messageId(), entry.recipients()));
            }
            return IntakeResult.of(batch, stored);
        } catch (InvalidRequestException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
