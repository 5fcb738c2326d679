// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.rehearsal;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicLong;

/** A clock that goes on by itself and can be put forward, so that nobody waits for a retry. Safe to share. */
final class JumpingClock extends Clock {
    private final AtomicLong ahead = new AtomicLong();

    /** Puts it forward. */
    void jump(Duration time) {
        ahead.addAndGet(time.toMillis());
    }

    @Override
    public Instant instant() {
        return Instant.now().plusMillis(ahead.get());
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException("a gateway asks for instants alone");
    }
}
