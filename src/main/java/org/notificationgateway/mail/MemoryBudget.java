// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.mail;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what is in memory at the same time within a part of the heap, so that no number of callers, however valid what
 * each of them sends, ends the process. Who finds no room is turned away, or waits a while; one that is larger than all
 * the room is let in alone. What arrives never takes the room that work needs to be finished, and some room is for small
 * requests alone. Safe to share.
 */
public final class MemoryBudget {
    /** The broker has an eighth of the heap; the program, what nobody counts, and garbage have the rest. */
    private static final int PART_OF_HEAP = 4;

    /** What a share may hold in the room for small ones, in bytes. */
    private static final long SMALL = 524_288;

    private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Room small;
    private final Room arriving;
    private final Room working;

    /** A quarter of the heap that this process may have. */
    public static MemoryBudget ofHeap() {
        return new MemoryBudget(Runtime.getRuntime().maxMemory() / PART_OF_HEAP);
    }

    /** @param bytes in all */
    public MemoryBudget(long bytes) {
        small = new Room(bytes / 8);
        arriving = new Room(bytes * 3 / 8);
        working = new Room(bytes / 2);
    }

    /** A share for what arrives, before it is worked on; it holds nothing yet. */
    public Share arriving() {
        return new Share(small, arriving);
    }

    /** A share for what is read, composed, stored or delivered; it holds nothing yet. */
    public Share working() {
        return new Share(working, working);
    }

    /** What one request, mail or answer holds. It is given back once, by whichever thread; only one thread takes. */
    public static final class Share implements AutoCloseable {
        private final Room small;
        private final Room large;
        private Room room;
        private long bytes;
        private int units;
        private boolean closed;
        private @Nullable Waiter waiter;

        private Share(Room small, Room large) {
            this.small = small;
            this.large = large;
            room = small;
        }

        /** Takes more, if there is room at once; else nothing changes. */
        public boolean grow(long more) {
            long all = total(more);
            return isSmall(all) && small.take(small.units(all) - held(small)) && keep(small, all)
                    || large.take(large.units(all) - held(large)) && keep(large, all);
        }

        /**
         * Takes more, once there is room; who waits longest is next.
         *
         * @param isOver looked at each second; ends the wait
         * @return false if there was none within that time; then nothing has changed
         */
        public boolean grow(long more, Duration longest, BooleanSupplier isOver) throws InterruptedException {
            CountDownLatch granted = new CountDownLatch(1);
            if (growLater(more, granted::countDown)) {
                return true;
            }
            long end = System.nanoTime() + longest.toNanos();
            try {
                for (long left = longest.toNanos(); left > 0 && !isOver.getAsBoolean(); left = end - System.nanoTime()) {
                    if (granted.await(Math.min(left, LOOK_NANOS), TimeUnit.NANOSECONDS)) {
                        break;
                    }
                }
            } finally {
                large.leave(waiting(null));
            }
            return granted.getCount() == 0;
        }

        /**
         * Takes more now or, without a thread that waits, once there is room; who waits longest is next. The wait ends
         * when the share is closed.
         *
         * @param granted run by whoever gives room back, and has to return at once; not if there is room now
         * @return true if there is room now
         */
        public boolean growLater(long more, Runnable granted) {
            long all = total(more);
            Waiter next = new Waiter(large.units(all) - held(large), () -> {
                if (keep(large, all)) {
                    granted.run();
                }
            });
            waiting(next);
            if (large.takeOrJoin(next)) {
                return keep(large, all);
            }
            if (isClosed()) {
                large.leave(next);
            }
            return false;
        }

        private synchronized boolean isClosed() {
            return closed;
        }

        private synchronized @Nullable Waiter waiting(@Nullable Waiter next) {
            Waiter last = waiter;
            waiter = next;
            return last;
        }

        private synchronized long total(long more) {
            return bytes + more;
        }

        private synchronized boolean isSmall(long all) {
            return room == small && all <= SMALL;
        }

        private synchronized int held(Room of) {
            return room == of ? units : 0;
        }

        /** Books what was taken, or gives it back if the share was closed meanwhile. */
        private boolean keep(Room of, long all) {
            Room from;
            int given;
            boolean kept;
            synchronized (this) {
                int wanted = of.units(all);
                kept = !closed;
                from = kept ? room : of;
                given = kept ? of == room ? 0 : units : wanted - held(of);
                if (kept) {
                    room = of;
                    units = wanted;
                    bytes = all;
                }
            }
            from.give(given); // without a lock, as it may wake another share
            return kept;
        }

        /** Gives everything back, and waits no longer; a second time it does nothing. */
        @Override
        public void close() {
            Room from;
            int given;
            synchronized (this) {
                closed = true;
                from = room;
                given = units;
                units = 0;
                bytes = 0;
            }
            large.leave(waiting(null));
            from.give(given);
        }
    }

    /** Who waits for so many units, and what is done when they are taken. */
    private record Waiter(int units, Runnable granted) {}

    /** A part of the budget, in units of 1 KB. */
    private static final class Room {
        private static final int UNIT = 1_024;

        private final int size;
        private final Deque<Waiter> waiters = new ArrayDeque<>();
        private int free;

        Room(long bytes) {
            size = (int) Math.min(Integer.MAX_VALUE, Math.max(1, bytes / UNIT));
            free = size;
        }

        /** What so many bytes take: all there is, if they are more than that. */
        int units(long bytes) {
            return (int) Math.min(size, (bytes + UNIT - 1) / UNIT);
        }

        /** Not before those who wait. */
        synchronized boolean take(int more) {
            if (more > 0 && (more > free || !waiters.isEmpty())) {
                return false;
            }
            free -= Math.max(0, more);
            return true;
        }

        /** True if it is taken; else the last in the line. */
        synchronized boolean takeOrJoin(Waiter next) {
            return take(next.units) || !waiters.add(next);
        }

        void leave(@Nullable Waiter who) {
            synchronized (this) {
                waiters.removeIf(waiter -> waiter == who);
            }
            give(0);
        }

        void give(int units) {
            List<Waiter> granted = new ArrayList<>();
            synchronized (this) {
                free += Math.max(0, units);
                while (!waiters.isEmpty() && waiters.peek().units <= free) {
                    Waiter next = waiters.remove();
                    free -= Math.max(0, next.units);
                    granted.add(next);
                }
            }
            granted.forEach(waiter -> waiter.granted.run());
        }
    }
}
