// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.intake;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.notificationgateway.mail.MailContent;
import org.notificationgateway.mail.MailSource;
import org.notificationgateway.mail.Mailbox;
import org.notificationgateway.mail.MessageComposer;
import org.notificationgateway.mail.RecipientPolicy;
import org.notificationgateway.mail.Recipients;
import org.notificationgateway.mail.WrittenMail;
import org.notificationgateway.outbox.AdmissionControl;
import org.notificationgateway.outbox.Lane;
import org.notificationgateway.outbox.OutboxEntry;
import org.notificationgateway.outbox.Storable;
import org.notificationgateway.outbox.Submission;
import org.notificationgateway.outbox.ledger.Arrival;
import org.notificationgateway.outbox.ledger.Recipient;
import org.notificationgateway.settings.MailSettings;
import org.notificationgateway.settings.Senders;

/**
 * Composes a request's mail, once: Message-ID and Date are fixed here for every attempt to come. Safe to share.
 */
public final class EntryComposer {
    private static final int LONGEST_NAME = 100; // that the ledger takes

    private final MessageComposer composer;
    private static final Pattern TRACEPARENT = Pattern.compile("00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}");

    private final String mark;
    private final Senders senders;
    private final Clock clock;
    private final Clock steady;
    private final Map<String, Mailbox> fromAddresses = new ConcurrentHashMap<>();

    /**
     * @param clock for the mails' dates
     * @param steady for their ages
     * @param trace how this gateway marks its own mail
     */
    public EntryComposer(Senders senders, Clock clock, Clock steady, String trace) {
        composer = new MessageComposer(trace);
        mark = trace;
        this.senders = senders;
        this.clock = clock;
        this.steady = steady;
    }

    /**
     * What the outbox is to keep: a mail for each sound request.
     *
     * @param route by which the requests came in
     * @param caller name of the key that was shown, or null
     * @param traceparent of the caller's trace (W3C Trace Context), or null; one that is malformed is ignored
     */
    public Storable compose(
            RequestBatch batch, @Nullable String route, @Nullable String caller, @Nullable String traceparent) {
        String name = route == null ? "" : route.replaceFirst("^ingress-", "");
        String door = name.substring(0, Math.min(name.length(), LONGEST_NAME));
        String trace = traceparent != null && TRACEPARENT.matcher(traceparent).matches() ? traceparent : "";
        List<NotificationRequest> requests = batch.requests();
        List<Submission> submissions = new ArrayList<>(requests.size());
        for (int i = 0; i < requests.size(); i++) {
            submissions.add(submission(requests.get(i), batch.starts().get(i), new Arrival.Origin(door, caller == null ? "" : caller, trace, "")));
        }
        return new ComposedBatch(batch, submissions, trace);
    }

    private Submission submission(NotificationRequest request, @Nullable Instant braked, Arrival.Origin origin) {
        String content = ContentHash.of(request);
        Instant start = Stream.of(Optional.ofNullable(braked), Optional.ofNullable(request.notBefore()))
                .flatMap(Optional::stream)
                .filter(steady.instant()::isBefore)
                .max(Comparator.naturalOrder())
                .orElse(null);
        String key = request.supersedes() == null ? "" : request.supersedes();
        return new Submission(
                entry(request, Digest.hex(request.sender() + "\n" + request.id() + "\n" + content)).notBefore(start),
                content, new Arrival.Origin(origin.door(), origin.caller(), origin.trace(), key));
    }

    /** The mail for those the policy admits, and a note of everybody else. */
    private OutboxEntry entry(NotificationRequest request, String digest) {
        Instant now = steady.instant();
        MailSettings settings = senders.of(request.sender());
        Mailbox from = from(settings.fromAddress());
        MailSource source = request.content();
        // Derived from sender, id and content: the same after a restart, a retry and a resend, and telling nothing.
        String messageId = source instanceof WrittenMail written && written.messageId() != null
                ? written.messageId()
                : "<" + digest.substring(0, 40) + "@" + from.domain() + ">";
        RecipientPolicy.Decision decision =
                AdmissionControl.policy(settings).decide(source.recipients());
        return OutboxEntry.accepted(
                request.id(), request.sender(), messageId, now, expiresAt(request, settings, now), request.sensitive(),
                request.tags(), envelopeFrom(source, from), states(decision), bytes(source, decision.recipients(), from, messageId))
                .eightBitAnyway(source instanceof WrittenMail written && written.eightBitAnyway())
                .in(Lane.of(source.importance()));
    }

    private static String envelopeFrom(MailSource source, Mailbox from) {
        return source instanceof WrittenMail written && written.envelopeFrom() != null ? written.envelopeFrom() : from.address();
    }

    private byte[] bytes(MailSource source, Recipients recipients, Mailbox from, String messageId) {
        ZonedDateTime date = clock.instant().atZone(ZoneOffset.UTC);
        return source instanceof MailContent content
                ? composer.compose(content.with(recipients), from, messageId, date)
                : ((WrittenMail) source).finished(from, messageId, date, mark);
    }

    /** Each is checked once: there are as few as there are settings. */
    private Mailbox from(String address) {
        return fromAddresses.computeIfAbsent(address, Mailbox::parse);
    }

    private static List<Recipient> states(RecipientPolicy.Decision decision) {
        List<Recipient> states = new ArrayList<>();
        decision.recipients().all().forEach(mailbox -> states.add(Recipient.pending(mailbox.address())));
        decision.suppressed().forEach(one -> states.add(Recipient.suppressed(one.address(), one.reason())));
        return states;
    }

    /** The request's own expiry, else the life of a reset link as the agent's settings give it. */
    private static @Nullable Instant expiresAt(NotificationRequest request, MailSettings settings, Instant now) {
        Duration validFor = settings.validFor();
        return request.expiresAt() != null || validFor == null ? request.expiresAt() : now.plus(validFor);
    }
}
