// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox;

import jakarta.mail.MessagingException;
import jakarta.mail.internet.InternetHeaders;
import jakarta.mail.internet.MimeUtility;
import java.io.ByteArrayInputStream;
import java.io.UnsupportedEncodingException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.notificationgateway.outbox.ledger.Recipient;

/**
 * One give-up as people see it, or whatever else the broker put into the same queue.
 *
 * @param id of this give-up, and of no other
 * @param at when it was given up
 * @param size of the message in bytes
 * @param queue where it came from, null if that is not known
 * @param entry what was given up, null if it is no entry; without the mail in a list
 * @param damage what is wrong with its bytes, null if nothing is
 */
public record DeadLetter(String id, Instant at, long size, @Nullable String queue, @Nullable OutboxEntry entry,
        @Nullable String damage) {

    DeadLetter withMail(byte[] bytes) {
        return new DeadLetter(id, at, size, queue, entry == null ? null : entry.withMail(bytes), damage);
    }

    DeadLetter withoutMail() {
        return withMail(new byte[0]);
    }

    /** The configured sender at the time, null if that is not known. */
    public @Nullable String sender() {
        if (entry != null) {
            return entry.sender();
        }
        return queue == null ? null : Queues.senderOf(queue);
    }

    /** Why it was given up, in the words of a server or in ours. */
    public String reason() {
        if (entry == null) {
            return damage == null ? "is no outbox entry; the broker gave it up" : damage;
        }
        String reason = entry.deadReason();
        return reason == null ? "the gateway or the broker failed at it again and again" : reason;
    }

    /** What an operator may do about it. */
    public String advice() {
        return DeadLetterAdvice.of(entry != null && entry.deadReason() != null, reason());
    }

    /** Who did not get the mail. */
    public List<Recipient> recipients() {
        return entry == null ? List.of() : entry.recipients().stream().filter(OutboxEntry::isUnserved).toList();
    }

    /** True for what nobody may look into, such as a new password, or what cannot be told apart from that. */
    public boolean isSensitive() {
        return entry == null || entry.sensitive();
    }

    /** The Subject of a mail that is not sensitive, if it was loaded and has one. */
    public Optional<String> subject() {
        if (entry == null || entry.sensitive() || entry.mail().length == 0) {
            return Optional.empty();
        }
        try {
            String header = new InternetHeaders(new ByteArrayInputStream(entry.mail())).getHeader("Subject", null);
            return header == null
                    ? Optional.empty()
                    : Optional.of(MimeUtility.decodeText(MimeUtility.unfold(header)));
        } catch (MessagingException | UnsupportedEncodingException e) {
            return Optional.empty();
        }
    }
}
