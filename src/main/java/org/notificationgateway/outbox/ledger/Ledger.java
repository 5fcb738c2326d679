// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox.ledger;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Remembers each mail: which id it bears and for what content, so that a repeat is told from another request, and what
 * became of each of its recipients, so that whatever a crash leaves in the broker is not sent again. It alone says what is
 * a repeat; the broker's duplicate detection, by the mail's random token, guards only the moment between claim and
 * completion (decision 0015).
 *
 * <p>An id is claimed, the broker commits, the claim is completed; an outcome is written before the broker lets go of the
 * entry. One thread claims and completes; all else is safe to share.
 */
public final class Ledger implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("gateway.outbox");

    /** Of the tables that this version reads and writes. */
    public static final int FORMAT = LedgerTables.FORMAT;

    private static final String NEWER_THAN_ALL = "~";

    private final LedgerAccess access;
    private final Clock clock;
    private final Duration window;
    private final LedgerDatabase claims;
    private final LedgerDatabase outcomes;
    private final LedgerDatabase reading;
    private final LedgerReader reader;
    private final OrderBook orders;
    private final EventCursor relayed;
    private final Erasures erasures;
    private final Eraser eraser;
    private volatile String newestAtOpen = "";

    /** @param window how long an id is remembered: a later request of the same id is another mail */
    public Ledger(LedgerAccess access, Clock clock, Duration window) {
        this.access = access;
        this.clock = clock;
        this.window = window;
        ReentrantLock writing = new ReentrantLock(true);
        claims = new LedgerDatabase(access, writing);
        // A shared database locks rows; a claim that waits for another gateway's must hold up no outcome.
        outcomes = new LedgerDatabase(access, access.isShared() ? new ReentrantLock(true) : writing);
        reading = new LedgerDatabase(access, new ReentrantLock());
        reader = new LedgerReader(access);
        orders = new OrderBook(access, outcomes, clock);
        relayed = new EventCursor(access, outcomes);
        erasures = new Erasures(reading, outcomes, access.isShared());
        eraser = new Eraser(access, outcomes, erasures, clock);
    }

    /**
     * Connects, and makes the tables where they are missing. A file that is no database any more is set aside and a new
     * one begun: what was accepted lies in the broker, and a doubled mail is better than a lost one.
     */
    public void open() throws IOException {
        try {
            claims.call(LedgerDatabase::connection);
        } catch (LedgerException e) {
            if (e.isOfFormat()) {
                throw new LedgerFormatException(e);
            }
            if (!e.isDamage()) {
                throw e.isOfLibrary() ? new LedgerLibraryException(e) : e;
            }
            setAside(e);
            claims.call(LedgerDatabase::connection);
        }
        newestAtOpen = newest();
        try {
            erasures.open();
        } catch (IOException e) {
            LOG.debug("The key of erased recipients is read when it is needed", e); // the audit tells of the damage
        }
    }

    private String newest() {
        try {
            return reading.call(database -> {
                String newest;
                try (ResultSet found = database.statement(LedgerTables.NEWEST).executeQuery()) {
                    newest = found.next() ? found.getString(1) : null;
                }
                database.commit();
                return newest == null ? "" : newest;
            });
        } catch (IOException e) {
            return NEWER_THAN_ALL; // the audit tells of the damage
        }
    }

    /** Answers who asks for mails, beside all that is written. */
    public LedgerReader reader() {
        return reader;
    }

    /** By what erased recipients are known. */
    public Erasures erasures() {
        return erasures;
    }

    /** Takes addresses out of it. */
    public Eraser eraser() {
        return eraser;
    }

    /** How far events were handed on. */
    public EventCursor relayed() {
        return relayed;
    }

    /** When the first event happened that was not handed on, in milliseconds since 1970; 0 if all were. */
    public long notHandedOnSince() throws IOException {
        return reading.call(database -> {
            long since;
            try (ResultSet found = database.statement(LedgerTables.BEHIND).executeQuery()) {
                since = found.next() ? found.getLong(1) : 0;
            }
            database.commit();
            return since;
        });
    }

    /** What was ordered about waiting mail. */
    public OrderBook orders() {
        return orders;
    }

    /** True for a mail that this process alone has claimed, since it opened the ledger; false when in doubt. */
    public boolean isOurs(String mail) {
        return !access.isShared() && mail.compareTo(newestAtOpen) > 0; // tokens are in the order of time
    }

    /** Begins a new file; the damaged one is kept, and whoever repeats a request meanwhile is mailed again. */
    private void setAside(LedgerException damage) throws IOException {
        Path file = access.file();
        if (file == null) {
            throw damage;
        }
        close();
        Path kept = file.resolveSibling(file.getFileName() + ".damaged-" + clock.millis());
        for (String part : List.of("", "-wal", "-shm")) {
            Path one = file.resolveSibling(file.getFileName() + part);
            if (Files.exists(one)) {
                Files.move(one, kept.resolveSibling(kept.getFileName() + part));
            }
        }
        LOG.error("{} is damaged ({}) and was set aside as {}: ids used before are not known any more, a repeat of such a"
                + " request is mailed again", access, damage.getMessage(), kept);
    }

    /**
     * Claims the ids that are free, and returns the latest row of all of them. Must be followed by {@link #complete} or
     * {@link #abandon}: until then no other gateway decides about the same ids.
     */
    public SortedMap<RequestKey, LedgerRow> claim(SortedMap<RequestKey, Claim> wanted) throws IOException {
        try {
            return claims.call(database -> claim(database, wanted));
        } catch (LedgerException e) {
            if (e.isDamage()) {
                setAside(e);
            }
            return claims.call(database -> claim(database, wanted)); // perhaps a connection that broke unused
        }
    }

    private SortedMap<RequestKey, LedgerRow> claim(
            LedgerDatabase database, SortedMap<RequestKey, Claim> wanted) throws SQLException {
        SortedMap<RequestKey, LedgerRow> rows = new TreeMap<>();
        for (Claim claim : wanted.values()) {
            rows.put(claim.key(), newClaim(claim, 0));
        }
        Collection<RequestKey> look = insert(database, rows.values());
        if (access.isShared()) {
            look = List.copyOf(rows.keySet()); // to lock them, those just claimed too
        }
        while (!look.isEmpty()) {
            List<LedgerRow> next = new ArrayList<>();
            for (RequestKey key : look) {
                LedgerRow latest = latest(database, key);
                rows.put(key, latest);
                if (isOver(latest)) {
                    next.add(newClaim(wanted.get(key), latest.generation() + 1));
                }
            }
            if (next.isEmpty()) {
                break;
            }
            insert(database, next);
            look = access.isShared() ? look : next.stream().map(LedgerRow::key).toList();
        }
        if (!access.isShared()) {
            database.commit(); // a look that stays open could not be followed by a write
        }
        return rows;
    }

    private LedgerRow newClaim(Claim claim, int generation) {
        return LedgerRow.claim(claim, MailToken.next(clock.instant()), generation, clock.millis());
    }

    /** True for a row that binds nobody any more. */
    private boolean isOver(LedgerRow row) {
        if (!row.isSound()) {
            LOG.error("the ledger's row of {}/{} is damaged: a repeat of that request is mailed again",
                    row.key().sender(), row.key().id());
            return true;
        }
        return row.claimedAt() < clock.instant().minus(window).toEpochMilli();
    }

    /** Inserts and commits, so that no crash leaves a mail whose content nobody knows; returns what was there already. */
    private static List<RequestKey> insert(LedgerDatabase database, Collection<LedgerRow> rows) throws SQLException {
        if (rows.isEmpty()) {
            return List.of();
        }
        PreparedStatement insert = database.statement(LedgerTables.CLAIM);
        for (LedgerRow row : rows) {
            insert.setString(1, row.mail());
            insert.setString(2, row.key().sender());
            insert.setString(3, row.key().id());
            insert.setInt(4, row.generation());
            insert.setString(5, row.contentHash());
            insert.setLong(6, row.claimedAt());
            insert.setInt(7, 0);
            insert.setString(8, row.messageId());
            insert.setString(9, row.recipients());
            insert.setLong(10, row.checksum());
            insert.setString(11, row.arrival().door());
            insert.setString(12, row.arrival().caller());
            insert.setString(13, row.arrival().trace());
            insert.setString(14, row.arrival().supersedes());
            insert.setString(15, row.arrival().tags());
            insert.setLong(16, row.arrival().acceptedAt());
            insert.setLong(17, row.arrival().notBefore());
            insert.setLong(18, row.arrival().expiresAt());
            insert.addBatch();
        }
        int[] counts = insert.executeBatch();
        database.commit();
        List<RequestKey> used = new ArrayList<>();
        int i = 0;
        for (LedgerRow row : rows) {
            if (counts[i++] == 0) {
                used.add(row.key());
            }
        }
        return used;
    }

    /** In a shared database the row is locked until the claim ends. */
    private LedgerRow latest(LedgerDatabase database, RequestKey key) throws SQLException {
        PreparedStatement select =
                database.statement(access.isShared() ? LedgerTables.LATEST + " FOR UPDATE" : LedgerTables.LATEST);
        select.setString(1, key.sender());
        select.setString(2, key.id());
        try (ResultSet found = select.executeQuery()) {
            if (!found.next()) {
                throw new SQLException("the row just claimed is gone"); // forgotten in this very moment
            }
            return LedgerRow.of(found);
        }
    }

    /** Notes what was accepted, and lets go of all rows. */
    public void complete(Collection<LedgerRow> rows) throws IOException {
        claims.call(database -> {
            PreparedStatement update = database.statement(LedgerTables.ACCEPT);
            for (LedgerRow row : rows) {
                update.setString(1, row.contentHash());
                update.setString(2, row.messageId());
                update.setString(3, row.recipients());
                update.setLong(4, row.checksum());
                update.setString(5, row.mail());
                update.addBatch();
            }
            update.executeBatch();
            writer(database).accepted(rows);
            database.commit();
            return rows;
        });
    }

    /** Lets go of all rows, whatever happened before; the claims stay. */
    public void abandon() {
        claims.rollback();
    }

    /** Writes what became of recipients; what is final stays. */
    public void settle(Collection<Outcome> settled) throws IOException {
        outcomes.call(database -> {
            writer(database).settled(settled);
            database.commit();
            return settled;
        });
    }

    private StateWriter writer(LedgerDatabase database) {
        return new StateWriter(database, access.isShared(), erasures, clock.millis());
    }

    /** What finally became of a mail's recipients, by address; whoever is not named waits, or is not known. */
    public Map<String, Outcome> outcomes(String mail) throws IOException {
        return reading.call(database -> {
            Map<String, Outcome> known = outcomes(database, mail);
            database.commit(); // a look that stays open would keep SQLite's log from being emptied
            return known;
        });
    }

    private static Map<String, Outcome> outcomes(LedgerDatabase database, String mail) throws SQLException {
        PreparedStatement select = database.statement(LedgerTables.OUTCOMES);
        select.setString(1, mail);
        Map<String, Outcome> known = new HashMap<>();
        try (ResultSet found = select.executeQuery()) {
            while (found.next()) {
                Outcome.State state = Outcome.State.read(found.getString(2));
                known.put(found.getString(1), new Outcome(
                        mail, found.getString(1), state, found.getString(3), found.getInt(4), found.getLong(5)));
            }
        }
        return known;
    }

    /** Before a dead letter is sent again: its recipients wait from now on. */
    public void reopen(String mail, Collection<String> recipients) throws IOException {
        outcomes.call(database -> {
            writer(database).reopened(mail, recipients);
            database.commit();
            return recipients;
        });
    }

    /** A mail by its token, null if it is not known. */
    public @Nullable LedgerRow row(String mail) throws IOException {
        return reading.call(database -> {
            LedgerRow row = row(database, mail);
            database.commit();
            return row;
        });
    }

    private static @Nullable LedgerRow row(LedgerDatabase database, String mail) throws SQLException {
        PreparedStatement select = database.statement(LedgerTables.MAIL);
        select.setString(1, mail);
        try (ResultSet found = select.executeQuery()) {
            return found.next() ? LedgerRow.of(found) : null;
        }
    }

    /** True if each recipient has the mail or was dropped by an operator, so that no queue holds it. */
    public boolean isSettled(String mail) throws IOException {
        return reading.call(database -> {
            LedgerRow row = row(database, mail);
            Map<String, Outcome> known = outcomes(database, mail);
            database.commit();
            return row != null && row.addressees().stream().map(known::get).allMatch(outcome -> outcome != null
                    && (outcome.state().isDone() || outcome.state() == Outcome.State.DROPPED
                            || outcome.state() == Outcome.State.CANCELLED));
        });
    }

    /**
     * Forgets mails that were accepted so long ago, in pieces, so that nobody waits long for a lock.
     *
     * @param age at least the time for which ids are remembered
     */
    public void forget(Duration age) throws IOException {
        long before = clock.instant().minus(age).toEpochMilli();
        for (String last = ""; last != null; ) {
            LedgerPage page = page(last);
            List<LedgerRow> old = page.rows().stream().filter(row -> row.arrival().acceptedAt() < before).toList();
            outcomes.call(database -> {
                for (String sql : LedgerTables.FORGET) {
                    PreparedStatement delete = database.statement(sql);
                    for (LedgerRow row : old) {
                        delete.setString(1, row.mail());
                        delete.addBatch();
                    }
                    delete.executeBatch();
                }
                database.commit();
                return old;
            });
            last = old.isEmpty() ? null : page.last(); // tokens are in the order of time
        }
        outcomes.call(database -> {
            PreparedStatement delete = database.statement(LedgerTables.FORGET_ORDERS);
            delete.setLong(1, before);
            delete.executeUpdate();
            database.commit();
            return before;
        });
    }

    /** Mails in the order of their tokens, with what became of them. */
    public record LedgerPage(List<LedgerRow> rows, Map<String, Map<String, Outcome>> outcomes) {
        /** Where the next page goes on, null after the last. */
        public @Nullable String last() {
            return rows.isEmpty() ? null : rows.get(rows.size() - 1).mail();
        }
    }

    /** Up to a thousand mails after this one. */
    public LedgerPage page(String after) throws IOException {
        return reading.call(database -> {
            List<LedgerRow> rows = new ArrayList<>();
            PreparedStatement select = database.statement(LedgerTables.PAGE);
            select.setString(1, after);
            try (ResultSet found = select.executeQuery()) {
                while (found.next()) {
                    rows.add(LedgerRow.of(found));
                }
            }
            Map<String, Map<String, Outcome>> known = new HashMap<>();
            for (LedgerRow row : rows) {
                known.put(row.mail(), outcomes(database, row.mail()));
            }
            database.commit();
            return new LedgerPage(rows, known);
        });
    }

    /** Lets the ids of lost mails be used again: whoever repeats such a request is mailed. */
    public void free(Collection<String> mails) throws IOException {
        outcomes.call(database -> {
            for (String mail : mails) {
                PreparedStatement update = database.statement(LedgerTables.FREE_ID);
                update.setString(1, mail);
                update.executeUpdate();
            }
            database.commit();
            return mails;
        });
    }

    /** What SQLite finds wrong with its file, empty if nothing; a shared database looks after itself. */
    public List<String> damage() throws IOException {
        if (access.isShared()) {
            return List.of();
        }
        return reading.call(database -> {
            List<String> found = new ArrayList<>();
            try (var pragma = database.connection().createStatement();
                    ResultSet lines = pragma.executeQuery("PRAGMA integrity_check(100)")) {
                while (lines.next()) {
                    if (!lines.getString(1).equals("ok")) {
                        found.add(lines.getString(1));
                    }
                }
            }
            database.commit();
            return found;
        });
    }

    /** How many recipients a waiting mail of a sender has, on average; 0 if none waits. */
    public double recipientsOfAWaitingMail(String sender) throws IOException {
        return reading.call(database -> {
            PreparedStatement select = database.statement(LedgerTables.WAITING);
            select.setString(1, sender);
            double each = 0;
            try (ResultSet rows = select.executeQuery()) {
                if (rows.next() && rows.getLong(2) > 0) {
                    each = rows.getLong(1) / (double) rows.getLong(2);
                }
            }
            database.commit();
            return each;
        });
    }

    /**
     * When mails of a sender that wait were accepted, and when they expire: those that do within a time.
     *
     * @return pairs of milliseconds since 1970, at most 100,000
     */
    public List<long[]> expiring(String sender, long from, long to) throws IOException {
        return reading.call(database -> {
            PreparedStatement select = database.statement(LedgerTables.EXPIRING);
            select.setString(1, sender);
            select.setLong(2, from);
            select.setLong(3, to);
            List<long[]> found = new ArrayList<>();
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    found.add(new long[] {rows.getLong(1), rows.getLong(2)});
                }
            }
            database.commit();
            return found;
        });
    }

    /** Writes what is neither a claim nor an outcome, beside the outcomes. */
    <T> T write(LedgerDatabase.Work<T> work) throws IOException {
        return outcomes.call(work);
    }

    long now() {
        return clock.millis();
    }

    /** How to reach its database. */
    public LedgerAccess access() {
        return access;
    }

    /** True if it is a file of this gateway alone. */
    public boolean isFile() {
        return !access.isShared();
    }

    /** Returns when it can be asked. */
    public void check() throws IOException {
        outcomes("");
    }

    @Override
    public void close() {
        reader.close();
        eraser.close();
        orders.close();
        relayed.close();
        reading.close();
        outcomes.close();
        claims.close();
    }

    @Override
    public String toString() {
        return access.toString();
    }
}
