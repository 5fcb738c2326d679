// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox.ledger;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shares the connections that a destination bears among gateways with one PostgreSQL: each is an advisory lock of the
 * gateway's session there, so that a gateway that dies gives all of its back. While the database is away each gateway
 * counts its own. Safe to share.
 */
public final class ConnectionSlots implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("gateway.delivery");
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final Duration AWAY = Duration.ofSeconds(30); // until the database is asked again
    private static final Duration NOTICED = Duration.ofMillis(200); // a server may see late that a connection has ended
    private static final int WAITS = -1; // in the place of a slot: held by all who have none
    private static final String KEY = "(hashtext('connections ' || ?), ?)";

    private final LedgerAccess access;
    private final Map<String, Destination> destinations = new ConcurrentHashMap<>();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "connection-slots");
        thread.setDaemon(true);
        return thread;
    });
    private @Nullable Connection session;
    private long askAgain = System.nanoTime();
    private boolean told;

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
        this.access = access;
        timer.scheduleWithFixedDelay(this::look, LOOK.toMillis(), LOOK.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Gives back the slot of a connection that has ended; null if all are taken. */
    public synchronized @Nullable Runnable take(String name, int limit) {
        Destination mine = destinations.computeIfAbsent(name, any -> new Destination());
        if (System.nanoTime() - mine.notBefore < 0) {
            return null;
        }
        if (System.nanoTime() - askAgain < 0) {
            return () -> {};
        }
        try {
            for (int slot = 0; slot < limit; slot++) {
                if (!mine.held.contains(slot) && ask("pg_try_advisory_lock", name, slot)) {
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
            ask("pg_advisory_unlock", name, slot);
        } catch (SQLException e) {
            away(e);
        }
    }

    /** Who has none says so by a lock that many may have, and is seen by whoever cannot have it alone. */
    private void waits(String name, Destination mine, boolean waits) throws SQLException {
        if (waits != mine.waits) {
            mine.waits = ask(waits ? "pg_try_advisory_lock_shared" : "pg_advisory_unlock_shared", name, WAITS) && waits;
        }
    }

    private synchronized void look() {
        if (System.nanoTime() - askAgain < 0) {
            return;
        }
        try {
            for (Map.Entry<String, Destination> one : destinations.entrySet()) {
                Destination mine = one.getValue();
                if (!mine.held.isEmpty()) {
                    mine.wanted = !ask("pg_try_advisory_lock", one.getKey(), WAITS);
                    if (!mine.wanted) {
                        ask("pg_advisory_unlock", one.getKey(), WAITS);
                    }
                }
            }
        } catch (SQLException e) {
            away(e);
        }
    }

    private boolean ask(String function, String name, int slot) throws SQLException {
        Connection open = session;
        if (open == null) {
            open = access.connect();
            open.setAutoCommit(true);
            session = open;
            takeAgain();
        }
        return ask(open, function, name, slot);
    }

    private static boolean ask(Connection open, String function, String name, int slot) throws SQLException {
        try (PreparedStatement lock = open.prepareStatement("SELECT " + function + KEY)) {
            lock.setString(1, name);
            lock.setInt(2, slot);
            try (ResultSet answer = lock.executeQuery()) {
                return answer.next() && answer.getBoolean(1);
            }
        }
    }

    /** With the session before, the locks were lost, but not the connections; who was quicker has the slot. */
    private void takeAgain() throws SQLException {
        Connection open = session;
        told = false;
        for (Map.Entry<String, Destination> one : destinations.entrySet()) {
            one.getValue().waits = false;
            for (int slot : one.getValue().held) {
                if (open != null && !ask(open, "pg_try_advisory_lock", one.getKey(), slot)) {
                    LOG.debug("slot {} of {} is another gateway's now", slot, one.getKey());
                }
            }
        }
    }

    private void away(SQLException cause) {
        askAgain = System.nanoTime() + AWAY.toNanos();
        if (!told) {
            told = true;
            LOG.warn("The connections of other gateways cannot be counted while the ledger's database is away: {}", cause.getMessage());
        }
        destinations.values().forEach(mine -> mine.wanted = false);
        end();
    }

    private void end() {
        Connection open = session;
        session = null;
        try {
            if (open != null) {
                open.close();
            }
        } catch (SQLException e) {
            // it was lost before
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
        synchronized (this) {
            end();
        }
    }
}
