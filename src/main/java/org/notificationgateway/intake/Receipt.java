// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.intake;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.notificationgateway.outbox.Acceptance;
import org.notificationgateway.outbox.ledger.Recipient;

/**
 * What a door may tell its caller about one request, made only after the outbox holds it.
 *
 * @param status {@code accepted}, or {@code already accepted} when this one changed nothing
 * @param mail the gateway's own name of it, by which operators find it
 * @param estimatedAt when it leaves, if that is later than a minute (RFC 3339), else null
 */
public record Receipt(
        String id, String status, String mail, String messageId, List<RecipientStatus> recipients,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String estimatedAt) {
    private static final String REPEATED = "already accepted";

    /**
     * What holds for one recipient.
     *
     * @param status {@code accepted} or {@code suppressed}
     * @param reason the setting that keeps the mail from a suppressed recipient, else null
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record RecipientStatus(String address, String status, @Nullable String reason) {}

    /** The receipt of a stored request. */
    static Receipt of(String id, Acceptance stored) {
        List<RecipientStatus> recipients = stored.recipients().stream().map(Receipt::status).toList();
        boolean repeated = stored.kind() == Acceptance.Kind.ALREADY_ACCEPTED;
        return new Receipt(id, repeated ? REPEATED : "accepted", stored.mail(), stored.messageId(), recipients,
                stored.estimatedAt() == null ? null : stored.estimatedAt().truncatedTo(ChronoUnit.SECONDS).toString());
    }

    private static RecipientStatus status(Recipient recipient) {
        return recipient.state() == Recipient.State.SUPPRESSED
                ? new RecipientStatus(recipient.address(), "suppressed", recipient.reason())
                : new RecipientStatus(recipient.address(), "accepted", null);
    }

    boolean isRepeat() {
        return status.equals(REPEATED);
    }

    /** One line for the log: how many get it, and who does not and why. */
    String summary() {
        long accepted = recipients.stream().filter(r -> r.reason() == null).count();
        String others = recipients.stream()
                .filter(r -> r.reason() != null)
                .map(r -> "; suppressed " + r.address() + ": " + r.reason())
                .collect(Collectors.joining());
        return status + " for " + accepted + (accepted == 1 ? " recipient" : " recipients") + others;
    }
}
