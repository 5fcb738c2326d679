// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.notificationgateway.settings.Senders;
import org.notificationgateway.smtp.Budget;

/**
 * The workers of one destination: they take what is urgent first and what is not last, whichever sender it is of, but every
 * tenth time the other way round, so that nothing waits for ever. Where mails leave one by one, none is taken before its
 * time, so that an urgent one that comes meanwhile is the next. Safe to share.
 */
final class LaneWorkers implements AutoCloseable {
    private static final int FROM_BELOW = 10;
    private static final long SHORTEST_LOOK_NANOS = 250_000;
    private static final long LONGEST_LOOK_NANOS = 10_000_000;

    private final ReentrantLock lock = new ReentrantLock(); // a monitor waits for whole milliseconds
    private final Condition changed = lock.newCondition();
    private final Map<Lane, Deque<Runnable>> waiting = new EnumMap<>(Lane.class);
    private final List<Thread> threads = new ArrayList<>();
    private final Budget budget;
    private int taken;
    private boolean starting; // one was taken, and has not left yet
    private long takenAt;
    private boolean watched; // one worker waits for a moment, and the others for its word

    /**
     * @param name of the threads
     * @param budget of the destination
     */
    LaneWorkers(String name, int workers, Budget budget) {
        this.budget = budget;
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

    /** Takes tasks for one lane of a sender; the product's agent sends reset mails, which somebody waits for. */
    Executor of(String sender, Lane lane) {
        Lane place = sender.equals(Senders.AGENT) && lane == Lane.NORMAL ? Lane.HIGH : lane;
        return task -> {
            lock.lock();
            try {
                waiting.get(place).add(task);
                changed.signal();
            } finally {
                lock.unlock();
            }
        };
    }

    private void work() {
        try {
            while (true) {
                take().run();
                if (budget.isPaced()) {
                    started();
                }
            }
        } catch (InterruptedException e) {
            // closed
        }
    }

    private Runnable take() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (true) {
                long nanos = untilNext();
                Runnable next = nanos > 0 ? null : next((taken + 1) % FROM_BELOW == 0);
                if (next != null) {
                    taken++;
                    if (budget.isPaced()) {
                        starting = true;
                        takenAt = System.nanoTime();
                        changed.signal(); // who watches from now on
                    }
                    return next;
                }
                await(nanos);
            }
        } finally {
            lock.unlock();
        }
    }

    private void await(long nanos) throws InterruptedException {
        if (nanos == 0 || watched) {
            changed.await();
            return;
        }
        watched = true;
        try {
            changed.awaitNanos(nanos);
        } finally {
            watched = false;
        }
    }

    /** Nanoseconds until one may be taken: not before the last one has left, or turned out to leave not at all. */
    private long untilNext() {
        if (!budget.isPaced() || waiting.values().stream().allMatch(Deque::isEmpty)) {
            return 0;
        }
        long left = budget.untilNextMail().toNanos();
        if (left > 0) {
            starting = false;
            return left;
        }
        long since = System.nanoTime() - takenAt;
        return starting ? Math.max(SHORTEST_LOOK_NANOS, Math.min(LONGEST_LOOK_NANOS, since / 2)) : 0;
    }

    private void started() {
        lock.lock();
        try {
            starting = false;
            changed.signal();
        } finally {
            lock.unlock();
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
