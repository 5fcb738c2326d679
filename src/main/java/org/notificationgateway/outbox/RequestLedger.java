// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
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
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Remembers which ids were used and for what content, so that a repeat is told from another request that bears the same
 * id. It guards nothing: that one id makes one mail is the broker's duplicate detection, which the ledger asks through
 * whoever stores. A row is written before the mail is sent and completed after; a crash between leaves a claim, which the next
 * request of that id settles.
 *
 * <p>Not thread-safe: one thread calls it, except {@link #forget} and {@link #check}.
 */
public final class RequestLedger implements AutoCloseable {
    private static final int FORGET_AT_ONCE = 1_000;
    // The embedded database keeps rows in the order they came in, and needs no index to find the oldest.
    private static final String FIRST = "SELECT claimed_at FROM notification_request ORDER BY _ROWID_ LIMIT 1";
    private static final String DELETE_FIRST =
            "DELETE FROM notification_request WHERE claimed_at < ? FETCH FIRST " + FORGET_AT_ONCE + " ROWS ONLY";
    private static final String OLDEST = "SELECT min(claimed_at) FROM notification_request";
    private static final String DELETE_OLDEST = "DELETE FROM notification_request WHERE (sender, id) IN (SELECT sender,"
            + " id FROM notification_request WHERE claimed_at < ? ORDER BY claimed_at LIMIT " + FORGET_AT_ONCE + ")";
    private static final TypeReference<List<Recipient>> RECIPIENTS = new TypeReference<>() {};
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private final LedgerAccess access;
    private final Clock clock;
    private final SortedMap<RequestKey, Row> notes = new TreeMap<>();
    private @Nullable Connection connection;

    public RequestLedger(LedgerAccess access, Clock clock) {
        this.access = access;
        this.clock = clock;
    }

    /**
     * What the ledger holds under one id.
     *
     * @param mail the accepted mail; null while the id is only claimed
     */
    record Row(String contentHash, @Nullable Acceptance mail) {
        boolean accepted() {
            return mail != null;
        }
    }

    /** Connects, and makes the table where it is missing. */
    public void open() throws SQLException {
        connection();
    }

    /**
     * Claims the ids that are free, and returns the rows of all of them; those of a shared database are locked. Must be
     * followed by {@link #complete} or {@link #abandon}.
     */
    SortedMap<RequestKey, Row> claim(SortedMap<RequestKey, Submission> submissions) throws SQLException {
        Connection open = connection();
        writeNotes(open);
        SortedMap<RequestKey, Row> rows = insert(open, submissions);
        open.commit(); // a claim must be there before the mail: else a crash leaves a mail whose content nobody knows
        notes.clear();
        if (access.isEmbedded()) { // what nobody else can reach needs no lock
            read(open, submissions.keySet().stream().filter(key -> !rows.containsKey(key)).toList(), "", rows);
        } else {
            read(open, submissions.keySet(), " FOR UPDATE", rows);
        }
        return rows;
    }

    /** The rows that were free until now. */
    private SortedMap<RequestKey, Row> insert(Connection open, SortedMap<RequestKey, Submission> submissions)
            throws SQLException {
        SortedMap<RequestKey, Row> free = new TreeMap<>();
        try (PreparedStatement insert = open.prepareStatement("INSERT INTO notification_request"
                + " (sender, id, content_hash, claimed_at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING")) {
            OffsetDateTime now = now();
            for (Submission submission : submissions.values()) {
                insert.setString(1, submission.key().sender());
                insert.setString(2, submission.key().id());
                insert.setString(3, submission.contentHash());
                insert.setObject(4, now);
                insert.addBatch();
            }
            int[] inserted = insert.executeBatch();
            int i = 0;
            for (Submission submission : submissions.values()) {
                if (inserted[i++] == 1) {
                    free.put(submission.key(), new Row(submission.contentHash(), null));
                }
            }
        }
        return free;
    }

    private static void read(
            Connection open, Collection<RequestKey> keys, String lock, SortedMap<RequestKey, Row> rows)
            throws SQLException {
        try (PreparedStatement select = open.prepareStatement("SELECT content_hash, message_id, recipients"
                + " FROM notification_request WHERE sender = ? AND id = ?" + lock)) {
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
    }

    /**
     * Notes what was accepted, and lets go of all rows. The embedded database gets it together with the next claims, or
     * by {@link #settle}: one commit instead of two.
     */
    void complete(SortedMap<RequestKey, Row> changed) throws SQLException {
        notes.putAll(changed);
        if (!access.isEmbedded()) {
            settle();
        }
    }

    /** Writes what was noted and is not yet in the database. */
    void settle() throws SQLException {
        if (!notes.isEmpty()) {
            Connection open = connection();
            writeNotes(open);
            open.commit();
            notes.clear();
        }
    }

    private void writeNotes(Connection open) throws SQLException {
        if (notes.isEmpty()) {
            return;
        }
        try (PreparedStatement update = open.prepareStatement("UPDATE notification_request"
                + " SET content_hash = ?, message_id = ?, recipients = ? WHERE sender = ? AND id = ?")) {
            for (var entry : notes.entrySet()) {
                Acceptance mail = entry.getValue().mail();
                update.setString(1, entry.getValue().contentHash());
                update.setString(2, mail == null ? null : mail.messageId());
                update.setString(3, mail == null ? null : json(mail.recipients()));
                update.setString(4, entry.getKey().sender());
                update.setString(5, entry.getKey().id());
                update.addBatch();
            }
            update.executeBatch();
        }
    }

    /** Lets go of all rows, whatever happened before; the claims stay. */
    void abandon() {
        try {
            if (connection != null) {
                connection.rollback();
            }
        } catch (SQLException e) {
            drop(); // the next claim opens another
        }
    }

    /** Forgets ids older than this, in small pieces, so that nobody waits long for a lock. */
    public void forget(Duration window) throws SQLException {
        try (Connection once = access.connect();
                PreparedStatement oldest = once.prepareStatement(access.isEmbedded() ? FIRST : OLDEST);
                PreparedStatement delete = once.prepareStatement(access.isEmbedded() ? DELETE_FIRST : DELETE_OLDEST)) {
            OffsetDateTime before = now().minus(window);
            delete.setObject(1, before);
            boolean more = true;
            while (more && isBefore(oldest, before)) {
                more = delete.executeUpdate() == FORGET_AT_ONCE;
            }
        }
    }

    private static boolean isBefore(PreparedStatement oldest, OffsetDateTime moment) throws SQLException {
        try (ResultSet found = oldest.executeQuery()) {
            OffsetDateTime claimed = found.next() ? found.getObject(1, OffsetDateTime.class) : null;
            return claimed != null && claimed.isBefore(moment);
        }
    }

    /** Returns when the database answers. */
    public void check() throws SQLException {
        try (Connection once = access.connect();
                Statement statement = once.createStatement()) {
            statement.execute("SELECT 1 FROM notification_request WHERE sender = '' AND id = ''");
        }
    }

    /** Writes what was noted, if it still can, and lets go of the database. */
    @Override
    public void close() {
        try {
            settle();
        } catch (SQLException e) {
            // the broker knows the ids nevertheless
        }
        drop();
    }

    private void drop() {
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
    private void makeTable(Connection open) throws SQLException {
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
            if (!access.isEmbedded()) { // the embedded one finds the oldest rows first without, and each index costs
                statement.execute("CREATE INDEX IF NOT EXISTS notification_request_claimed"
                        + " ON notification_request (claimed_at)");
            }
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
                    : new Acceptance(
                            Acceptance.Kind.ALREADY_ACCEPTED, messageId, MAPPER.readValue(recipients, RECIPIENTS));
        } catch (JsonProcessingException e) {
            throw new SQLException("a row of notification_request holds other recipients than the gateway writes");
        }
    }

    private static String json(List<Recipient> recipients) {
        try {
            return MAPPER.writeValueAsString(recipients);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("plain records can be written", e);
        }
    }
}
