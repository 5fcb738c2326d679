// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.notificationgateway.delivery.DeliveryOutcome;
import org.notificationgateway.delivery.DeliveryReport;
import org.notificationgateway.mail.Mailbox;
import org.notificationgateway.mail.RecipientPolicy;
import org.notificationgateway.outbox.ledger.Outcome;
import org.notificationgateway.settings.Delivery;
import org.notificationgateway.settings.MailSettings;
import org.notificationgateway.settings.PolicySettings;
import org.notificationgateway.settings.Senders;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the recipient policy a second time, right before delivery: what was tightened while a mail waited holds for it
 * too, and so does every rule for an entry that somebody put into the queue by hand. Safe to share.
 */
public final class AdmissionControl {
    private static final Logger LOG = LoggerFactory.getLogger("gateway.outbox");

    private final Senders senders;
    private final Predicate<OutboxEntry> expired;
    private final Predicate<OutboxEntry> early;
    private final SettledBefore settled;
    private final Map<String, Known> policies = new ConcurrentHashMap<>(); // by sender
    private volatile String knownFrom = ""; // the same for most mails

    /** A policy and the settings it was made of. */
    private record Known(PolicySettings settings, RecipientPolicy policy) {}

    /** What the ledger knows of a mail's recipients, by address. */
    @FunctionalInterface
    public interface SettledBefore {
        Map<String, Outcome> of(String token) throws IOException;
    }

    /**
     * @param expired true for an entry that nobody may get any more
     * @param early true for an entry that nobody may get yet
     * @param settled what became of recipients before a crash
     */
    public AdmissionControl(
            Senders senders, Predicate<OutboxEntry> expired, Predicate<OutboxEntry> early, SettledBefore settled) {
        this.senders = senders;
        this.expired = expired;
        this.early = early;
        this.settled = settled;
    }

    /** A sender's policy as its settings give it. */
    public static RecipientPolicy policy(MailSettings settings) {
        PolicySettings policy = settings.policy();
        return new RecipientPolicy(
                policy.enabled(), policy.allowedDomains(), mailbox(policy.catchAllAddress()),
                mailbox(policy.catchAllCcAddress()), policy.maxRecipients());
    }

    /**
     * Splits those who wait into those who may get the mail now and those who must not, among them whoever has it already:
     * a crash between outcome and commit brings an entry back as it was before.
     */
    public Admission admit(OutboxEntry entry) {
        return admit(entry, known(entry));
    }

    /** @param known what the ledger knows of its recipients */
    Admission admit(OutboxEntry entry, Map<String, Outcome> known) {
        if (expired.test(entry) || known.values().stream().anyMatch(one -> one.state() == Outcome.State.EXPIRED)) {
            return new Admission(Admission.Way.EXPIRED, null, new DeliveryReport(Map.of()));
        }
        if (isCancelled(entry, known)) {
            return new Admission(Admission.Way.CANCELLED, null, new DeliveryReport(Map.of()));
        }
        if (early.test(entry)) {
            Map<String, DeliveryOutcome> waiting = new LinkedHashMap<>();
            entry.pending().forEach(address ->
                    waiting.put(address, new DeliveryOutcome.NotTried("not before " + entry.notBefore())));
            return new Admission(Admission.Way.NOBODY, null, new DeliveryReport(waiting));
        }
        RecipientPolicy policy = policyOf(entry.sender());
        List<String> admitted = new ArrayList<>();
        Map<String, DeliveryOutcome> held = new LinkedHashMap<>();
        for (String address : entry.pending()) {
            DeliveryOutcome before = before(known.get(address));
            if (before != null) {
                held.put(address, before);
                continue;
            }
            Optional<String> objection = isFrom(entry.from()) && isAddress(address)
                    ? policy.objection(address)
                    : Optional.of("the envelope names no plain address");
            if (objection.isPresent()) {
                held.put(address, new DeliveryOutcome.GiveUp("suppressed at delivery: " + objection.get()));
            } else {
                admitted.add(address);
            }
        }
        return admitted.isEmpty()
                ? new Admission(Admission.Way.NOBODY, null, new DeliveryReport(held))
                : new Admission(way(entry.sender()), entry.mailFor(admitted), new DeliveryReport(held));
    }

    /** Nobody waits any more, and a crash has brought the entry back. */
    private static boolean isCancelled(OutboxEntry entry, Map<String, Outcome> known) {
        return !known.isEmpty() && entry.pending().stream().map(known::get)
                .anyMatch(outcome -> outcome != null && outcome.state() == Outcome.State.CANCELLED);
    }

    /** What the ledger knows of an entry's recipients, by address. */
    Map<String, Outcome> known(OutboxEntry entry) {
        try {
            return entry.token().isEmpty() ? Map.of() : settled.of(entry.token());
        } catch (IOException e) {
            LOG.warn("The ledger does not tell what became of {}, it is tried: {}", entry.name(), e.getMessage());
            return Map.of();
        }
    }

    /** What need not be tried again, null if it is to be tried. */
    private static @Nullable DeliveryOutcome before(@Nullable Outcome outcome) {
        if (outcome == null) {
            return null;
        }
        return switch (outcome.state()) {
            case DELIVERED, HANDED_OVER -> new DeliveryOutcome.Delivered(
                    "settled before: " + outcome.reply(), outcome.state() == Outcome.State.HANDED_OVER);
            case GIVEN_UP, DROPPED -> new DeliveryOutcome.GiveUp(outcome.reply());
            case WAITING, EXPIRED, SUPPRESSED, CANCELLED, UNKNOWN -> null;
        };
    }

    /** Made anew only when the sender's settings have been read anew. */
    private RecipientPolicy policyOf(String sender) {
        MailSettings settings = senders.of(sender);
        Known known = policies.get(sender);
        if (known == null || known.settings != settings.policy()) {
            known = new Known(settings.policy(), policy(settings));
            policies.put(sender, known);
        }
        return known.policy;
    }

    private Admission.Way way(String sender) {
        return senders.of(sender).delivery() instanceof Delivery.Smtp ? Admission.Way.SMTP : Admission.Way.PICKUP;
    }

    private boolean isFrom(String address) {
        if (!knownFrom.equals(address)) {
            if (!isAddress(address)) {
                return false;
            }
            knownFrom = address;
        }
        return true;
    }

    /** False for what only a hand could have put here, such as two addresses in one or a line break. */
    private static boolean isAddress(String address) {
        try {
            return new Mailbox(null, address).address().equalsIgnoreCase(address);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static @Nullable Mailbox mailbox(@Nullable String address) {
        return address == null ? null : Mailbox.parse(address);
    }
}
