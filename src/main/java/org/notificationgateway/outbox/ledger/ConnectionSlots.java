// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox.ledger;

import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Shares the connections that a destination bears among gateways with one PostgreSQL: each is an advisory lock of the
 * gateway's session there, so that a gateway that dies gives all of its back. While the database is away each gateway
 * counts its own. Safe to share.
 */
public final class ConnectionSlots implements AutoCloseable {
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final Duration NOTICED = Duration.ofMillis(200); // a server may see late that a connection has ended
    private static final int WAITS = -1; // in the place of a slot: held by all who have none

    private final AdvisoryLocks locks;
    private final Map<String, Destination> destinations = new ConcurrentHashMap<>();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "connection-slots");
        thread.setDaemon(true);
        return thread;
    });

    /** What this gateway holds. */
    private static final class Destination {
        private final Set<Integer> held = new HashSet<>();
        private boolean waits;
        private volatile boolean wanted; // by a gateway that has none
        private volatile boolean gives; // to it
        private long notBefore = System.nanoTime(); // one that was given up is for others
    }

    /** @param access to a database that is shared */
    public ConnectionSlots(LedgerAccess access) {
        locks = new AdvisoryLocks(access, this::takeAgain);
        timer.scheduleWithFixedDelay(this::look, LOOK.toMillis(), LOOK.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Gives back the slot of a connection that has ended; null if all are taken. */
    public synchronized @Nullable Runnable take(String name, int limit) {
        Destination mine = destinations.computeIfAbsent(name, any -> new Destination());
        if (System.nanoTime() - mine.notBefore < 0) {
            return null;
        }
        if (locks.isAway()) {
            return () -> {};
        }
        try {
            for (int slot = 0; slot < limit; slot++) {
                if (!mine.held.contains(slot) && locks.lock(name, slot)) {
                    mine.held.add(slot);
                    waits(name, mine, false);
                    int taken = slot;
                    return () -> later(name, taken);
                }
            }
            waits(name, mine, mine.held.isEmpty());
            return null;
        } catch (SQLException e) {
            away(e);
            return () -> {};
        }
    }

    /** True if another gateway has no connection there at all: once, since one of ours is enough for it. */
    public boolean isWanted(String name) {
        Destination mine = destinations.get(name);
        if (mine == null || !mine.wanted) {
            return false;
        }
        mine.wanted = false;
        mine.gives = true;
        return true;
    }

    private void later(String name, int slot) {
        try {
            timer.schedule(() -> release(name, slot), NOTICED.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            // closed: the session has ended
        }
    }

    private synchronized void release(String name, int slot) {
        Destination mine = destinations.get(name);
        if (mine == null || !mine.held.remove(slot)) {
            return;
        }
        if (mine.gives) {
            mine.gives = false;
            mine.notBefore = System.nanoTime() + LOOK.toNanos();
        }
        try {
            locks.unlock(name, slot);
        } catch (SQLException e) {
            away(e);
        }
    }

    /** Who has none says so by a lock that many may have, and is seen by whoever cannot have it alone. */
    private void waits(String name, Destination mine, boolean waits) throws SQLException {
        if (waits && !mine.waits) {
            mine.waits = locks.lockWithOthers(name, WAITS);
        } else if (!waits && mine.waits) {
            locks.unlockWithOthers(name, WAITS);
            mine.waits = false;
        }
    }

    private synchronized void look() {
        if (locks.isAway()) {
            return;
        }
        try {
            for (Map.Entry<String, Destination> one : destinations.entrySet()) {
                Destination mine = one.getValue();
                if (!mine.held.isEmpty()) {
                    mine.wanted = !locks.lock(one.getKey(), WAITS);
                    if (!mine.wanted) {
                        locks.unlock(one.getKey(), WAITS);
                    }
                }
            }
        } catch (SQLException e) {
            away(e);
        }
    }

    /** With the session before, the locks were lost, but not the connections; who was quicker has the slot. */
    private void takeAgain() throws SQLException {
        for (Map.Entry<String, Destination> one : destinations.entrySet()) {
            one.getValue().waits = false;
            for (int slot : one.getValue().held) {
                locks.lock(one.getKey(), slot);
            }
        }
    }

    private void away(SQLException cause) {
        destinations.values().forEach(mine -> mine.wanted = false);
        locks.rest(cause);
    }

    @Override
    public void close() {
        timer.shutdownNow();
        synchronized (this) {
            locks.close();
        }
    }
}
