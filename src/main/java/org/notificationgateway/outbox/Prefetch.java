// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox;

import java.util.concurrent.Semaphore;
import java.util.function.LongSupplier;

/**
 * How many entries a consumer may hold: no more than leave within two seconds at the present rate, so that what waits can
 * still be overtaken, cancelled, or taken by another gateway. Safe to share.
 */
final class Prefetch {
    private static final long SECOND = 1_000_000_000;

    private final Semaphore credits;
    private final int least;
    private final int most;
    private final LongSupplier nanos;
    private int granted;
    private long second;
    private int before; // settled in the second before
    private int now; // and in this one

    /**
     * @param credits a permit for each entry that may arrive
     * @param least however slowly they leave
     * @param most however fast
     */
    Prefetch(Semaphore credits, int least, int most, LongSupplier nanos) {
        this.credits = credits;
        this.least = least;
        this.most = most;
        this.nanos = nanos;
        granted = least;
        credits.release(least);
        second = nanos.getAsLong() / SECOND;
    }

    /** Gives back the credits of entries that have left, and more or fewer as they leave faster or slower. */
    synchronized void release(int count) {
        long present = nanos.getAsLong() / SECOND;
        if (present != second) {
            before = present == second + 1 ? now : 0;
            now = 0;
            second = present;
        }
        now += count;
        int wanted = Math.max(least, Math.min(most, before + now));
        int given = Math.max(0, count + wanted - granted);
        granted += given - count;
        credits.release(given);
    }

    /** Entries that are held. */
    synchronized int held() {
        return granted - credits.availablePermits();
    }
}
