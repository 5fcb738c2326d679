// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.intake;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.notificationgateway.outbox.OutboxEntry;
import org.notificationgateway.outbox.Recipient;

/**
 * What a door may tell its caller, made only after the outbox holds the request.
 *
 * @param status {@code accepted}
 */
public record Receipt(String id, String status, String messageId, List<RecipientStatus> recipients) {

    /**
     * What holds for one recipient.
     *
     * @param status {@code accepted} or {@code suppressed}
     * @param reason the setting that keeps the mail from a suppressed recipient, else null
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record RecipientStatus(String address, String status, @Nullable String reason) {}

    /** The receipt of a stored entry. */
    public static Receipt of(OutboxEntry entry) {
        List<RecipientStatus> recipients = entry.recipients().stream()
                .map(Receipt::status)
                .toList();
        return new Receipt(entry.id(), "accepted", entry.messageId(), recipients);
    }

    private static RecipientStatus status(Recipient recipient) {
        return recipient.state() == Recipient.State.SUPPRESSED
                ? new RecipientStatus(recipient.address(), "suppressed", recipient.reason())
                : new RecipientStatus(recipient.address(), "accepted", null);
    }

    /** One line for the log: how many get it, and who does not and why. */
    public String summary() {
        long accepted = recipients.stream().filter(r -> r.reason() == null).count();
        String others = recipients.stream()
                .filter(r -> r.reason() != null)
                .map(r -> "; suppressed " + r.address() + ": " + r.reason())
                .collect(Collectors.joining());
        return "accepted for " + accepted + (accepted == 1 ? " recipient" : " recipients") + others;
    }

    /** The receipt as UTF-8 JSON. */
    public static byte[] json(Receipt receipt) throws JsonProcessingException {
        return Json.MAPPER.writeValueAsBytes(receipt);
    }
}
