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
import org.notificationgateway.delivery.FinishedMail;
import org.notificationgateway.mail.Envelope;
import org.notificationgateway.mail.ErasedAddress;
import org.notificationgateway.mail.ErasedHeaders;
import org.notificationgateway.outbox.ledger.Recipient;

/**
 * One accepted mail on its way: finished bytes, and the state of each recipient. Immutable; a retry is a new entry.
 *
 * @param token the gateway's own name of the mail, random and used once; empty for what was put into a queue by hand
 * @param id request id, unique for its sender
 * @param messageId with angle brackets
 * @param notBefore no attempt starts earlier; null for most
 * @param lane in which it waits; null for the normal one
 * @param eightBitAnyway true if bytes beyond ASCII go to a server that does not offer to take them
 * @param from envelope sender
 * @param attempts deliveries tried so far
 * @param since when the last change was made: its age is {@code agedMillis} and what has passed since then
 * @param agedMillis for how long it could have been tried until then, in milliseconds
 * @param resentAt when somebody sent it out of the dead letters last, null for most
 * @param deadReason why it was given up, null while it is alive
 * @param deadId name of this give-up, and of no other; null while it is alive
 * @param deadAt when it was given up, null while it is alive
 * @param file where the mail's bytes lie if they are not in the entry, else null
 * @param mail RFC 5322 bytes; not to be changed; empty while they are in the file alone
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record OutboxEntry(
        String token,
        String id,
        String sender,
        String messageId,
        Instant acceptedAt,
        @Nullable Instant notBefore,
        @Nullable Instant expiresAt,
        boolean sensitive,
        List<String> tags,
        @Nullable Lane lane,
        @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean eightBitAnyway,
        String from,
        List<Recipient> recipients,
        int attempts,
        List<Attempt> history,
        Instant since,
        long agedMillis,
        @Nullable Instant resentAt,
        @Nullable String deadReason,
        @Nullable String deadId,
        @Nullable Instant deadAt,
        @Nullable MailFile file,
        @JsonIgnore byte[] mail) {

    public OutboxEntry {
        token = token == null ? "" : token;
        since = since == null ? acceptedAt : since;
        tags = List.copyOf(tags);
        recipients = List.copyOf(recipients);
        history = List.copyOf(history);
    }

    /** A fresh entry, before it has a token and before its first attempt. */
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
                "", id, sender, messageId, acceptedAt, null, expiresAt, sensitive, tags, null, false, from, recipients, 0, List.of(),
                acceptedAt, 0, null, null, null, null, null, mail);
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
        return new FinishedMail(sender, messageId, new Envelope(from, addresses), mail, eightBitAnyway);
    }

    /** When it was accepted, in milliseconds since 1970: as much of it as a queue may show. */
    public long acceptedAtMillis() {
        return acceptedAt.toEpochMilli();
    }

    /** As people know it: its sender and id. */
    public String name() {
        return sender + "/" + id;
    }

    /** The entry after an attempt, for those who still wait. */
    OutboxEntry tried(List<Recipient> recipients, int attempts, List<Attempt> history, Instant now, long agedMillis) {
        return new OutboxEntry(
                token, id, sender, messageId, acceptedAt, notBefore, expiresAt, sensitive, tags, lane, eightBitAnyway, from, recipients,
                attempts, history, now, agedMillis, resentAt, null, null, null, file, mail);
    }

    /** The dead letter of those who were given up, under a name of its own. */
    OutboxEntry givenUp(List<Recipient> recipients, int attempts, List<Attempt> history, Instant now) {
        return new OutboxEntry(
                token, id, sender, messageId, acceptedAt, notBefore, expiresAt, sensitive, tags, lane, eightBitAnyway, from, recipients,
                attempts, history, now, agedMillis, resentAt, recipients.get(0).reason(), UUID.randomUUID().toString(),
                now, file, mail);
    }

    /** The dead letter of all who still wait, for one and the same reason. */
    OutboxEntry givenUp(String reason, Instant now) {
        return givenUp(
                recipients.stream()
                        .filter(recipient -> recipient.state() == Recipient.State.PENDING)
                        .map(recipient -> new Recipient(recipient.address(), Recipient.State.GIVEN_UP, reason))
                        .toList(),
                attempts, history, now);
    }

    /** The dead letter as an entry that starts again, with its history, for those who have not got the mail. */
    OutboxEntry resent(Attempt resend) {
        List<Recipient> again = recipients.stream()
                .filter(OutboxEntry::isUnserved)
                .map(recipient -> new Recipient(recipient.address(), Recipient.State.PENDING, recipient.reason()))
                .toList();
        return new OutboxEntry(
                token, id, sender, messageId, acceptedAt, null, expiresAt, sensitive, tags, lane, eightBitAnyway, from, again, 0,
                Stream.concat(history.stream(), Stream.of(resend)).toList(), resend.at(), 0, resend.at(), null, null,
                null, file, mail);
    }

    /** The entry without one recipient, in its envelope, its lists of recipients, and in what was said of them. */
    public OutboxEntry without(ErasedAddress address) {
        List<Recipient> others = recipients.stream()
                .filter(one -> !address.is(one.address()))
                .map(one -> new Recipient(one.address(), one.state(), address.masked(one.reason())))
                .toList();
        String reason = deadReason == null || others.isEmpty() ? null : others.get(0).reason();
        return new OutboxEntry(
                token, id, sender, messageId, acceptedAt, notBefore, expiresAt, sensitive,
                tags.stream().map(address::masked).toList(), lane, eightBitAnyway, from, others, attempts,
                history.stream().map(one -> new Attempt(one.number(), one.at(), address.masked(one.result()))).toList(), since,
                agedMillis, resentAt, reason, deadId, deadAt, file,
                file == null ? ErasedHeaders.without(address, mail) : mail);
    }

    /** True for a recipient who neither has the mail nor was removed at intake. */
    static boolean isUnserved(Recipient recipient) {
        return recipient.state() == Recipient.State.GIVEN_UP || recipient.state() == Recipient.State.PENDING;
    }

    /** The entry under the name that the ledger gave it. */
    public OutboxEntry named(String token) {
        return new OutboxEntry(
                token, id, sender, messageId, acceptedAt, notBefore, expiresAt, sensitive, tags, lane, eightBitAnyway, from, recipients,
                attempts, history, since, agedMillis, resentAt, deadReason, deadId, deadAt, file, mail);
    }

    /** The entry for later: no attempt starts before this. */
    public OutboxEntry notBefore(@Nullable Instant start) {
        return new OutboxEntry(
                token, id, sender, messageId, acceptedAt, start, expiresAt, sensitive, tags, lane, eightBitAnyway, from, recipients,
                attempts, history, since, agedMillis, resentAt, deadReason, deadId, deadAt, file, mail);
    }

    /** The entry in a lane. */
    public OutboxEntry in(Lane lane) {
        return new OutboxEntry(
                token, id, sender, messageId, acceptedAt, notBefore, expiresAt, sensitive, tags,
                lane == Lane.NORMAL ? null : lane, eightBitAnyway, from, recipients, attempts, history, since, agedMillis, resentAt,
                deadReason, deadId, deadAt, file, mail);
    }

    /** The entry with a word on bytes beyond ASCII. */
    public OutboxEntry eightBitAnyway(boolean anyway) {
        return new OutboxEntry(
                token, id, sender, messageId, acceptedAt, notBefore, expiresAt, sensitive, tags, lane, anyway, from, recipients,
                attempts, history, since, agedMillis, resentAt, deadReason, deadId, deadAt, file, mail);
    }

    /** The queue in which it waits for a worker. */
    String queue() {
        return Queues.outboxOf(sender, lane == null ? Lane.NORMAL : lane);
    }

    /** The entry whose bytes lie in a file from now on. */
    OutboxEntry in(MailFile file) {
        return new OutboxEntry(
                token, id, sender, messageId, acceptedAt, notBefore, expiresAt, sensitive, tags, lane, eightBitAnyway, from, recipients,
                attempts, history, since, agedMillis, resentAt, deadReason, deadId, deadAt, file, new byte[0]);
    }

    public OutboxEntry withMail(byte[] bytes) {
        return new OutboxEntry(
                token, id, sender, messageId, acceptedAt, notBefore, expiresAt, sensitive, tags, lane, eightBitAnyway, from, recipients,
                attempts, history, since, agedMillis, resentAt, deadReason, deadId, deadAt, file, bytes);
    }
}
