// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.notificationgateway.delivery.DeliveryOutcome;
import org.notificationgateway.delivery.DeliveryReport;
import org.notificationgateway.mail.Mailbox;
import org.notificationgateway.mail.RecipientPolicy;
import org.notificationgateway.settings.MailSettings;
import org.notificationgateway.settings.PolicySettings;
import org.notificationgateway.settings.Senders;

/**
 * Asks the recipient policy a second time, right before delivery: what was tightened while a mail waited holds for it
 * too, and so does every rule for an entry that somebody put into the queue by hand. Safe to share.
 */
public final class DeliveryGate {
    private final Senders senders;

    public DeliveryGate(Senders senders) {
        this.senders = senders;
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
        RecipientPolicy policy = policy(senders.of(entry.sender()));
        List<String> admitted = new ArrayList<>();
        Map<String, DeliveryOutcome> held = new LinkedHashMap<>();
        for (String address : entry.pending()) {
            Optional<String> objection = isAddress(entry.from()) && isAddress(address)
                    ? policy.objection(address)
                    : Optional.of("the envelope names no plain address");
            if (objection.isPresent()) {
                held.put(address, new DeliveryOutcome.GiveUp("suppressed at delivery: " + objection.get()));
            } else {
                admitted.add(address);
            }
        }
        return new Admission(admitted.isEmpty() ? null : entry.mailFor(admitted), new DeliveryReport(held));
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
