// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/**
 * Counts the waits and ages of mail: it starts with the machine's clock and then goes by elapsed time alone, so that a
 * machine's clock that is set forward kills no mail, and one that is set back holds none. Safe to share.
 */
public final class SteadyClock extends Clock {
    private final Instant start;
    private final long startNanos;
    private final ZoneId zone;

    /** Agrees with the machine's clock now. */
    public SteadyClock() {
        this(Instant.now(), System.nanoTime(), ZoneOffset.UTC);
    }

    private SteadyClock(Instant start, long startNanos, ZoneId zone) {
        this.start = start;
        this.startNanos = startNanos;
        this.zone = zone;
    }

    @Override
    public Instant instant() {
        return start.plusNanos(System.nanoTime() - startNanos);
    }

    @Override
    public ZoneId getZone() {
        return zone;
    }

    @Override
    public Clock withZone(ZoneId other) {
        return new SteadyClock(start, startNanos, other);
    }
}
