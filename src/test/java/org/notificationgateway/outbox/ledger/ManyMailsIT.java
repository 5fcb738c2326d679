// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.notificationgateway.mail.ErasedAddress;
import org.notificationgateway.support.Effort;
import org.notificationgateway.support.PostgresServer;

/** Among very many mails one is found at once, and the newest of a recipient soon: five million in the long run. */
class ManyMailsIT {
    private static final int MAILS = Effort.of(20_000, 5_000_000);
    private static final int RECIPIENTS = MAILS / 200; // each has so many mails
    private static final int ROUNDS = 41;
    private static final Duration BY_ID = Duration.ofMillis(Effort.of(3, 10)); // to look at each of the few takes longer
    private static final Duration NEWEST = Duration.ofMillis(100);
    /** The number of a mail is in its token, its id and its recipient; every thousandth was given up, the last ten wait. */
    private static final String MAIL = "INSERT INTO notification_mail SELECT TOKEN, 'server', 'id-' || i, 0,"
            + " 'hash', 1700000000000 + i, 1, '<m@contoso.com>', '[{\"address\":\"USER\",\"state\":\"PENDING\",\"reason\":\"\"}]',"
            + " 0, 'http', 'desk', '', '', '[\"autumn\"]', 1700000000000 + i, 0, 0 FROM n";
    private static final String RECIPIENT = "INSERT INTO notification_recipient SELECT TOKEN, 'USER',"
            + " CASE WHEN i > " + (MAILS - 10) + " THEN 'WAITING' WHEN i % 1000 = 0 THEN 'GIVEN_UP' ELSE 'DELIVERED' END,"
            + " CASE WHEN i % 1000 = 0 THEN '550 5.1.1 no such user' ELSE '250 2.0.0 Ok: queued as ' || i END,"
            + " 1700000000000 + i, 1, 0 FROM n";
    private static final String EVENTS = "INSERT INTO notification_event (mail, type, recipient, reply, at, attempts, next_at)"
            + " SELECT TOKEN, 'accepted', '', '', 1700000000000 + i, 0, 0 FROM n";

    @TempDir
    private Path folder;

    @Test
    void inSqlite() throws Exception {
        Path file = folder.resolve("ledger.db");
        tryOut(LedgerAccess.ofFile(file), "jdbc:sqlite:" + file, "", "",
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < " + MAILS + ") ",
                "printf('%012x7000%016x', 1700000000000 + i, i)", "user' || (i * 7919 % " + RECIPIENTS + ") || '@example.com");
    }

    @Test
    void inPostgresql() throws Exception {
        try (PostgresServer server = new PostgresServer(folder)) {
            tryOut(LedgerAccess.ofUrl(server.url(), PostgresServer.USER, PostgresServer.PASSWORD),
                    server.url(), PostgresServer.USER, PostgresServer.PASSWORD,
                    "WITH n AS (SELECT generate_series(1, " + MAILS + ")::bigint AS i) ",
                    "lpad(to_hex(1700000000000 + i), 12, '0') || '7000' || lpad(to_hex(i), 16, '0')",
                    "user' || (i * 7919 % " + RECIPIENTS + ") || '@example.com");
        }
    }

    private static void tryOut(
            LedgerAccess access, String url, String user, String password, String numbers, String token, String address)
            throws Exception {
        try (Ledger ledger = new Ledger(access, Clock.systemUTC(), Duration.ofDays(7))) {
            ledger.open();
            try (Connection direct = DriverManager.getConnection(url, user, password); Statement fill = direct.createStatement()) {
                direct.setAutoCommit(false);
                for (String insert : new String[] {MAIL, RECIPIENT, EVENTS}) {
                    fill.execute(insert.replaceFirst("SELECT", numbers.replace("$", "\\$") + "SELECT")
                            .replace("TOKEN", token).replace("USER", address));
                }
                direct.commit();
                analyze(direct);
            }
            measure(ledger.reader(), access, "");
            erase(ledger, access);
            measure(ledger.reader(), access, " after it");
        }
    }

    private static void analyze(Connection direct) throws SQLException {
        direct.setAutoCommit(true);
        try (Statement analyze = direct.createStatement()) {
            if (direct.getMetaData().getURL().startsWith("jdbc:postgresql")) { // which does so by itself, after a while
                analyze.execute("VACUUM ANALYZE");
            }
        }
    }

    /** Somebody who has 200 mails, none of those that are asked for. */
    private static void erase(Ledger ledger, LedgerAccess access) throws IOException {
        ErasedAddress address = ErasedAddress.of("user" + (RECIPIENTS - 1) + "@example.com");
        List<String> mails = new ArrayList<>();
        long start = System.nanoTime();
        ledger.eraser().find(address, trace -> mails.add(trace.mail()));
        long found = System.nanoTime();
        assertEquals(MAILS / RECIPIENTS, mails.size());
        assertEquals(mails.size(), ledger.eraser().erase(address, mails).size());
        assertTrue(ledger.eraser().flush());
        long erased = System.nanoTime();
        System.out.printf(Locale.ROOT, "%s, %,d mails: looked through in %.1f s, %d mails of an address erased in %.0f ms%n",
                access.url().replaceFirst(":[^:]*$", ""), MAILS, (found - start) / 1e9, mails.size(), (erased - found) / 1e6);
        assertEquals(0, ledger.reader().list(new MailFilter(null, null, address.address(), null, null, null, null), 50).size());
    }

    private static void measure(LedgerReader reader, LedgerAccess access, String when) throws IOException {
        Times byId = times(i -> {
            MailRecord found = reader.find(new RequestKey("server", "id-" + (1 + (i + 1L) * 104_729 % MAILS))).orElseThrow();
            assertEquals(1, reader.events(found.row().mail()).size());
        });
        Times ofRecipient = times(i -> assertEquals(50, reader.list(new MailFilter(
                null, null, "User" + (i * 31 % (RECIPIENTS - 1)) + "@example.com", null, null, null, null), 50).size()));
        Times waiting = times(i -> assertEquals(10, reader.list(new MailFilter(
                null, Outcome.State.WAITING, null, null, null, null, null), 50).size()));
        Times givenUp = times(i -> assertEquals(Math.min(50, MAILS / 1000 - 1), Math.min(50, reader.list(new MailFilter(
                null, Outcome.State.GIVEN_UP, null, "no such", null, null, null), 50).size()), 1));
        Times newest = times(i -> assertEquals(50, reader.list(MailFilter.ALL, 50).size()));
        System.out.printf(Locale.ROOT, "%s, %,d mails%s: one by its id %.2f ms, newest 50 of a recipient %.2f ms,"
                        + " those that wait %.2f ms, newest given up %.2f ms, newest 50 %.2f ms%n",
                access.url().replaceFirst(":[^:]*$", ""), MAILS, when, byId.millis(), ofRecipient.millis(),
                waiting.millis(), givenUp.millis(), newest.millis());
        assertTrue(byId.undisturbed() <= BY_ID.toNanos(), byId + " by id");
        assertTrue(ofRecipient.undisturbed() <= NEWEST.toNanos(), ofRecipient + " for a recipient");
        assertTrue(waiting.undisturbed() <= NEWEST.toNanos(), waiting + " for those that wait");
    }

    private interface Look {
        void at(int round) throws IOException;
    }

    /**
     * In nanoseconds.
     *
     * @param undisturbed by whatever else the machine does: what a tenth of the questions took at most
     */
    private record Times(long undisturbed, long median) {
        double millis() {
            return median / 1e6;
        }
    }

    private static Times times(Look look) throws IOException {
        long[] times = new long[ROUNDS];
        for (int i = 0; i < ROUNDS; i++) {
            long start = System.nanoTime();
            look.at(i);
            times[i] = System.nanoTime() - start;
        }
        Arrays.sort(times);
        return new Times(times[ROUNDS / 10], times[ROUNDS / 2]);
    }
}
