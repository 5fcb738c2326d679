// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.support;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicLong;

/** A clock that goes only when a test turns it, so that what it measures does not depend on the machine. Safe to share. */
public final class TurnedClock extends Clock {
    private final Instant start = Instant.now();
    private final AtomicLong nanos = new AtomicLong();

    public long nanos() {
        return nanos.get();
    }

    public void turn(Duration by) {
        nanos.addAndGet(by.toNanos());
    }

    /** Goes there, unless it is later already. */
    public void turnTo(Instant moment) {
        nanos.accumulateAndGet(Duration.between(start, moment).toNanos(), Math::max);
    }

    @Override
    public Instant instant() {
        return start.plusNanos(nanos.get());
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId other) {
        return this;
    }
}
