// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
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
 * @param resentAt when somebody sent it out of the dead letters last, null for most: its age counts from there
 * @param deadReason why it was given up, null while it is alive
 * @param deadId name of this give-up, and of no other; null while it is alive
 * @param deadAt when it was given up, null while it is alive
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
        @Nullable Instant resentAt,
        @Nullable String deadReason,
        @Nullable String deadId,
        @Nullable Instant deadAt,
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
                null, null, null, mail);
    }

    /** Addresses that still wait for the mail. */
    public List<String> pending() {
        List<String> addresses = new ArrayList<>(recipients.size());
        for (Recipient recipient : recipients) {
            if (recipient.state() == Recipient.State.PENDING) {
                addresses.add(recipient.address());
            }
        }
        return addresses;
    }

    /** The mail for some of those who wait: what the delivery routes take. */
    FinishedMail mailFor(List<String> addresses) {
        return new FinishedMail(sender, messageId, new Envelope(from, addresses), mail);
    }

    /** What {@code delivery.max-age} counts from. */
    Instant startedAt() {
        return resentAt == null ? acceptedAt : resentAt;
    }

    /** When it was accepted, in milliseconds since 1970: as much of it as a queue may show. */
    public long acceptedAtMillis() {
        return acceptedAt.toEpochMilli();
    }

    /** The entry after an attempt, for those who still wait. */
    OutboxEntry tried(List<Recipient> recipients, int attempts, List<Attempt> history) {
        return new OutboxEntry(
                id, sender, messageId, acceptedAt, expiresAt, sensitive, tags, from, recipients, attempts, history,
                resentAt, null, null, null, mail);
    }

    /** The dead letter of those who were given up, under a name of its own. */
    OutboxEntry givenUp(List<Recipient> recipients, int attempts, List<Attempt> history, Instant now) {
        return new OutboxEntry(
                id, sender, messageId, acceptedAt, expiresAt, sensitive, tags, from, recipients, attempts, history,
                resentAt, recipients.get(0).reason(), UUID.randomUUID().toString(), now, mail);
    }

    /** The dead letter as an entry that starts again, with its history, for those who have not got the mail. */
    OutboxEntry resent(Attempt resend) {
        List<Recipient> again = recipients.stream()
                .filter(OutboxEntry::isUnserved)
                .map(recipient -> new Recipient(recipient.address(), Recipient.State.PENDING, recipient.reason()))
                .toList();
        return new OutboxEntry(
                id, sender, messageId, acceptedAt, expiresAt, sensitive, tags, from, again, 0,
                Stream.concat(history.stream(), Stream.of(resend)).toList(), resend.at(), null, null, null, mail);
    }

    /** True for who neither has the mail nor was taken out at intake. */
    static boolean isUnserved(Recipient recipient) {
        return recipient.state() == Recipient.State.GIVEN_UP || recipient.state() == Recipient.State.PENDING;
    }

    OutboxEntry withMail(byte[] bytes) {
        return new OutboxEntry(
                id, sender, messageId, acceptedAt, expiresAt, sensitive, tags, from, recipients, attempts, history,
                resentAt, deadReason, deadId, deadAt, bytes);
    }
}
