// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox.ledger;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds advisory locks of PostgreSQL in one session, so that a process that dies gives all of its back. Each has a name and a
 * number. Not safe to share.
 */
final class AdvisoryLocks implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("gateway.delivery");
    private static final Duration AWAY = Duration.ofSeconds(30); // until the database is asked again
    private static final String KEY = "(hashtext('connections ' || ?), ?)";

    private final LedgerAccess access;
    private final Renewal renewal;
    private @Nullable Connection session;
    private long askAgain = System.nanoTime();
    private boolean told;

    /** What is done with a new session: the locks of the one before are lost. */
    interface Renewal {
        void renew() throws SQLException;
    }

    AdvisoryLocks(LedgerAccess access, Renewal renewal) {
        this.access = access;
        this.renewal = renewal;
    }

    /** True for a while after the database could not be asked. */
    boolean isAway() {
        return System.nanoTime() - askAgain < 0;
    }

    /** False if another session has it; a session can lock one twice. */
    boolean lock(String name, int number) throws SQLException {
        return ask("pg_try_advisory_lock", name, number);
    }

    void unlock(String name, int number) throws SQLException {
        ask("pg_advisory_unlock", name, number);
    }

    /** False if another session has it alone. */
    boolean lockWithOthers(String name, int number) throws SQLException {
        return ask("pg_try_advisory_lock_shared", name, number);
    }

    void unlockWithOthers(String name, int number) throws SQLException {
        ask("pg_advisory_unlock_shared", name, number);
    }

    private boolean ask(String function, String name, int number) throws SQLException {
        try (PreparedStatement lock = session().prepareStatement("SELECT " + function + KEY)) {
            lock.setString(1, name);
            lock.setInt(2, number);
            try (ResultSet answer = lock.executeQuery()) {
                return answer.next() && answer.getBoolean(1);
            }
        }
    }

    private Connection session() throws SQLException {
        Connection open = session;
        if (open == null) {
            open = access.connect();
            open.setAutoCommit(true);
            session = open;
            told = false;
            renewal.renew();
        }
        return open;
    }

    /** The database could not be asked: for a while nobody tries to. Says so once. */
    void rest(SQLException cause) {
        if (!told) {
            told = true;
            LOG.warn("The connections of other gateways cannot be counted while the ledger's database is away: {}", cause.getMessage());
        }
        askAgain = System.nanoTime() + AWAY.toNanos();
        close();
    }

    @Override
    public void close() {
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
}
