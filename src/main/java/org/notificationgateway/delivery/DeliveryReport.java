// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.delivery;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.notificationgateway.mail.Envelope;

/**
 * What one attempt achieved, recipient by recipient, so that nobody gets a mail twice because somebody else's address
 * was refused.
 *
 * @param outcomes one entry for every recipient of the attempt's envelope, by address
 */
public record DeliveryReport(Map<String, DeliveryOutcome> outcomes) {
    public DeliveryReport {
        outcomes = Collections.unmodifiableMap(new LinkedHashMap<>(outcomes));
    }

    /** The same outcome for everybody. */
    public static DeliveryReport same(Envelope envelope, DeliveryOutcome outcome) {
        Map<String, DeliveryOutcome> outcomes = new LinkedHashMap<>();
        envelope.recipients().forEach(recipient -> outcomes.put(recipient, outcome));
        return new DeliveryReport(outcomes);
    }

    /** Both reports as one. */
    public DeliveryReport plus(DeliveryReport other) {
        if (outcomes.isEmpty()) {
            return other; // as for most mails: nobody was held back
        }
        Map<String, DeliveryOutcome> both = new LinkedHashMap<>(outcomes);
        both.putAll(other.outcomes);
        return new DeliveryReport(both);
    }

    /** True when no server was asked for anybody: the attempt does not count. */
    public boolean isNotTried() {
        for (DeliveryOutcome outcome : outcomes.values()) {
            if (!(outcome instanceof DeliveryOutcome.NotTried)) {
                return false;
            }
        }
        return !outcomes.isEmpty();
    }
}
