// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.support;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * A thread that keeps places of time and does nothing else: what it cannot keep on this machine at this moment, nobody can. A place
 * that comes late makes the next one no later, up to as much as a budget makes up for.
 */
public final class PlacesKept implements AutoCloseable {
    private static final long LATE = Duration.ofMillis(5).toNanos();

    private final long place;
    private final Thread thread = new Thread(this::keep, "places");
    private volatile boolean ended;
    private volatile int places;
    private volatile long begun;

    public PlacesKept(Duration place) {
        this.place = place.toNanos();
        thread.setDaemon(true);
    }

    public void begin() {
        begun = System.nanoTime();
        thread.start();
    }

    private void keep() {
        long next = begun;
        while (!ended) {
            for (long left = next - System.nanoTime(); left > 0 && !ended; left = next - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
            places = places + 1;
            next = Math.max(next, System.nanoTime() - Math.max(LATE, place / 8)) + place;
        }
    }

    /** Which part of the places until now. */
    public double kept() {
        return (double) places * place / (System.nanoTime() - begun);
    }

    @Override
    public void close() throws InterruptedException {
        ended = true;
        LockSupport.unpark(thread);
        thread.join();
    }
}
