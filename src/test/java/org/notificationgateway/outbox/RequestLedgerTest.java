// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an id was used for is known for the whole window, and not much longer. */
class RequestLedgerTest {
    private static final Instant NOW = Instant.parse("2026-11-21T08:00:00Z");

    @TempDir
    private Path folder;

    private RequestLedger ledger;

    @BeforeEach
    void open() throws Exception {
        ledger = at(NOW);
        ledger.open();
    }

    @AfterEach
    void close() {
        ledger.close();
    }

    @Test
    void keepsWhatItNotedAcrossItsClosing() throws Exception {
        note("7");
        ledger.close();
        open();
        assertTrue(row("7", "other").accepted());
        assertEquals("content", row("7", "other").contentHash());
    }

    @Test
    void forgetsWhatIsOlderThanTheWindowAndNothingElse() throws Exception {
        IntStream.range(0, 2_500).forEach(i -> note("old-" + i));
        RequestLedger later = at(NOW.plus(Duration.ofDays(6)));
        later.claim(one("young", "content"));
        later.abandon();
        later.close();
        at(NOW.plus(Duration.ofDays(7)).plusMillis(1)).forget(Duration.ofDays(7));
        assertFalse(row("old-0", "new").accepted(), "a new claim");
        assertEquals("new", row("old-2499", "new").contentHash());
        assertEquals("content", row("young", "new").contentHash());
    }

    @Test
    void opensInAFolderOfAnyName() throws Exception {
        try (RequestLedger odd = new RequestLedger(
                LedgerAccess.embedded(folder.resolve("a b=c %20 ü")), Clock.systemUTC())) {
            odd.open();
            odd.check();
        }
        assertTrue(folder.resolve("a b=c %20 ü/ledger.mv.db").toFile().isFile());
    }

    @Test
    void showsNeitherPasswordNorParameters() {
        assertEquals("ledger jdbc:postgresql://db/gateway",
                new LedgerAccess("jdbc:postgresql://db/gateway?password=secret", "u", "secret").toString());
    }

    private RequestLedger at(Instant time) {
        return new RequestLedger(LedgerAccess.embedded(folder), Clock.fixed(time, ZoneOffset.UTC));
    }

    private void note(String id) {
        try {
            SortedMap<RequestKey, RequestLedger.Row> rows = ledger.claim(one(id, "content"));
            rows.replaceAll((key, row) -> new RequestLedger.Row(
                    "content", Acceptance.of(Acceptance.Kind.ACCEPTED, SampleEntry.of(id))));
            ledger.complete(rows);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private RequestLedger.Row row(String id, String content) throws Exception {
        RequestLedger.Row row = ledger.claim(one(id, content)).values().iterator().next();
        ledger.abandon();
        return row;
    }

    private static SortedMap<RequestKey, Submission> one(String id, String content) {
        SortedMap<RequestKey, Submission> one = new TreeMap<>();
        Submission mail = AcceptanceDeskTest.mail(id, content);
        one.put(mail.key(), mail);
        return one;
    }
}
