// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox.ledger;

import java.util.List;

/**
 * What a mail says that asks for an id.
 *
 * @param contentHash SHA-256 in hex of what its request says, the id apart
 * @param recipients as they are when it is accepted
 */
public record Claim(RequestKey key, String contentHash, String messageId, List<Recipient> recipients, Arrival arrival) {
    public Claim {
        recipients = List.copyOf(recipients);
    }
}
