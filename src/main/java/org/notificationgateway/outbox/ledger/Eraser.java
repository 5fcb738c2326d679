// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox.ledger;

import java.io.IOException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.notificationgateway.mail.ErasedAddress;

/**
 * Takes an address out of all that the ledger knows of mails: each mail in one transaction, so that a crash leaves it as it was
 * or done. It looks through all of it in pieces, since an address may also stand in a server's reply or in a tag. Safe to share.
 */
public final class Eraser implements AutoCloseable {
    /** A claim that is younger may still be on its way into the outbox: that request has just come. */
    private static final Duration ON_ITS_WAY = Duration.ofMinutes(10);
    private static final String END = "~"; // behind all tokens
    private static final String NOTHING = "";

    private final LedgerDatabase looking;
    private final LedgerDatabase writing;
    private final boolean shared;
    private final Erasures erasures;
    private final Clock clock;

    /**
     * What the ledger knows of an address in one mail.
     *
     * @param recipients 1 for a recipient, 0 if the address stands in other texts alone
     * @param waiting true if the mail is still to be delivered to it
     * @param queued true if somebody waits for the mail, whoever it is
     * @param held true if a queue may hold it, the dead letters among them
     */
    public record Trace(
            String mail, String sender, int recipients, int events, int texts, boolean waiting, boolean queued, boolean held) {}

    Eraser(LedgerAccess access, LedgerDatabase writing, Erasures erasures, Clock clock) {
        looking = new LedgerDatabase(access, new ReentrantLock());
        this.writing = writing;
        shared = access.isShared();
        this.erasures = erasures;
        this.clock = clock;
    }

    /** Takes what is known of one mail. */
    @FunctionalInterface
    public interface Taker {
        void take(Trace trace) throws IOException;
    }

    /** Tells of each mail that names the address, oldest first. */
    public void find(ErasedAddress address, Taker taker) throws IOException {
        for (String after = NOTHING; after != null; ) {
            String from = after;
            String end = looking.call(database -> end(database, from));
            List<Trace> traces = looking.call(database -> traces(database, address, from, end == null ? END : end));
            for (Trace trace : traces) {
                taker.take(trace);
            }
            after = end;
        }
    }

    private static @Nullable String end(LedgerDatabase database, String after) throws SQLException {
        PreparedStatement select = database.statement(LedgerTables.END_OF_PIECE);
        select.setString(1, after);
        try (ResultSet found = select.executeQuery()) {
            return found.next() ? found.getString(1) : null;
        }
    }

    private List<Trace> traces(LedgerDatabase database, ErasedAddress address, String after, String end)
            throws SQLException, IOException {
        String like = "%" + address.local().replace("!", "!!").replace("%", "!%").replace("_", "!_") + "%";
        PreparedStatement select = database.statement(LedgerTables.NAMING);
        int place = 1;
        for (int texts : new int[] {3, 2, 2}) {
            select.setString(place++, after);
            select.setString(place++, end);
            for (int i = 0; i < texts; i++) {
                select.setString(place++, like);
            }
        }
        List<String> mails = new ArrayList<>();
        try (ResultSet found = select.executeQuery()) {
            while (found.next()) {
                mails.add(found.getString(1));
            }
        }
        List<Trace> traces = new ArrayList<>();
        for (String mail : mails) {
            Trace trace = new Work(database, address, mail, false).done();
            if (trace != null) {
                traces.add(trace);
            }
        }
        database.commit();
        return traces;
    }

    /** Takes the address out of some mails; returns what was there. */
    public List<Trace> erase(ErasedAddress address, Collection<String> mails) throws IOException {
        erasures.prepare();
        return writing.call(database -> {
            List<Trace> done = new ArrayList<>();
            for (String mail : mails) {
                Trace trace = new Work(database, address, mail, true).done();
                if (trace != null) {
                    done.add(trace);
                }
                if (shared) {
                    database.commit(); // locks of one mail at a time, so that nobody waits in a ring
                }
            }
            database.commit();
            return done;
        });
    }

    /**
     * Writes all into SQLite's file and empties the log beside it, where old pages would stay; false if somebody reads them
     * just now.
     */
    public boolean flush() throws IOException {
        return shared || writing.call(database -> {
            database.commit();
            database.connection().setAutoCommit(true);
            try (ResultSet busy = database.statement(LedgerTables.EMPTY_LOG).executeQuery()) {
                return busy.next() && busy.getInt(1) == 0;
            } finally {
                database.connection().setAutoCommit(false);
            }
        });
    }

    /** One mail, in the order in which all others lock rows: mail, recipients, the turn of events. */
    private final class Work {
        private final LedgerDatabase database;
        private final ErasedAddress address;
        private final String mail;
        private final boolean change;
        private int recipients;
        private int events;
        private int texts;
        private boolean waiting;
        private boolean queued;
        private boolean held;

        Work(LedgerDatabase database, ErasedAddress address, String mail, boolean change) {
            this.database = database;
            this.address = address;
            this.mail = mail;
            this.change = change;
        }

        private PreparedStatement select(String sql, boolean lock) throws SQLException {
            PreparedStatement select = database.statement(lock && shared && change ? sql + LedgerTables.LOCKED : sql);
            select.setString(1, mail);
            return select;
        }

        @Nullable Trace done() throws SQLException, IOException {
            LedgerRow row;
            try (ResultSet found = select(LedgerTables.MAIL, true).executeQuery()) {
                if (!found.next()) {
                    return null;
                }
                row = LedgerRow.of(found);
            }
            if (!row.accepted() && row.claimedAt() > clock.instant().minus(ON_ITS_WAY).toEpochMilli()) {
                return null;
            }
            mail(row);
            recipients();
            if (shared && change) {
                OrderBook.inTurn(database);
            }
            events();
            return recipients + events + texts == 0
                    ? null
                    : new Trace(mail, row.key().sender(), Math.min(1, recipients), events, texts, waiting, queued, held);
        }

        private void mail(LedgerRow row) throws SQLException, IOException {
            List<Recipient> everybody = new ArrayList<>(row.everybody());
            boolean named = everybody.removeIf(one -> address.is(one.address()));
            everybody.replaceAll(one -> new Recipient(one.address(), one.state(), address.masked(one.reason())));
            Arrival old = row.arrival();
            Arrival how = new Arrival(old.door(), old.caller(), old.trace(), address.masked(old.supersedes()).equals(old.supersedes())
                    ? old.supersedes() : NOTHING, address.masked(old.tags()), old.acceptedAt(), old.notBefore(), old.expiresAt());
            recipients += named ? 1 : 0;
            if (named && change) {
                everybody.add(new Recipient(pseudonym(), Recipient.State.SUPPRESSED, Erasures.REASON));
            }
            boolean other = !how.equals(old) || !named && !everybody.equals(row.everybody());
            texts += other ? 1 : 0;
            if (!change || !named && !other) {
                return;
            }
            LedgerRow after = row.rewritten(named ? erasures.content(row.contentHash()) : row.contentHash(), everybody, how);
            PreparedStatement update = database.statement(LedgerTables.ERASE_MAIL);
            update.setString(1, after.contentHash());
            update.setString(2, after.recipients());
            update.setLong(3, after.checksum());
            update.setString(4, how.tags());
            update.setString(5, how.supersedes());
            update.setString(6, mail);
            update.executeUpdate();
            if (named) {
                PreparedStatement state = database.statement(LedgerTables.WAIT);
                StateWriter.set(state, new Outcome(mail, pseudonym(), Outcome.State.SUPPRESSED, Erasures.REASON), clock.millis());
                state.executeBatch();
            }
        }

        private String pseudonym() throws IOException {
            return erasures.pseudonym(mail, address.address());
        }

        private void recipients() throws SQLException {
            List<String[]> known = new ArrayList<>();
            try (ResultSet found = select(LedgerTables.RECIPIENTS, true).executeQuery()) {
                while (found.next()) {
                    known.add(new String[] {found.getString(1), found.getString(2), found.getString(3)});
                }
            }
            queued = known.isEmpty(); // a crash came before the note of its acceptance
            held = queued;
            for (String[] one : known) {
                boolean waits = one[1].equals(Outcome.State.WAITING.name());
                queued |= waits;
                held |= queued || one[1].equals(Outcome.State.GIVEN_UP.name());
                if (address.is(one[0])) {
                    recipients++;
                    waiting |= waits;
                    change(LedgerTables.ERASE_RECIPIENT, mail, one[0]);
                } else if (!address.masked(one[2]).equals(one[2])) {
                    texts++;
                    change(LedgerTables.ERASE_REPLY, address.masked(one[2]), mail, one[0]);
                }
            }
        }

        private void change(String sql, String... values) throws SQLException {
            if (change) {
                PreparedStatement update = database.statement(sql);
                for (int i = 0; i < values.length; i++) {
                    update.setString(i + 1, values[i]);
                }
                update.executeUpdate();
            }
        }

        private void events() throws SQLException, IOException {
            List<MailEvent> known = new ArrayList<>();
            try (ResultSet found = select(LedgerTables.EVENTS, false).executeQuery()) {
                while (found.next()) {
                    known.add(LedgerReader.event(found));
                }
            }
            for (MailEvent one : known) {
                boolean own = address.is(one.recipient());
                String reply = own ? NOTHING : address.masked(one.reply());
                if (own || !reply.equals(one.reply())) {
                    events++;
                    if (change) {
                        PreparedStatement update = database.statement(LedgerTables.ERASE_EVENT);
                        update.setString(1, own ? pseudonym() : one.recipient());
                        update.setString(2, reply);
                        update.setLong(3, one.seq());
                        update.executeUpdate();
                    }
                }
            }
        }
    }

    @Override
    public void close() {
        looking.close();
    }
}
