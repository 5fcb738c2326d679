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
import org.notificationgateway.settings.Senders;
import org.notificationgateway.smtp.Budget;

/**
 * The workers of one destination: they take what is urgent first and what is not last, whichever sender it is of, but every
 * tenth time the other way round, so that nothing waits for ever. Where mails leave one by one, none is taken before its
 * time, so that an urgent one that comes meanwhile is the next. Safe to share.
 */
final class LaneWorkers implements AutoCloseable {
    private static final int FROM_BELOW = 10;
    private static final int LOOK_MILLIS = 10;

    private final Map<Lane, Deque<Runnable>> waiting = new EnumMap<>(Lane.class); // guards itself and the count
    private final List<Thread> threads = new ArrayList<>();
    private final Budget budget;
    private int taken;
    private boolean starting; // one was taken, and has not left yet

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
            synchronized (waiting) {
                waiting.get(place).add(task);
                waiting.notify();
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
        synchronized (waiting) {
            while (true) {
                long millis = untilNext();
                Runnable next = millis > 0 ? null : next((taken + 1) % FROM_BELOW == 0);
                if (next != null) {
                    taken++;
                    starting = budget.isPaced();
                    return next;
                }
                waiting.wait(millis); // 0: until one comes
            }
        }
    }

    /** Milliseconds until one may be taken: not before the last one has left, or turned out to leave not at all. */
    private long untilNext() {
        if (!budget.isPaced() || waiting.values().stream().allMatch(Deque::isEmpty)) {
            return 0;
        }
        long left = budget.untilNextMail().toNanos();
        if (left > 0) {
            starting = false;
            return left / 1_000_000 + 1;
        }
        return starting ? LOOK_MILLIS : 0;
    }

    private void started() {
        synchronized (waiting) {
            starting = false;
            waiting.notify();
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
