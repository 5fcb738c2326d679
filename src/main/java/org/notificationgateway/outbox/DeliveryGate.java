// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox;

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
import org.notificationgateway.settings.Delivery;
import org.notificationgateway.settings.MailSettings;
import org.notificationgateway.settings.PolicySettings;
import org.notificationgateway.settings.Senders;

/**
 * Asks the recipient policy a second time, right before delivery: what was tightened while a mail waited holds for it
 * too, and so does every rule for an entry that somebody put into the queue by hand. Safe to share.
 */
public final class DeliveryGate {
    private final Senders senders;
    private final Predicate<OutboxEntry> expired;
    private final Map<String, Known> policies = new ConcurrentHashMap<>(); // by sender
    private volatile String knownFrom = ""; // the same for most mails

    /** A policy and the settings it was made of. */
    private record Known(PolicySettings settings, RecipientPolicy policy) {}

    /** @param expired true for an entry that nobody may get any more */
    public DeliveryGate(Senders senders, Predicate<OutboxEntry> expired) {
        this.senders = senders;
        this.expired = expired;
    }

    /** A sender's policy as its settings give it. */
    public static RecipientPolicy policy(MailSettings settings) {
        PolicySettings policy = settings.policy();
        return new RecipientPolicy(
                policy.enabled(), policy.allowedDomains(), mailbox(policy.catchAllAddress()),
                mailbox(policy.catchAllCcAddress()), policy.maxRecipients());
    }

    /** Splits those who wait into those who may get the mail now and those who must not. */
    public Admission admit(OutboxEntry entry) {
        if (expired.test(entry)) {
            return new Admission(Admission.Way.EXPIRED, null, new DeliveryReport(Map.of()));
        }
        RecipientPolicy policy = policyOf(entry.sender());
        List<String> admitted = new ArrayList<>();
        Map<String, DeliveryOutcome> held = new LinkedHashMap<>();
        for (String address : entry.pending()) {
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
