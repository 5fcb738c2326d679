// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The workers of one sender: they take what is urgent first and what is not last, but every tenth time the other way round,
 * so that nothing waits for ever. Safe to share.
 */
final class LaneWorkers implements AutoCloseable {
    private static final int FROM_BELOW = 10;

    private final Map<Lane, Deque<Runnable>> waiting = new EnumMap<>(Lane.class); // guards itself and the count
    private final List<Thread> threads = new ArrayList<>();
    private int taken;

    /** @param name of the threads */
    LaneWorkers(String name, int workers) {
        for (Lane lane : Lane.values()) {
            waiting.put(lane, new ArrayDeque<>());
        }
        for (int i = 1; i <= workers; i++) {
            Thread thread = new Thread(this::work, name + "-" + i);
            thread.setDaemon(true);
            threads.add(thread);
            thread.start();
        }
    }

    /** Takes tasks for one lane. */
    Executor of(Lane lane) {
        return task -> {
            synchronized (waiting) {
                waiting.get(lane).add(task);
                waiting.notify();
            }
        };
    }

    private void work() {
        try {
            while (true) {
                take().run();
            }
        } catch (InterruptedException e) {
            // closed
        }
    }

    private Runnable take() throws InterruptedException {
        synchronized (waiting) {
            while (true) {
                Runnable next = next((taken + 1) % FROM_BELOW == 0);
                if (next != null) {
                    taken++;
                    return next;
                }
                waiting.wait();
            }
        }
    }

    private @Nullable Runnable next(boolean fromBelow) {
        Lane[] lanes = Lane.values();
        for (int i = 0; i < lanes.length; i++) {
            Runnable next = waiting.get(lanes[fromBelow ? lanes.length - 1 - i : i]).poll();
            if (next != null) {
                return next;
            }
        }
        return null;
    }

    /** Ends the threads; what waits is not done. */
    @Override
    public void close() {
        threads.forEach(Thread::interrupt);
    }
}
