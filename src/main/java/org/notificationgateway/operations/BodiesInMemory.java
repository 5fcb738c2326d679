// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.operations;

import io.vertx.core.http.HttpServerRequest;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Keeps the bodies that are in memory at the same time within a budget: many large ones at once would end the process,
 * however valid each of them is. One alone is always let in. Safe to share.
 */
final class BodiesInMemory {
    /** For a body whose length its caller does not say; most are mails without attachments. */
    private static final long UNKNOWN = 1_000_000;

    private final long budget;
    private final AtomicLong taken = new AtomicLong();

    /** @param budget in bytes */
    BodiesInMemory(long budget) {
        this.budget = budget;
    }

    /**
     * Makes room for a request's body.
     *
     * @return how much to {@link #give} back once it is answered, or -1 if there is no room
     */
    long take(HttpServerRequest request) {
        long length = length(request);
        long before = taken.getAndAdd(length);
        if (before > 0 && before + length > budget) {
            give(length);
            return -1;
        }
        return length;
    }

    void give(long length) {
        taken.addAndGet(-length);
    }

    private static long length(HttpServerRequest request) {
        String length = request.getHeader("Content-Length");
        if (length == null) {
            return request.getHeader("Transfer-Encoding") == null ? 0 : UNKNOWN;
        }
        return length.matches("\\d{1,15}") ? Long.parseLong(length) : 0;
    }
}
