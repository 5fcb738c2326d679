// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The ledger tells of each mail how it came, where its recipients stand, and what happened to it, in order. */
class MailRecordsTest {
    private static final Instant NOW = Instant.parse("2026-11-26T12:00:00Z");
    private static final String ANN = "ann@example.com";
    private static final String BOB = "Bob@example.com";

    @TempDir
    private Path folder;

    private Ledger ledger;

    @BeforeEach
    void open() throws IOException {
        ledger = new Ledger(LedgerAccess.ofFile(file()), Clock.fixed(NOW, ZoneOffset.UTC), Duration.ofDays(7));
        ledger.open();
    }

    private void reopenAt(Instant now) throws IOException {
        ledger.close();
        ledger = new Ledger(LedgerAccess.ofFile(file()), Clock.fixed(now, ZoneOffset.UTC), Duration.ofDays(7));
        ledger.open();
    }

    private Path file() {
        return folder.resolve("ledger.db");
    }

    @AfterEach
    void close() {
        ledger.close();
    }

    private LedgerRow claim(String sender, String id, Recipient... recipients) throws IOException {
        return claim(sender, id, "", recipients);
    }

    private LedgerRow claim(String sender, String id, String key, Recipient... recipients) throws IOException {
        Arrival arrival = Arrival.of(
                new Arrival.Origin("http", "desk", "", key), List.of("autumn", "a_b%\""), NOW, null, NOW.plusSeconds(60));
        Claim claim = new Claim(new RequestKey(sender, id), "hash", "<" + id + "@contoso.com>", List.of(recipients), arrival);
        return ledger.claim(new TreeMap<>(Map.of(claim.key(), claim))).get(claim.key()).known();
    }

    private String accept(String id, String... recipients) throws IOException {
        LedgerRow row = claim("server", id, Arrays.stream(recipients).map(Recipient::pending).toArray(Recipient[]::new));
        ledger.complete(List.of(row));
        return row.mail();
    }

    private MailRecord record(String mail) throws IOException {
        return ledger.reader().find(mail).orElseThrow();
    }

    private List<String> types(String mail) throws IOException {
        return ledger.reader().events(mail).stream()
                .map(event -> event.type() + (event.recipient().isEmpty() ? "" : " " + event.recipient())).toList();
    }

    private List<String> ids(MailFilter filter) throws IOException {
        return ledger.reader().list(filter, 10).stream().map(found -> found.row().key().id()).toList();
    }

    private static MailFilter filter(Outcome.State state, String recipient, String reply, String tag) {
        return new MailFilter(null, state, recipient, reply, tag, null, null);
    }

    @Test
    void aMailIsKnownOnceTheBrokerHasIt() throws IOException {
        LedgerRow row = claim("server", "1", Recipient.pending(ANN), Recipient.suppressed(BOB, "not in AllowedDomains"));
        assertTrue(ledger.reader().find(row.mail()).isEmpty());
        ledger.complete(List.of(row));
        MailRecord record = ledger.reader().find(new RequestKey("server", "1")).orElseThrow();
        assertEquals(Outcome.State.WAITING, record.state());
        assertEquals(List.of("http", "desk", "[autumn, a_b%\"]"), List.of(record.row().arrival().door(),
                record.row().arrival().caller(), record.row().arrival().allTags().toString()));
        assertEquals(List.of(ANN + " waiting ", BOB + " suppressed not in AllowedDomains"), record.recipients().stream()
                .map(one -> one.address() + " " + one.state().word() + " " + one.reply()).toList());
        assertEquals(List.of("accepted", "suppressed " + BOB), types(row.mail()));
        assertTrue(ledger.reader().find(new RequestKey("server", "2")).isEmpty());
    }

    @Test
    void eachChangeIsOneEventAndATruthToldAgainIsNone() throws IOException {
        String mail = accept("1", ANN, BOB);
        Outcome deferred = new Outcome(mail, ANN, Outcome.State.WAITING, "451 later", 1, NOW.toEpochMilli() + 30_000);
        ledger.settle(List.of(deferred, new Outcome(mail, BOB, Outcome.State.HANDED_OVER, "handed over", 1, 0)));
        assertEquals(NOW.toEpochMilli() + 30_000, record(mail).recipients().get(0).nextAt());
        Outcome delivered = new Outcome(mail, ANN, Outcome.State.DELIVERED, "250 ok queued as 4F1", 2, 0);
        ledger.settle(List.of(delivered));
        ledger.settle(List.of(new Outcome(mail, ANN, Outcome.State.DELIVERED, "settled before: 250 ok", 2, 0), deferred));
        assertEquals("250 ok queued as 4F1", record(mail).recipients().get(0).reply());
        assertEquals(Outcome.State.DELIVERED, record(mail).state());
        assertEquals(List.of("accepted", "deferred " + ANN, "handed-over " + BOB, "delivered " + ANN), types(mail));
        List<MailEvent> events = ledger.reader().events(mail);
        assertEquals(4, events.stream().map(MailEvent::id).distinct().count());
        assertEquals(2, events.get(3).attempts());
    }

    @Test
    void whatIsLostIsNoWordAgainstWhatIsKnown() throws IOException {
        String mail = accept("1", ANN, BOB);
        ledger.settle(List.of(new Outcome(mail, ANN, Outcome.State.DELIVERED, "250 ok")));
        ledger.settle(List.of(
                new Outcome(mail, ANN, Outcome.State.UNKNOWN, "lost"), new Outcome(mail, BOB, Outcome.State.UNKNOWN, "lost")));
        ledger.free(List.of(mail));
        assertEquals(List.of(Outcome.State.DELIVERED, Outcome.State.UNKNOWN),
                record(mail).recipients().stream().map(MailRecord.RecipientRecord::state).toList());
    }

    @Test
    void anOutcomeBeforeTheNoteOfTheAcceptanceComesAfterItAllTheSame() throws IOException {
        LedgerRow row = claim("server", "1", Recipient.pending(ANN), Recipient.pending(BOB));
        ledger.settle(List.of(new Outcome(row.mail(), ANN, Outcome.State.DELIVERED, "250 ok")));
        assertEquals(List.of("accepted", "delivered " + ANN), types(row.mail()));
        ledger.complete(List.of(row));
        assertEquals(List.of("accepted", "delivered " + ANN), types(row.mail()));
        assertEquals(List.of(Outcome.State.DELIVERED, Outcome.State.WAITING),
                record(row.mail()).recipients().stream().map(MailRecord.RecipientRecord::state).toList());
    }

    @Test
    void aResendIsAnEventAndItsRecipientsWait() throws IOException {
        String mail = accept("1", ANN, BOB);
        ledger.settle(List.of(new Outcome(mail, ANN, Outcome.State.GIVEN_UP, "550 no"), new Outcome(mail, BOB, Outcome.State.DELIVERED, "")));
        assertEquals(Outcome.State.GIVEN_UP, record(mail).state());
        ledger.reopen(mail, List.of(ANN));
        assertEquals(Outcome.State.WAITING, record(mail).state());
        assertEquals(Set.of(BOB), ledger.outcomes(mail).keySet());
        assertEquals("resent " + ANN, types(mail).get(3));
    }

    @Test
    void mailsAreFoundByWhatIsKnownOfThemNewestFirst() throws IOException {
        String first = accept("1", ANN);
        accept("2", BOB);
        accept("3", ANN, BOB);
        LedgerRow other = claim("agent", "4", Recipient.pending("carl@example.com"));
        ledger.complete(List.of(other));
        ledger.settle(List.of(new Outcome(first, ANN, Outcome.State.GIVEN_UP, "550 5.1.1 No such user_x")));

        List<String> newest = ledger.reader().list(MailFilter.ALL, 2).stream().map(one -> one.row().mail()).toList();
        assertEquals(2, newest.size());
        assertEquals(List.of("3", "1"), ids(filter(null, "ANN@example.com", null, null)).stream().sorted((a, b) -> b.compareTo(a)).toList());
        assertEquals(List.of("1"), ids(filter(Outcome.State.GIVEN_UP, null, null, null)));
        assertEquals(List.of("1"), ids(filter(null, null, "no SUCH user_", null)));
        assertEquals(List.of(), ids(filter(null, null, "no%such", null)));
        assertEquals(4, ids(filter(null, null, null, "a_b%\"")).size());
        assertEquals(List.of(), ids(filter(null, null, null, "axb%\"")));
        assertEquals(List.of("4"), ids(new MailFilter(List.of("agent", "hr"), null, null, null, null, null, null)));
        assertEquals(List.of(), ids(new MailFilter(List.of(), null, null, null, null, null, null)));
        assertEquals(4, ids(new MailFilter(null, null, null, null, null, NOW.toEpochMilli(), null)).size());
        assertEquals(List.of(), ids(new MailFilter(null, null, null, null, null, NOW.toEpochMilli() + 1, null)));
        assertEquals(2, ids(new MailFilter(null, null, null, null, null, null, newest.get(1))).size());
    }

    @Test
    void theNewestMailOfAKeyCancelsThoseThatStillWait() throws IOException {
        List<String> mails = new ArrayList<>();
        for (String id : List.of("1", "2", "3")) {
            LedgerRow row = claim("server", id, "badge-42", Recipient.pending(ANN));
            mails.add(row.mail());
            ledger.complete(List.of(row));
            if (id.equals("1")) {
                ledger.settle(List.of(new Outcome(row.mail(), ANN, Outcome.State.DELIVERED, "250 ok")));
            }
            reopenAt(NOW.plusMillis(mails.size())); // tokens of one moment are in no order
        }
        ledger.complete(List.of(claim("agent", "4", "badge-42", Recipient.pending(ANN))));
        assertEquals(List.of("CANCEL server " + mails.get(1) + " superseded by 3"), ledger.orders().after(0).stream()
                .map(order -> order.kind() + " " + order.sender() + " " + order.mail() + " " + order.who()).toList());
        assertEquals(1, ledger.orders().standing().size());
        ledger.settle(List.of(new Outcome(mails.get(1), ANN, Outcome.State.CANCELLED, "superseded by 3")));
        assertEquals(List.of(), ledger.orders().standing());
        ledger.settle(List.of(new Outcome(mails.get(0), ANN, Outcome.State.CANCELLED, "too late")));
        assertEquals(Outcome.State.DELIVERED, record(mails.get(0)).state());
    }

    @Test
    void whatIsForgottenLeavesNothing() throws Exception {
        String mail = accept("1", ANN);
        ledger.settle(List.of(new Outcome(mail, ANN, Outcome.State.DELIVERED, "250 ok")));
        reopenAt(NOW.plus(Duration.ofDays(31)));
        ledger.forget(Duration.ofDays(30));
        try (var direct = DriverManager.getConnection("jdbc:sqlite:" + file()); var count = direct.createStatement();
                var found = count.executeQuery("SELECT (SELECT COUNT(*) FROM notification_mail)"
                        + " + (SELECT COUNT(*) FROM notification_recipient) + (SELECT COUNT(*) FROM notification_event)")) {
            assertTrue(found.next());
            assertEquals(0, found.getInt(1));
        }
    }

    @Test
    void tablesOfAnEarlierFormatAreRefusedAndLeftAlone() throws Exception {
        ledger.close();
        try (var direct = DriverManager.getConnection("jdbc:sqlite:" + file()); var old = direct.createStatement()) {
            old.execute("PRAGMA user_version = 0");
            old.execute("DROP TABLE notification_event");
        }
        Ledger later = new Ledger(LedgerAccess.ofFile(file()), Clock.systemUTC(), Duration.ofDays(7));
        LedgerFormatException refused = assertThrows(LedgerFormatException.class, later::open);
        assertEquals("is of format 2 or earlier", refused.getMessage());
        try (var direct = DriverManager.getConnection("jdbc:sqlite:" + file());
                var tables = direct.getMetaData().getTables(null, null, "notification_event", null)) {
            assertTrue(!tables.next(), "untouched");
        }
    }
}
