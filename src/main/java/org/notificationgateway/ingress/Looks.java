// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.ingress;

import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Tells a file that nobody writes to any more by two looks at it that see the same, so that the clock of a file server, or
 * a time stamp that its writer has set, does not matter. Safe to share between threads.
 */
final class Looks {
    /** Of files; more are looked at once these are taken. */
    private static final int MOST = 20_000;

    private final Map<Path, Look> looks = new ConcurrentHashMap<>();
    private final Map<Path, Cut> cuts = new ConcurrentHashMap<>();
    private final Clock clock;
    private final Duration apart;

    private record Seen(long size, Instant written, Instant changed, @Nullable Object key) {}

    private record Look(Seen seen, Instant since) {}

    /**
     * A file that ends in the middle.
     *
     * @param times how often it was seen to end there
     * @param since when that was seen first
     */
    record Cut(long size, int times, Instant since) {}

    /**
     * @param clock steady, of this machine
     * @param apart how long a file must have looked the same
     */
    Looks(Clock clock, Duration apart) {
        this.clock = clock;
        this.apart = apart;
    }

    /** True if the file has looked the same for long enough. */
    boolean isSettled(Path file) throws IOException {
        BasicFileAttributes now = InboxFiles.attributes(file);
        Seen seen = new Seen(now.size(), now.lastModifiedTime().toInstant(), InboxFiles.changed(file), now.fileKey());
        Instant time = clock.instant();
        Look last = looks.get(file);
        if (last == null || !last.seen.equals(seen)) {
            if (last != null || looks.size() < MOST) {
                looks.put(file, new Look(seen, time));
            }
            return apart.isZero();
        }
        return !time.isBefore(last.since.plus(apart));
    }

    /** Notes that a file of this size ends in the middle. */
    Cut cut(Path file, long size) {
        if (cuts.size() >= MOST) {
            return new Cut(size, Integer.MAX_VALUE, Instant.EPOCH);
        }
        return cuts.merge(file, new Cut(size, 1, clock.instant()),
                (last, now) -> last.size == size ? new Cut(size, last.times + 1, last.since) : now);
    }

    Instant now() {
        return clock.instant();
    }

    /** It is to be looked at anew. */
    void taken(Path file) {
        looks.remove(file);
    }

    /** Nothing of it is waited for any more. */
    void done(Path file) {
        cuts.remove(file);
    }

    /** Forgets what nobody will look at again. */
    void forget(Predicate<Path> gone) {
        looks.keySet().removeIf(gone);
        cuts.keySet().removeIf(gone);
    }
}
