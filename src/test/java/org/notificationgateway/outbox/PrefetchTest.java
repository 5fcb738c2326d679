// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;

/** A consumer holds what leaves within two seconds, and no more. */
class PrefetchTest {
    private static final long SECOND = 1_000_000_000;

    private final Semaphore credits = new Semaphore(0);
    private long now;

    private Prefetch of(int least, int most) {
        return new Prefetch(credits, least, most, () -> now);
    }

    /** Takes all that may be taken, and lets so many leave. */
    private void leave(Prefetch prefetch, int count) {
        credits.drainPermits();
        prefetch.release(count);
    }

    @Test
    void beginsWithLittleAndGrowsWithWhatLeaves() {
        Prefetch prefetch = of(8, 500);
        assertEquals(8, credits.availablePermits());
        for (int i = 0; i < 40; i++) {
            leave(prefetch, 8);
        }
        assertEquals(320, prefetch.held() + credits.availablePermits(), "as many as left in this second");
    }

    @Test
    void neverHoldsMoreThanTheMost() {
        Prefetch prefetch = of(8, 100);
        for (int i = 0; i < 100; i++) {
            leave(prefetch, 8);
        }
        assertTrue(credits.availablePermits() + prefetch.held() <= 100);
    }

    @Test
    void shrinksToWhatASlowServerTakesInTwoSeconds() {
        Prefetch prefetch = of(1, 500);
        for (int i = 0; i < 200; i++) {
            leave(prefetch, 1);
        }
        assertEquals(200, prefetch.held() + credits.availablePermits());
        for (int i = 0; i < 300; i++) {
            now += 2 * SECOND; // 30 a minute
            leave(prefetch, 1);
        }
        assertEquals(1, prefetch.held() + credits.availablePermits());
    }
}
