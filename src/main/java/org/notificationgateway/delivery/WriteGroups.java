// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.delivery;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * Lets one of several threads do the work of all that wait, where work for many costs little more than for one. Whoever
 * gets a turn takes what is there, its own and others', as one group; who comes while all turns are taken waits and forms
 * the next. A thread that comes alone waits for nobody. Safe to share between threads.
 */
final class WriteGroups<T> {
    private final int most;
    private final Consumer<List<T>> work;
    private final Queue<Place<T>> waiting = new ConcurrentLinkedQueue<>();
    private final Semaphore turns;

    /**
     * @param turns groups at work at a time
     * @param most items of one group
     * @param work keeps in each item how it went
     */
    WriteGroups(int turns, int most, Consumer<List<T>> work) {
        this.turns = new Semaphore(turns);
        this.most = most;
        this.work = work;
    }

    /**
     * Returns once a group with this item was worked on. An interrupt does not shorten the wait, since the item may be
     * half done, and is kept from the work, which would fail for all of the group; it is there again afterwards.
     *
     * @throws RuntimeException that the work threw, to the one thread that did it; the others find their items undone
     */
    void add(T item) {
        Place<T> own = new Place<>(item, Thread.currentThread());
        waiting.add(own);
        boolean interrupted = false;
        try {
            while (!own.done) {
                interrupted |= Thread.interrupted();
                if (turns.tryAcquire()) {
                    workForAll();
                } else {
                    LockSupport.park(this);
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void workForAll() {
        List<Place<T>> group = new ArrayList<>();
        for (Place<T> next; group.size() < most && (next = waiting.poll()) != null; ) {
            group.add(next);
        }
        try {
            if (!group.isEmpty()) {
                work.accept(group.stream().map(Place::item).toList());
            }
        } finally {
            turns.release();
            Place<T> next = waiting.peek(); // first, so that the next group begins while this one wakes
            if (next != null) {
                LockSupport.unpark(next.thread);
            }
            group.forEach(Place::leave);
        }
    }

    private static final class Place<T> {
        private final T item;
        private final Thread thread;
        private volatile boolean done;

        private Place(T item, Thread thread) {
            this.item = item;
            this.thread = thread;
        }

        private T item() {
            return item;
        }

        private void leave() {
            done = true;
            LockSupport.unpark(thread);
        }
    }
}
