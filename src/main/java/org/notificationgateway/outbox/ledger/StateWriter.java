// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox.ledger;

import java.io.IOException;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Writes where recipients stand, and one event for each change in the transaction that makes it, so that nobody who reads
 * events learns less or other than who reads states. One thread at a time; its caller commits.
 */
final class StateWriter {
    private static final String DEFERRED = "deferred";
    private static final String RESENT = "resent";
    private static final String NUL = "\0"; // which PostgreSQL does not take

    private final LedgerDatabase database;
    private final boolean shared;
    private final Erasures erasures;
    private final long now;
    private final List<String> accepted = new ArrayList<>(); // mails
    private final List<Event> events = new ArrayList<>();

    /** What is told of a recipient. */
    private record Event(String mail, String type, String recipient, String reply, int attempts, long nextAt) {}

    /** @param shared true if others write events at the same time */
    StateWriter(LedgerDatabase database, boolean shared, Erasures erasures, long now) {
        this.database = database;
        this.shared = shared;
        this.erasures = erasures;
        this.now = now;
    }

    /** The broker has these mails: everybody waits whom the policy has not taken out. */
    void accepted(Collection<LedgerRow> rows) throws SQLException {
        PreparedStatement insert = database.statement(LedgerTables.WAIT);
        for (LedgerRow row : rows) {
            accepted.add(row.mail());
            for (Recipient one : recipients(row)) {
                boolean suppressed = one.state() == Recipient.State.SUPPRESSED;
                set(insert, new Outcome(row.mail(), one.address(),
                        suppressed ? Outcome.State.SUPPRESSED : Outcome.State.WAITING, one.reason(), 0,
                        suppressed ? 0 : row.arrival().notBefore()), row.arrival().acceptedAt());
                if (suppressed) {
                    events.add(new Event(row.mail(), Outcome.State.SUPPRESSED.word(), one.address(), one.reason(), 0, 0));
                }
            }
        }
        insert.executeBatch();
        tell();
        for (LedgerRow row : rows) {
            if (!row.arrival().supersedes().isEmpty()) {
                supersede(row);
            }
        }
    }

    /** In its turn, so that of two mails with a key that gateways accept at the same time one is seen by the other. */
    private void supersede(LedgerRow row) throws SQLException {
        PreparedStatement cancel = database.statement(LedgerTables.SUPERSEDE);
        cancel.setLong(1, now);
        cancel.setString(2, "superseded by " + row.key().id());
        setKey(cancel, 3, row);
        cancel.executeUpdate();
        PreparedStatement forget = database.statement(LedgerTables.FORGET_KEY);
        setKey(forget, 1, row);
        forget.executeUpdate();
    }

    private static void setKey(PreparedStatement statement, int first, LedgerRow row) throws SQLException {
        for (int place = first; place < first + 4; place += 2) {
            statement.setString(place, row.key().sender());
            statement.setString(place + 1, row.arrival().supersedes());
        }
    }

    private static List<Recipient> recipients(LedgerRow row) {
        try {
            return row.everybody();
        } catch (IOException e) {
            return List.of(); // what is damaged is told elsewhere
        }
    }

    /** What became of recipients. Who was erased is not written down again. */
    void settled(Collection<Outcome> all) throws SQLException, IOException {
        know(all.stream().map(Outcome::mail).distinct().sorted().toList());
        List<Outcome> outcomes = new ArrayList<>(all);
        if (!shared) { // nobody else writes meanwhile
            outcomes.removeAll(erasures.among(database, all));
        }
        PreparedStatement insert = database.statement(LedgerTables.SETTLE);
        for (Outcome outcome : outcomes) {
            set(insert, outcome, now);
        }
        int[] changed = insert.executeBatch();
        List<Outcome> erased = shared ? erasedMeanwhile(outcomes) : List.of();
        int i = 0;
        for (Outcome outcome : outcomes) {
            if (changed[i++] != 0 && !erased.contains(outcome)) {
                String type = outcome.state() == Outcome.State.WAITING ? DEFERRED : outcome.state().word();
                events.add(new Event(
                        outcome.mail(), type, outcome.recipient(), outcome.reply(), outcome.attempts(), outcome.nextAt()));
            }
        }
        tell();
    }

    /** In the turn in which others erase, too: so each sees what the other has done. */
    private List<Outcome> erasedMeanwhile(List<Outcome> outcomes) throws SQLException, IOException {
        if (outcomes.isEmpty()) {
            return List.of();
        }
        OrderBook.inTurn(database);
        List<Outcome> erased = erasures.among(database, outcomes);
        PreparedStatement delete = database.statement(LedgerTables.ERASE_RECIPIENT);
        for (Outcome outcome : erased) {
            delete.setString(1, outcome.mail());
            delete.setString(2, outcome.recipient());
            delete.executeUpdate();
        }
        return erased;
    }

    /** A crash may have come between the broker's commit and the note of it. */
    private void know(List<String> mails) throws SQLException {
        PreparedStatement update = database.statement(LedgerTables.KNOW);
        for (String mail : mails) {
            update.setString(1, mail);
            update.addBatch();
        }
        int[] unknown = update.executeBatch();
        for (int i = 0; i < unknown.length; i++) {
            if (unknown[i] != 0) {
                accepted.add(mails.get(i));
            }
        }
    }

    /** These recipients wait again. */
    void reopened(String mail, Collection<String> recipients) throws SQLException {
        PreparedStatement update = database.statement(LedgerTables.REOPEN);
        for (String recipient : recipients) {
            update.setLong(1, now);
            update.setString(2, mail);
            update.setString(3, recipient);
            if (update.executeUpdate() != 0) {
                events.add(new Event(mail, RESENT, recipient, "", 0, 0));
            }
        }
        tell();
    }

    static void set(PreparedStatement insert, Outcome outcome, long at) throws SQLException {
        insert.setString(1, outcome.mail());
        insert.setString(2, outcome.recipient());
        insert.setString(3, outcome.state().name());
        insert.setString(4, outcome.reply().replace(NUL, ""));
        insert.setLong(5, at);
        insert.setInt(6, outcome.attempts());
        insert.setLong(7, outcome.nextAt());
        insert.addBatch();
    }

    /** Last of all, since others wait for their turn from here to the commit. */
    private void tell() throws SQLException {
        if (accepted.isEmpty() && events.isEmpty()) {
            return;
        }
        if (shared) {
            OrderBook.inTurn(database);
        }
        PreparedStatement first = database.statement(LedgerTables.ACCEPTED);
        for (String mail : accepted) {
            first.setString(1, mail);
            first.addBatch();
        }
        first.executeBatch();
        PreparedStatement insert = database.statement(LedgerTables.EVENT);
        for (Event event : events) {
            insert.setString(1, event.mail());
            insert.setString(2, event.type());
            insert.setString(3, event.recipient());
            insert.setString(4, event.reply().replace(NUL, ""));
            insert.setLong(5, now);
            insert.setInt(6, event.attempts());
            insert.setLong(7, event.nextAt());
            insert.addBatch();
        }
        insert.executeBatch();
    }
}
