// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.intake;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * Remembers what failed and when to try it again, so that a trouble that lasts costs neither work nor a log line at
 * every look. Safe to share between threads.
 */
final class Waits {
    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofSeconds(30);

    private final Map<Path, Wait> waits = new ConcurrentHashMap<>();
    private final Clock clock;

    private record Wait(Instant end, Duration length) {}

    Waits(Clock clock) {
        this.clock = clock;
    }

    /** True while it is too early to try again. */
    boolean hold(Path what) {
        Wait wait = waits.get(what);
        return wait != null && clock.instant().isBefore(wait.end);
    }

    /** Waits, each time in a row twice as long; true for the first time in a row. */
    boolean failed(Path what) {
        Wait wait = waits.compute(what, (key, last) -> {
            Duration length = last == null ? FIRST : shorter(last.length.multipliedBy(2), LONGEST);
            return new Wait(clock.instant().plus(length), length);
        });
        return wait.length.equals(FIRST);
    }

    /** True if it had failed before. */
    boolean succeeded(Path what) {
        return waits.remove(what) != null;
    }

    /** Forgets what nobody will try again. */
    void forget(Predicate<Path> gone) {
        waits.keySet().removeIf(gone);
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
