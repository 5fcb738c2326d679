// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.notificationgateway.outbox.OutboxEntry;
import org.notificationgateway.outbox.SampleEntry;

/** The ledger remembers ids and outcomes, in its file alone, and would rather forget than swallow a mail. */
class LedgerTest {
    private static final Duration WEEK = Duration.ofDays(7);
    private static final Instant NOW = Instant.parse("2026-11-26T12:00:00Z");

    @TempDir
    private Path folder;

    private Ledger ledger;
    private Instant now = NOW;

    @BeforeEach
    void open() throws IOException {
        openAt(NOW);
    }

    private void openAt(Instant now) throws IOException {
        this.now = now;
        ledger = new Ledger(LedgerAccess.ofFile(file()), Clock.fixed(now, ZoneOffset.UTC), WEEK);
        ledger.open();
    }

    private Path file() {
        return folder.resolve("ledger.db");
    }

    @AfterEach
    void close() {
        ledger.close();
    }

    private void reopenAt(Instant now) throws IOException {
        ledger.close();
        openAt(now);
    }

    private SortedMap<RequestKey, Claim> requests(String content, String... ids) {
        SortedMap<RequestKey, Claim> requests = new TreeMap<>();
        for (String id : ids) {
            Claim request = claimOf(SampleEntry.of(id), content);
            requests.put(request.key(), request);
        }
        return requests;
    }

    private Claim claimOf(OutboxEntry mail, String content) {
        return new Claim(new RequestKey(mail.sender(), mail.id()), content, mail.messageId(), mail.recipients(),
                Arrival.of(new Arrival.Origin("http", "desk", "", ""), mail.tags(), now, null, null));
    }

    private LedgerRow claim(String content, String id) throws IOException {
        return ledger.claim(requests(content, id)).values().iterator().next();
    }

    private LedgerRow accept(String content, String id) throws IOException {
        LedgerRow row = claim(content, id).known();
        ledger.complete(List.of(row));
        return row;
    }

    @Test
    void aClaimIsNotAnAcceptance() throws IOException {
        LedgerRow first = claim("a", "1");
        assertFalse(first.accepted());
        LedgerRow second = claim("b", "1");
        assertEquals(List.of(first.mail(), "a", false), List.of(second.mail(), second.contentHash(), second.accepted()));
    }

    @Test
    void whatWasAcceptedIsKnownAfterAnEndWithoutClosing() throws IOException {
        LedgerRow accepted = accept("a", "1");
        openAt(NOW); // the first was never closed, as after a kill
        LedgerRow known = claim("b", "1");
        assertTrue(known.accepted());
        assertEquals(List.of(accepted.mail(), "a"), List.of(known.mail(), known.contentHash()));
        assertEquals(SampleEntry.of("1").recipients(), known.everybody());
    }

    @Test
    void aGroupHasATokenForEachOfItsMails() throws IOException {
        accept("a", "2");
        SortedMap<RequestKey, LedgerRow> rows = ledger.claim(requests("a", "1", "2", "3"));
        assertEquals(List.of(false, true, false), rows.values().stream().map(LedgerRow::accepted).toList());
        assertEquals(3, rows.values().stream().map(LedgerRow::mail).distinct().count());
    }

    @Test
    void idsOfTwoSendersAreTwoIds() throws IOException {
        accept("a", "1");
        Claim other = claimOf(SampleEntry.to(SampleEntry.ANN), "a");
        SortedMap<RequestKey, Claim> one = new TreeMap<>(Map.of(other.key(), other));
        assertFalse(ledger.claim(one).get(other.key()).accepted());
    }

    @Test
    void anIdIsFreeAfterItsWindowForAnotherMail() throws IOException {
        LedgerRow old = accept("a", "1");
        reopenAt(NOW.plus(WEEK));
        assertTrue(claim("b", "1").accepted(), "in its last moment");
        reopenAt(NOW.plus(WEEK).plusMillis(1));
        LedgerRow next = claim("b", "1");
        assertFalse(next.accepted());
        assertNotEquals(old.mail(), next.mail());
        assertEquals(next.mail(), claim("b", "1").mail(), "the latest of its id counts");
    }

    @Test
    void outcomesAreKnownByRecipientUntilTheyAreReopened() throws IOException {
        LedgerRow mail = accept("a", "1");
        ledger.settle(List.of(
                new Outcome(mail.mail(), "a@x.com", Outcome.State.DELIVERED, "250 ok"),
                new Outcome(mail.mail(), "b@x.com", Outcome.State.GIVEN_UP, "550 no\0 such")));
        reopenAt(NOW);
        Map<String, Outcome> known = ledger.outcomes(mail.mail());
        assertEquals(Outcome.State.DELIVERED, known.get("a@x.com").state());
        assertEquals("550 no such", known.get("b@x.com").reply());
        ledger.reopen(mail.mail(), List.of("b@x.com"));
        assertEquals(List.of("a@x.com"), List.copyOf(ledger.outcomes(mail.mail()).keySet()));
        assertEquals(Map.of(), ledger.outcomes("unknown"));
    }

    @Test
    void aMailIsSettledOnceEveryRecipientHasItOrWasDropped() throws IOException {
        LedgerRow mail = accept("a", "1");
        assertFalse(ledger.isSettled(mail.mail()));
        settle(mail, Outcome.State.GIVEN_UP);
        assertFalse(ledger.isSettled(mail.mail()), "its dead letter has it");
        settle(mail, Outcome.State.DROPPED);
        assertTrue(ledger.isSettled(mail.mail()));
        assertFalse(ledger.isSettled("unknown"));
    }

    private void settle(LedgerRow mail, Outcome.State state) throws IOException {
        ledger.settle(List.of(new Outcome(mail.mail(), SampleEntry.ANN, state, "")));
    }

    @Test
    void oldMailsAreForgottenWithTheirOutcomes() throws IOException {
        for (int i = 0; i < 2_500; i += 50) {
            int from = i;
            SortedMap<RequestKey, LedgerRow> rows = ledger.claim(requests(
                    "a", IntStream.range(from, from + 50).mapToObj(String::valueOf).toArray(String[]::new)));
            rows.values().forEach(row -> assertFalse(row.accepted()));
        }
        LedgerRow old = accept("a", "old");
        settle(old, Outcome.State.DELIVERED);
        reopenAt(NOW.plus(WEEK));
        LedgerRow young = accept("a", "young");
        ledger.forget(Duration.ofDays(6));
        assertEquals(List.of(young.mail()), ledger.page("").rows().stream().map(LedgerRow::mail).toList());
        assertEquals(Map.of(), ledger.outcomes(old.mail()));
    }

    @Test
    void aRowThatADiskHasAlteredIsMailedAgain() throws Exception {
        LedgerRow sound = accept("a", "1");
        ledger.close();
        try (var other = DriverManager.getConnection("jdbc:sqlite:" + file());
                var alter = other.createStatement()) {
            alter.execute("UPDATE notification_mail SET content_hash = 'b'");
        }
        openAt(NOW);
        LedgerRow next = claim("b", "1");
        assertFalse(next.accepted());
        assertNotEquals(sound.mail(), next.mail());
    }

    @Test
    void aFileThatIsNoDatabaseAnyMoreIsSetAsideAndKept() throws IOException {
        accept("a", "1");
        ledger.close();
        Files.write(file(), new byte[8_192]);
        openAt(NOW);
        assertFalse(claim("a", "1").accepted());
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(1, files.filter(one -> one.toString().contains("damaged")).count());
        }
    }

    @Test
    void aPageOfZeroesIsToldAndSwallowsNobody() throws IOException {
        for (int i = 0; i < 200; i++) {
            accept("a", "id-" + i);
        }
        ledger.close();
        try (RandomAccessFile file = new RandomAccessFile(file().toFile(), "rw")) {
            for (long page = 2; page < file.length() / 4_096; page += 2) {
                file.seek(page * 4_096);
                file.write(new byte[4_096]);
            }
        }
        openAt(NOW);
        assertNotEquals(List.of(), damage());
        for (int i = 0; i < 200; i++) {
            LedgerRow row = claim("other", "id-" + i);
            assertFalse(row.accepted() && row.contentHash().equals("other"), "id-" + i + " swallowed");
        }
    }

    private List<String> damage() {
        try {
            return ledger.damage();
        } catch (IOException e) {
            return List.of(String.valueOf(e.getMessage()));
        }
    }

    @Test
    void aFolderThatCannotBeWrittenIsSaid() {
        Ledger nowhere = new Ledger(
                LedgerAccess.ofFile(folder.resolve("missing/ledger.db")), Clock.systemUTC(), WEEK);
        assertThrows(IOException.class, nowhere::open);
    }
}
