// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox;

/**
 * A composed mail on its way into the outbox.
 *
 * @param contentHash SHA-256 in hex of what the request says, its id apart: tells a repeat from another request that
 *     bears the same id
 */
public record Submission(OutboxEntry entry, String contentHash) {
    /** What the ledger knows the request by. */
    RequestKey key() {
        return new RequestKey(entry.sender(), entry.id());
    }
}
