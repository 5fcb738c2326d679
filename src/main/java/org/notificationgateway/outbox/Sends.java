// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What is to be stored in the transaction that consumes an entry: its retry, its dead letter. Kept until whoever settles
 * the entry, on another thread, comes to it. One thread at a time.
 */
public final class Sends {
    private final List<Send> sends = new ArrayList<>();

    /**
     * A message to be.
     *
     * @param properties may be added to
     */
    public record Send(String queue, byte[] body, Map<String, Object> properties) {}

    void send(String queue, byte[] body, Map<String, Object> properties) {
        sends.add(new Send(queue, body, new LinkedHashMap<>(properties)));
    }

    boolean isEmpty() {
        return sends.isEmpty();
    }

    /** In the order in which they were sent. */
    public List<Send> all() {
        return sends;
    }

    /** As if nothing had been sent. */
    void forget() {
        sends.clear();
    }
}
