// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.rehearsal;

import java.util.Map;
import org.notificationgateway.delivery.DeliveryOutcome;
import org.notificationgateway.outbox.Settlement;

/**
 * One attempt at one mail.
 *
 * @param sender of the mail
 * @param id of its request
 * @param outcomes by recipient
 * @param settlement what became of the mail
 */
public record Attempted(String sender, String id, Map<String, DeliveryOutcome> outcomes, Settlement settlement) {
    public Attempted {
        outcomes = Map.copyOf(outcomes);
    }
}
