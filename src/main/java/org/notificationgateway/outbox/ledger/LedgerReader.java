// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox.ledger;

import java.io.IOException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTransientException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingDeque;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.notificationgateway.outbox.ledger.MailRecord.RecipientRecord;

/**
 * Tells whoever asks what the ledger knows, over a few connections of its own: a long search holds up no delivery, and many
 * callers no other. Safe to share.
 */
public final class LedgerReader implements AutoCloseable {
    private static final int CONNECTIONS = 3;
    private static final int PATIENCE_SECONDS = 10;

    private final BlockingDeque<LedgerDatabase> idle = new LinkedBlockingDeque<>();
    private final List<LedgerDatabase> all = new ArrayList<>();

    LedgerReader(LedgerAccess access) {
        for (int i = 0; i < CONNECTIONS; i++) {
            LedgerDatabase database = new LedgerDatabase(access, new ReentrantLock());
            all.add(database);
            idle.add(database);
        }
    }

    /** The latest mail of that sender and id that was accepted. */
    public Optional<MailRecord> find(RequestKey key) throws IOException {
        return call(database -> {
            PreparedStatement select = database.statement(LedgerTables.LATEST_ACCEPTED);
            select.setString(1, key.sender());
            select.setString(2, key.id());
            return record(database, select);
        });
    }

    /** An accepted mail by its token. */
    public Optional<MailRecord> find(String mail) throws IOException {
        return call(database -> {
            PreparedStatement select = database.statement(LedgerTables.MAIL);
            select.setString(1, mail);
            return record(database, select).filter(found -> found.row().accepted());
        });
    }

    /** The newest of some mails first, so many at most. */
    public List<MailRecord> list(MailFilter filter, int limit) throws IOException {
        return call(database -> {
            List<Object> parameters = new ArrayList<>();
            PreparedStatement select = database.statement(filter.sql(parameters));
            parameters.add(limit);
            for (int i = 0; i < parameters.size(); i++) {
                select.setObject(i + 1, parameters.get(i));
            }
            List<String> mails = new ArrayList<>();
            try (ResultSet found = select.executeQuery()) {
                while (found.next()) {
                    mails.add(found.getString(1));
                }
            }
            List<MailRecord> records = new ArrayList<>(mails.size());
            for (String mail : mails) {
                PreparedStatement one = database.statement(LedgerTables.MAIL);
                one.setString(1, mail);
                record(database, one).ifPresent(records::add);
            }
            return records;
        });
    }

    /** What happened to a mail, in its order. */
    public List<MailEvent> events(String mail) throws IOException {
        return call(database -> {
            PreparedStatement select = database.statement(LedgerTables.EVENTS);
            select.setString(1, mail);
            return events(select);
        });
    }

    /**
     * What happened to mails after an event, so many at most.
     *
     * @param senders of the mails; null for all
     */
    public List<PublishedEvent> eventsAfter(long seq, int limit, @Nullable Collection<String> senders) throws IOException {
        return call(database -> {
            PreparedStatement select =
                    database.statement(senders == null ? LedgerTables.EVENTS_AFTER : LedgerTables.eventsOf(senders.size()));
            int place = 1;
            select.setLong(place++, seq);
            for (String sender : senders == null ? List.<String>of() : senders) {
                select.setString(place++, sender);
            }
            select.setInt(place, limit);
            return published(select);
        });
    }

    static List<PublishedEvent> published(PreparedStatement select) throws SQLException, IOException {
        List<PublishedEvent> events = new ArrayList<>();
        try (ResultSet found = select.executeQuery()) {
            while (found.next()) {
                events.add(new PublishedEvent(event(found), new RequestKey(found.getString(9), found.getString(10)),
                        RecipientsJson.readTags(found.getString(11)), found.getString(12)));
            }
        }
        return events;
    }

    private static List<MailEvent> events(PreparedStatement select) throws SQLException {
        List<MailEvent> events = new ArrayList<>();
        try (ResultSet found = select.executeQuery()) {
            while (found.next()) {
                events.add(event(found));
            }
        }
        return events;
    }

    static MailEvent event(ResultSet found) throws SQLException {
        return new MailEvent(
                found.getLong(1), found.getString(2), found.getString(3), found.getString(4), found.getString(5),
                found.getLong(6), found.getInt(7), found.getLong(8));
    }

    private static Optional<MailRecord> record(LedgerDatabase database, PreparedStatement select)
            throws SQLException, IOException {
        LedgerRow row;
        try (ResultSet found = select.executeQuery()) {
            if (!found.next()) {
                return Optional.empty();
            }
            row = LedgerRow.of(found);
        }
        Map<String, RecipientRecord> recipients = new LinkedHashMap<>();
        for (Recipient one : row.everybody()) { // whose order the table does not keep
            recipients.put(one.address(), new RecipientRecord(
                    one.address(), Outcome.State.WAITING, one.reason(), row.arrival().acceptedAt(), 0, 0));
        }
        PreparedStatement states = database.statement(LedgerTables.RECIPIENTS);
        states.setString(1, row.mail());
        try (ResultSet found = states.executeQuery()) {
            while (found.next()) {
                recipients.put(found.getString(1), new RecipientRecord(
                        found.getString(1), Outcome.State.read(found.getString(2)), found.getString(3), found.getLong(4),
                        found.getInt(5), found.getLong(6)));
            }
        }
        return Optional.of(new MailRecord(row, List.copyOf(recipients.values())));
    }

    private <T> T call(LedgerDatabase.Work<T> work) throws IOException {
        LedgerDatabase database = take();
        try {
            return database.call(open -> {
                T answer = work.with(open);
                open.commit(); // a look that stays open would keep SQLite's log from being emptied
                return answer;
            });
        } catch (IOException e) {
            database.rollback();
            throw e;
        } finally {
            idle.addFirst(database); // so that a quiet gateway keeps one connection
        }
    }

    private LedgerDatabase take() throws IOException {
        try {
            LedgerDatabase database = idle.pollFirst(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (database != null) {
                return database;
            }
            throw new LedgerException(new SQLTransientException("all connections are in use"));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** Closes the connections; the next call opens another. */
    @Override
    public void close() {
        all.forEach(LedgerDatabase::close);
    }
}
