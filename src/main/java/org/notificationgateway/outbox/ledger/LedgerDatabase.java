// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox.ledger;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One connection to the ledger's database with its prepared statements, opened when it is first used and again after a
 * failure. Safe to share; one caller at a time is served.
 */
final class LedgerDatabase implements AutoCloseable {
    private final LedgerAccess access;
    private final ReentrantLock turn;
    private final Map<String, PreparedStatement> statements = new HashMap<>();
    private @Nullable Connection connection;

    /** What is done with a connection. */
    @FunctionalInterface
    interface Work<T> {
        T with(LedgerDatabase database) throws SQLException, IOException;
    }

    /** @param turn shared by SQLite's connections that write: it has one writer at a time */
    LedgerDatabase(LedgerAccess access, ReentrantLock turn) {
        this.access = access;
        this.turn = turn;
    }

    /**
     * Does some work; whoever does it commits.
     *
     * @throws IOException if it failed; what was not committed is rolled back
     */
    <T> T call(Work<T> work) throws IOException {
        turn.lock();
        try {
            return work.with(this);
        } catch (SQLException | LinkageError e) {
            close();
            throw new LedgerException(e);
        } finally {
            turn.unlock();
        }
    }

    /** A prepared statement, the same for the same text. */
    PreparedStatement statement(String sql) throws SQLException {
        PreparedStatement known = statements.get(sql);
        if (known == null) {
            known = connection().prepareStatement(sql);
            statements.put(sql, known);
        }
        return known;
    }

    /** Executes statements that return nothing. */
    void execute(String... sql) throws SQLException {
        try (Statement plain = connection().createStatement()) {
            for (String one : sql) {
                plain.execute(one);
            }
        }
    }

    Connection connection() throws SQLException {
        Connection open = connection;
        if (open == null) {
            open = access.connect();
            connection = open;
            prepare(open);
            open.commit();
        }
        return open;
    }

    /** Makes what is missing, unless the tables are those of another format. */
    private void prepare(Connection open) throws SQLException {
        boolean used;
        try (ResultSet table = open.getMetaData().getTables(null, null, "notification_mail", null)) {
            used = table.next();
        }
        LedgerTables.Format marked = access.isShared() ? LedgerTables.OF_POSTGRESQL : LedgerTables.OF_SQLITE;
        execute(marked.ready());
        int format;
        try (Statement plain = open.createStatement(); ResultSet found = plain.executeQuery(marked.read())) {
            format = found.next() ? found.getInt(1) : 0;
        }
        if (used && format != LedgerTables.FORMAT) {
            throw LedgerException.ofFormat(format);
        }
        execute(LedgerTables.create(!access.isShared()));
        if (format == 0) {
            execute(marked.write());
        }
    }

    void commit() throws SQLException {
        connection().commit();
    }

    /** Undoes what was not committed, whatever happened before. */
    void rollback() {
        turn.lock();
        try {
            if (connection != null) {
                connection.rollback();
            }
        } catch (SQLException e) {
            close(); // the next call opens another
        } finally {
            turn.unlock();
        }
    }

    @Override
    public void close() {
        turn.lock();
        try {
            statements.clear();
            Connection open = connection;
            connection = null;
            if (open != null) {
                open.close();
            }
        } catch (SQLException e) {
            // it was lost before
        } finally {
            turn.unlock();
        }
    }
}
