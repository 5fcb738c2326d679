// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox.ledger;

import java.util.Comparator;

/**
 * What makes a request the same request: its id, which is unique for its sender alone. Ordered, so that gateways which
 * share a ledger lock its rows in the same order.
 */
public record RequestKey(String sender, String id) implements Comparable<RequestKey> {
    private static final Comparator<RequestKey> ORDER =
            Comparator.comparing(RequestKey::sender).thenComparing(RequestKey::id);

    @Override
    public int compareTo(RequestKey other) {
        return ORDER.compare(this, other);
    }
}
