// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.ingress;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.notificationgateway.settings.Backoff;

/**
 * Remembers what failed and when to try it again, so that a trouble that lasts costs neither work nor a log line at
 * every look. Safe to share between threads.
 */
final class FileBackoff {
    private static final Backoff BACKOFF = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(30));

    private final Map<Path, Wait> waits = new ConcurrentHashMap<>();
    private final Clock clock;

    private record Wait(Instant end, Duration length) {}

    FileBackoff(Clock clock) {
        this.clock = clock;
    }

    /** True while it is too early to try again. */
    boolean hold(Path what) {
        Wait wait = waits.get(what);
        return wait != null && clock.instant().isBefore(wait.end);
    }

    /** FileBackoff, each time in a row twice as long; true for the first time in a row. */
    boolean failed(Path what) {
        Wait wait = waits.compute(what, (key, last) -> {
            Duration length = last == null ? BACKOFF.first() : BACKOFF.after(last.length);
            return new Wait(clock.instant().plus(length), length);
        });
        return wait.length.equals(BACKOFF.first());
    }

    /** True if it had failed before. */
    boolean succeeded(Path what) {
        return waits.remove(what) != null;
    }

    /** Forgets what nobody will try again. */
    void forget(Predicate<Path> gone) {
        waits.keySet().removeIf(gone);
    }
}
