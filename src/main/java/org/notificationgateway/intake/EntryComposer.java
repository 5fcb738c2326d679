// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.intake;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.notificationgateway.mail.Envelope;
import org.notificationgateway.mail.FinishedMail;
import org.notificationgateway.mail.Mailbox;
import org.notificationgateway.mail.MessageComposer;
import org.notificationgateway.outbox.OutboxEntry;
import org.notificationgateway.settings.Senders;

/**
 * Composes a request's mail, once: Message-ID and Date are fixed here for every attempt to come. Safe to share.
 */
public final class EntryComposer {
    private final MessageComposer composer = new MessageComposer();
    private final Senders senders;
    private final Clock clock;

    public EntryComposer(Senders senders, Clock clock) {
        this.senders = senders;
        this.clock = clock;
    }

    /** The entry the outbox keeps. */
    public OutboxEntry compose(NotificationRequest request) {
        Instant now = clock.instant();
        Mailbox from = Mailbox.parse(senders.of(request.sender()).fromAddress());
        String messageId = messageId(request.sender(), request.id(), from.domain());
        byte[] bytes = composer.compose(request.content(), from, messageId, now.atZone(ZoneOffset.UTC));
        Envelope envelope = new Envelope(from.address(), distinct(request.content().recipients()));
        FinishedMail mail = new FinishedMail(request.sender(), messageId, envelope, bytes);
        return OutboxEntry.accepted(
                request.id(), mail, now, request.expiresAt(), request.sensitive(), request.tags());
    }

    /**
     * What the broker knows a request by: the same request again, after a crash at a door or a caller's repeat, is
     * stored once.
     */
    public String duplicateId(NotificationRequest request, byte[] body) {
        return Digest.hex((request.sender() + "\n" + request.id() + "\n").getBytes(UTF_8), body);
    }

    /** Derived from sender and id alone: the same after a restart, a retry and a resend, and telling nothing. */
    private static String messageId(String sender, String id, String domain) {
        return "<" + Digest.hex(sender + "\n" + id).substring(0, 40) + "@" + domain + ">";
    }

    /** One copy for each person, whatever the letter case and however often named. */
    private static List<String> distinct(List<Mailbox> recipients) {
        Map<String, String> byFolded = new LinkedHashMap<>();
        recipients.forEach(mailbox ->
                byFolded.putIfAbsent(mailbox.address().toLowerCase(Locale.ROOT), mailbox.address()));
        return List.copyOf(byFolded.values());
    }
}
