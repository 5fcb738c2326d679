// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox.ledger;

import java.io.IOException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts the recipients that a destination was sent in any 24 hours, by five minutes, so that neither a restart nor another
 * gateway gives it more than the limit. Safe to share.
 */
public final class RecipientsOfTheDay {
    private static final Logger LOG = LoggerFactory.getLogger("gateway.delivery");
    private static final long DAY = Duration.ofDays(1).toMillis();
    private static final long SLOT = Duration.ofMinutes(5).toMillis();
    private static final long WAY = Duration.ofMinutes(1).toMillis(); // the server may count a mail later than we do
    private static final String LOCK = "SELECT pg_advisory_xact_lock(hashtext(?))";
    private static final String FORGET = "DELETE FROM notification_sent WHERE destination = ? AND slot <= ?";
    private static final String COUNT = "SELECT slot, recipients FROM notification_sent WHERE destination = ? ORDER BY slot";
    private static final String ADD = "INSERT INTO notification_sent (destination, slot, recipients) VALUES (?, ?, ?)"
            + " ON CONFLICT (destination, slot) DO UPDATE SET recipients = notification_sent.recipients + excluded.recipients";

    private final Ledger ledger;
    private final String destination;
    private final int limit;
    private volatile List<Slot> known = List.of();

    /** What was sent in a part of the day. */
    private record Slot(long number, int recipients) {
        /** When all of it is a day old. */
        long freeAt() {
            return (number + 1) * SLOT + WAY + DAY;
        }
    }

    /** @param destination in words */
    public RecipientsOfTheDay(Ledger ledger, String destination, int limit) {
        this.ledger = ledger;
        this.destination = destination;
        this.limit = limit;
    }

    /** How long until so many are free, and no mail before them, by what is known since one was last taken. */
    public Duration until(int count) {
        return until(known, Math.min(count, limit), ledger.now());
    }

    /** How long until one that was sent now is a day old. */
    public Duration round() {
        return Duration.ofMillis(DAY + SLOT / 2 + WAY);
    }

    /** In a day. */
    public int limit() {
        return limit;
    }

    /** Zero if so many were free and are taken; else how long until they are. A mail for more than the limit takes all of it. */
    public Duration take(int count) throws IOException {
        int wanted = Math.min(count, limit);
        return ledger.write(database -> {
            lock(database);
            long now = ledger.now();
            PreparedStatement forget = database.statement(FORGET);
            forget.setString(1, destination);
            forget.setLong(2, (now - DAY - WAY) / SLOT - 1);
            forget.executeUpdate();
            List<Slot> slots = slots(database);
            Duration wait = until(slots, wanted, now);
            if (wait.isZero()) {
                add(database, wanted, now);
                slots.add(new Slot(now / SLOT, wanted));
            }
            known = List.copyOf(slots);
            database.commit();
            return wait;
        });
    }

    private List<Slot> slots(LedgerDatabase database) throws SQLException {
        PreparedStatement count = database.statement(COUNT);
        count.setString(1, destination);
        List<Slot> slots = new ArrayList<>();
        try (ResultSet found = count.executeQuery()) {
            while (found.next()) {
                slots.add(new Slot(found.getLong(1), found.getInt(2)));
            }
        }
        return slots;
    }

    /** Adds up from the oldest on: when enough of them are a day old, there is room. */
    private Duration until(List<Slot> slots, int wanted, long now) {
        int sum = 0;
        for (Slot slot : slots) {
            sum += slot.freeAt() > now ? slot.recipients() : 0;
        }
        if (sum + wanted <= limit) {
            return Duration.ZERO;
        }
        for (Slot slot : slots) {
            sum -= slot.freeAt() > now ? slot.recipients() : 0;
            if (sum + wanted <= limit) {
                return Duration.ofMillis(Math.max(1, slot.freeAt() - now));
            }
        }
        return Duration.ofMillis(SLOT);
    }

    private void add(LedgerDatabase database, int count, long now) throws SQLException {
        PreparedStatement add = database.statement(ADD);
        add.setString(1, destination);
        add.setLong(2, now / SLOT);
        add.setInt(3, count);
        add.executeUpdate();
    }

    private void lock(LedgerDatabase database) throws SQLException {
        if (!ledger.isFile()) {
            PreparedStatement lock = database.statement(LOCK);
            lock.setString(1, destination);
            lock.executeQuery().close();
        }
    }

    /** Loses a few places of the day if the database is away: that is on the safe side. */
    public void giveBack(int count) {
        try {
            ledger.write(database -> {
                add(database, -count, ledger.now());
                database.commit();
                return count;
            });
        } catch (IOException e) {
            LOG.debug("{} places of {} could not be given back", count, destination, e);
        }
    }
}
