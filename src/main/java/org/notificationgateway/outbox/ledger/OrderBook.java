// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox.ledger;

import java.io.IOException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Keeps the orders about waiting mail, so that they hold for all gateways that share a ledger, and after a restart. Safe to
 * share.
 */
public final class OrderBook implements AutoCloseable {
    private final LedgerDatabase writing;
    private final LedgerDatabase reading;
    private final boolean shared;
    private final Clock clock;

    OrderBook(LedgerAccess access, LedgerDatabase writing, Clock clock) {
        this.writing = writing;
        this.reading = new LedgerDatabase(access, new ReentrantLock());
        this.shared = access.isShared();
        this.clock = clock;
    }

    /** Writes an order down. */
    public void add(Order.Kind kind, String sender, String mail, String who) throws IOException {
        writing.call(database -> {
            if (shared) {
                inTurn(database);
            }
            PreparedStatement insert = database.statement(LedgerTables.ORDER);
            insert.setString(1, kind.name());
            insert.setString(2, sender);
            insert.setString(3, mail);
            insert.setLong(4, clock.millis());
            insert.setString(5, who);
            insert.executeUpdate();
            database.commit();
            return kind;
        });
    }

    /** Waits until no other gateway writes what has a number; up to the commit. */
    static void inTurn(LedgerDatabase database) throws SQLException {
        try (ResultSet turn = database.statement(LedgerTables.IN_TURN).executeQuery()) {
            turn.next();
        }
    }

    /** All later orders, in their order. */
    public List<Order> after(long seq) throws IOException {
        return orders(LedgerTables.ORDERS, seq);
    }

    /** What still matters of earlier days: who is or was held, and which waiting mails are cancelled. */
    public List<Order> standing() throws IOException {
        return orders(LedgerTables.STANDING_ORDERS, -1);
    }

    /** The number of the latest order, 0 if there is none. */
    public long latest() throws IOException {
        return reading.call(database -> {
            try (ResultSet found = database.statement(LedgerTables.LATEST_ORDER).executeQuery()) {
                long latest = found.next() ? found.getLong(1) : 0;
                database.commit();
                return latest;
            }
        });
    }

    private List<Order> orders(String sql, long after) throws IOException {
        return reading.call(database -> {
            PreparedStatement select = database.statement(sql);
            select.setLong(1, after);
            List<Order> orders = new ArrayList<>();
            try (ResultSet found = select.executeQuery()) {
                while (found.next()) {
                    orders.add(new Order(found.getLong(1), Order.Kind.valueOf(found.getString(2)), found.getString(3),
                            found.getString(4), found.getLong(5), found.getString(6)));
                }
            }
            database.commit();
            return orders;
        });
    }

    @Override
    public void close() {
        reading.close();
    }
}
