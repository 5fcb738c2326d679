// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The ledger of gateways that share a broker: a table in their database. Rows are locked from look to completion, so
 * that two gateways do not decide about one id at the same time.
 *
 * <p>Not thread-safe: one thread calls it, except {@link #forget} and {@link #check}.
 */
public final class SqlLedger implements RequestLedger {
    private static final int FORGET_AT_ONCE = 1_000;

    private final LedgerAccess access;
    private final Clock clock;
    private @Nullable Connection connection;

    public SqlLedger(LedgerAccess access, Clock clock) {
        this.access = access;
        this.clock = clock;
    }

    /** Connects, and makes the table where it is missing. */
    @Override
    public void open() throws IOException {
        try {
            connection();
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    private static IOException failed(SQLException cause) {
        return new IOException(cause.getMessage(), cause);
    }

    @Override
    public SortedMap<RequestKey, Row> claim(SortedMap<RequestKey, Submission> submissions) throws IOException {
        try {
            Connection open = connection();
            insert(open, submissions.values());
            open.commit(); // a claim must be there before the mail: else a crash leaves a mail whose content nobody knows
            return lock(open, submissions.keySet());
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    private void insert(Connection open, Collection<Submission> submissions) throws SQLException {
        try (PreparedStatement insert = open.prepareStatement("INSERT INTO notification_request"
                + " (sender, id, content_hash, claimed_at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING")) {
            OffsetDateTime now = now();
            for (Submission submission : submissions) {
                insert.setString(1, submission.key().sender());
                insert.setString(2, submission.key().id());
                insert.setString(3, submission.contentHash());
                insert.setObject(4, now);
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    private SortedMap<RequestKey, Row> lock(Connection open, Collection<RequestKey> keys) throws SQLException {
        SortedMap<RequestKey, Row> rows = new TreeMap<>();
        try (PreparedStatement select = open.prepareStatement("SELECT content_hash, message_id, recipients"
                + " FROM notification_request WHERE sender = ? AND id = ? FOR UPDATE")) {
            for (RequestKey key : keys) {
                select.setString(1, key.sender());
                select.setString(2, key.id());
                try (ResultSet found = select.executeQuery()) {
                    if (!found.next()) {
                        throw new SQLException("the row just claimed is gone"); // forgotten in this very moment
                    }
                    rows.put(key, new Row(found.getString(1), mail(found.getString(2), found.getString(3))));
                }
            }
        }
        return rows;
    }

    @Override
    public void complete(SortedMap<RequestKey, Row> changed) throws IOException {
        try (PreparedStatement update = connection().prepareStatement("UPDATE notification_request"
                + " SET content_hash = ?, message_id = ?, recipients = ? WHERE sender = ? AND id = ?")) {
            for (var entry : changed.entrySet()) {
                Acceptance mail = entry.getValue().mail();
                update.setString(1, entry.getValue().contentHash());
                update.setString(2, mail == null ? null : mail.messageId());
                update.setString(3, mail == null ? null : RecipientsJson.write(mail.recipients()));
                update.setString(4, entry.getKey().sender());
                update.setString(5, entry.getKey().id());
                update.addBatch();
            }
            update.executeBatch();
            connection().commit();
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    @Override
    public void abandon() {
        try {
            if (connection != null) {
                connection.rollback();
            }
        } catch (SQLException e) {
            close(); // the next claim opens another
        }
    }

    @Override
    public void forget(Duration window) throws IOException {
        try (Connection once = access.connect();
                PreparedStatement delete = once.prepareStatement("DELETE FROM notification_request"
                        + " WHERE (sender, id) IN (SELECT sender, id FROM notification_request"
                        + " WHERE claimed_at < ? ORDER BY claimed_at LIMIT " + FORGET_AT_ONCE + ")")) {
            delete.setObject(1, now().minus(window));
            while (delete.executeUpdate() == FORGET_AT_ONCE) {
                // in small pieces, so that nobody waits long for a lock
            }
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    @Override
    public void check() throws IOException {
        try (Connection once = access.connect();
                Statement statement = once.createStatement()) {
            statement.execute("SELECT 1 FROM notification_request WHERE sender = '' AND id = ''");
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    @Override
    public void close() {
        Connection open = connection;
        connection = null;
        try {
            if (open != null) {
                open.close();
            }
        } catch (SQLException e) {
            // it was lost before
        }
    }

    @Override
    public String toString() {
        return access.toString();
    }

    private Connection connection() throws SQLException {
        Connection open = connection;
        if (open == null) {
            open = access.connect();
            makeTable(open);
            open.setAutoCommit(false);
            connection = open;
        }
        return open;
    }

    /** At each connection, since a shared database may have been away when this gateway started. */
    private static void makeTable(Connection open) throws SQLException {
        try (Statement statement = open.createStatement()) {
            statement.execute("""
                    CREATE TABLE IF NOT EXISTS notification_request (
                      sender VARCHAR(64) NOT NULL,
                      id VARCHAR(128) NOT NULL,
                      content_hash VARCHAR(64) NOT NULL,
                      claimed_at TIMESTAMP WITH TIME ZONE NOT NULL,
                      message_id VARCHAR(1000),
                      recipients VARCHAR,
                      PRIMARY KEY (sender, id))""");
            statement.execute("CREATE INDEX IF NOT EXISTS notification_request_claimed"
                    + " ON notification_request (claimed_at)");
        }
    }

    private OffsetDateTime now() {
        return clock.instant().atOffset(ZoneOffset.UTC);
    }

    private static @Nullable Acceptance mail(@Nullable String messageId, @Nullable String recipients)
            throws SQLException {
        try {
            return messageId == null || recipients == null
                    ? null
                    : new Acceptance(Acceptance.Kind.ALREADY_ACCEPTED, messageId, RecipientsJson.read(recipients));
        } catch (IOException e) {
            throw new SQLException("a row of notification_request holds other recipients than the gateway writes");
        }
    }
}
