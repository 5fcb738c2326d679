// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.mail;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

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
            long all = total(more);
            return large.await(large.units(all) - held(large), longest, isOver) && keep(large, all);
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
        private synchronized boolean keep(Room of, long all) {
            int wanted = of.units(all);
            if (closed) {
                of.give(wanted - held(of));
                return false;
            }
            if (of != room) {
                room.give(units);
            }
            room = of;
            units = wanted;
            bytes = all;
            return true;
        }

        /** Gives everything back; a second time it does nothing. */
        @Override
        public synchronized void close() {
            closed = true;
            room.give(units);
            units = 0;
            bytes = 0;
        }
    }

    /** A part of the budget, in units of 1 KB. */
    private static final class Room {
        private static final int UNIT = 1_024;

        private final int size;
        private final Semaphore free;

        Room(long bytes) {
            size = (int) Math.min(Integer.MAX_VALUE, Math.max(1, bytes / UNIT));
            free = new Semaphore(size, true);
        }

        /** What so many bytes take: all there is, if they are more than that. */
        int units(long bytes) {
            return (int) Math.min(size, (bytes + UNIT - 1) / UNIT);
        }

        /** Without waiting, and not before those who do. */
        boolean take(int more) {
            return more <= 0 || !free.hasQueuedThreads() && free.tryAcquire(more);
        }

        boolean await(int more, Duration longest, BooleanSupplier isOver) throws InterruptedException {
            long end = System.nanoTime() + longest.toNanos();
            for (long left = longest.toNanos(); !isOver.getAsBoolean(); left = end - System.nanoTime()) {
                if (free.tryAcquire(Math.max(0, more), Math.min(left, LOOK_NANOS), TimeUnit.NANOSECONDS)) {
                    return true;
                }
                if (left <= 0) {
                    return false;
                }
            }
            return false;
        }

        void give(int units) {
            free.release(Math.max(0, units));
        }
    }
}
