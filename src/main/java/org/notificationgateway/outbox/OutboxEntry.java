// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.notificationgateway.mail.Envelope;
import org.notificationgateway.mail.FinishedMail;

/**
 * One accepted mail on its way: finished bytes, and the state of each recipient. Immutable; a retry is a new entry.
 *
 * @param id request id, unique for its sender
 * @param messageId with angle brackets
 * @param from envelope sender
 * @param attempts deliveries tried so far
 * @param deadReason why it was given up, null while it is alive
 * @param mail RFC 5322 bytes; not to be changed
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record OutboxEntry(
        String id,
        String sender,
        String messageId,
        Instant acceptedAt,
        @Nullable Instant expiresAt,
        boolean sensitive,
        List<String> tags,
        String from,
        List<Recipient> recipients,
        int attempts,
        List<Attempt> history,
        @Nullable String deadReason,
        @JsonIgnore byte[] mail) {

    public OutboxEntry {
        tags = List.copyOf(tags);
        recipients = List.copyOf(recipients);
        history = List.copyOf(history);
    }

    /** A fresh entry, before its first attempt. */
    public static OutboxEntry accepted(
            String id,
            String sender,
            String messageId,
            Instant acceptedAt,
            @Nullable Instant expiresAt,
            boolean sensitive,
            List<String> tags,
            String from,
            List<Recipient> recipients,
            byte[] mail) {
        return new OutboxEntry(
                id, sender, messageId, acceptedAt, expiresAt, sensitive, tags, from, recipients, 0, List.of(), null,
                mail);
    }

    /** Addresses that still wait for the mail. */
    List<String> pending() {
        return recipients.stream()
                .filter(recipient -> recipient.state() == Recipient.State.PENDING)
                .map(Recipient::address)
                .toList();
    }

    /** The mail for some of those who wait: what the delivery routes take. */
    FinishedMail mailFor(List<String> addresses) {
        return new FinishedMail(sender, messageId, new Envelope(from, addresses), mail);
    }

    OutboxEntry with(List<Recipient> recipients, int attempts, List<Attempt> history, @Nullable String deadReason) {
        return new OutboxEntry(
                id, sender, messageId, acceptedAt, expiresAt, sensitive, tags, from, recipients, attempts, history,
                deadReason, mail);
    }

    OutboxEntry withMail(byte[] bytes) {
        return new OutboxEntry(
                id, sender, messageId, acceptedAt, expiresAt, sensitive, tags, from, recipients, attempts, history,
                deadReason, bytes);
    }
}
