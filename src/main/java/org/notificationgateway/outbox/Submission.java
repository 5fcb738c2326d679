// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox;

import org.notificationgateway.outbox.ledger.Arrival;
import org.notificationgateway.outbox.ledger.Claim;
import org.notificationgateway.outbox.ledger.RequestKey;

/**
 * A composed mail on its way into the outbox.
 *
 * @param contentHash SHA-256 in hex of what the request says, its id apart: tells a repeat from another request that
 *     bears the same id
 * @param origin of its request
 */
public record Submission(OutboxEntry entry, String contentHash, Arrival.Origin origin) {
    /** What it asks the ledger for. */
    public Claim claim() {
        Arrival arrival =
                Arrival.of(origin, entry.tags(), entry.acceptedAt(), entry.notBefore(), entry.expiresAt());
        return new Claim(key(), contentHash, entry.messageId(), entry.recipients(), arrival);
    }

    /** What the ledger knows the request by. */
    public RequestKey key() {
        return new RequestKey(entry.sender(), entry.id());
    }
}
