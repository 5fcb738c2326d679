// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox.ledger;

import java.io.IOException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Remembers how far events were handed on, so that each is handed on at least once, in order, and by one gateway of those
 * that share a ledger. One thread at a time.
 */
public final class EventCursor implements AutoCloseable {
    private final LedgerDatabase reading;
    private final LedgerDatabase writing;
    private final boolean shared;

    EventCursor(LedgerAccess access, LedgerDatabase writing) {
        this.shared = access.isShared();
        this.reading = new LedgerDatabase(access, new ReentrantLock());
        this.writing = writing;
    }

    /** Takes events for good, or fails and is given them again. */
    @FunctionalInterface
    public interface Taker {
        void take(List<PublishedEvent> events) throws IOException;
    }

    /** Begins with what happens from now on, if nothing was handed on before. */
    public void open() throws IOException {
        writing.call(database -> {
            PreparedStatement insert = database.statement(LedgerTables.CURSOR);
            insert.executeUpdate();
            database.commit();
            return insert;
        });
    }

    /** Hands on the next events, so many at most, and returns how many there were; none while another gateway does. */
    public int pass(int most, Taker taker) throws IOException {
        return shared ? passShared(most, taker) : passAlone(most, taker);
    }

    /** SQLite has one writer at a time, and who takes events may need a while. */
    private int passAlone(int most, Taker taker) throws IOException {
        List<PublishedEvent> events = reading.call(database -> {
            List<PublishedEvent> next = next(database, LedgerTables.CURSOR_OF_FILE, most);
            database.commit();
            return next;
        });
        if (!events.isEmpty()) {
            taker.take(events);
            writing.call(database -> {
                advance(database, events);
                return events;
            });
        }
        return events.size();
    }

    /** The row is locked meanwhile, and whoever else looks passes it by. */
    private int passShared(int most, Taker taker) throws IOException {
        try {
            return reading.call(database -> {
                List<PublishedEvent> events = next(database, LedgerTables.CURSOR_OF_MANY, most);
                if (!events.isEmpty()) {
                    taker.take(events);
                    advance(database, events);
                }
                database.commit();
                return events.size();
            });
        } catch (IOException e) {
            reading.rollback();
            throw e;
        }
    }

    private static List<PublishedEvent> next(LedgerDatabase database, String cursor, int most) throws SQLException, IOException {
        long after;
        try (ResultSet found = database.statement(cursor).executeQuery()) {
            if (!found.next()) {
                return List.of();
            }
            after = found.getLong(1);
        }
        PreparedStatement select = database.statement(LedgerTables.EVENTS_AFTER);
        select.setLong(1, after);
        select.setInt(2, most);
        return LedgerReader.published(select);
    }

    private static void advance(LedgerDatabase database, List<PublishedEvent> events) throws SQLException {
        PreparedStatement update = database.statement(LedgerTables.ADVANCE);
        update.setLong(1, events.get(events.size() - 1).event().seq());
        update.executeUpdate();
        database.commit();
    }

    @Override
    public void close() {
        reading.close();
    }
}
