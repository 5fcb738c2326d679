// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an id was used for is known for the whole window, whatever happens to the process, and not much longer. */
class FileLedgerTest {
    private static final Instant NOW = Instant.parse("2026-11-21T08:00:00Z");
    private static final Duration WEEK = Duration.ofDays(7);

    @TempDir
    private Path folder;

    private FileLedger ledger;

    @BeforeEach
    void open() throws Exception {
        reopen(NOW);
    }

    @AfterEach
    void close() {
        ledger.close();
    }

    @Test
    void aFreeIdIsClaimedForItsContent() throws Exception {
        assertFalse(claim("7", "content").accepted());
        assertEquals("content", claim("7", "other").contentHash());
    }

    @Test
    void keepsWhatItNotedAcrossItsClosing() throws Exception {
        note("7", "content");
        ledger.close();
        reopen(NOW);
        assertTrue(claim("7", "other").accepted());
        assertEquals("content", claim("7", "other").contentHash());
        assertEquals(SampleEntry.of("7").recipients(), claim("7", "other").mail().recipients());
    }

    @Test
    void keepsItWithoutBeingClosed() throws Exception {
        note("7", "content");
        claim("8", "content");
        FileLedger next = new FileLedger(folder.resolve("ledger"), Clock.fixed(NOW, ZoneOffset.UTC), WEEK);
        next.open();
        assertTrue(next.claim(one("7", "other")).values().iterator().next().accepted());
        assertFalse(next.claim(one("8", "content")).values().iterator().next().accepted());
        next.close();
    }

    @Test
    void tellsManyIdsApart() throws Exception {
        IntStream.range(0, 5_000).forEach(i -> note("id-" + i, "content-" + i));
        ledger.close();
        reopen(NOW);
        for (int i = 0; i < 5_000; i++) {
            assertEquals("content-" + i, claim("id-" + i, "new").contentHash());
        }
        assertFalse(claim("id-5000", "new").accepted());
    }

    @Test
    void aSenderOfTheSameIdIsAnother() throws Exception {
        note("7", "content");
        SortedMap<RequestKey, Submission> agents = new TreeMap<>();
        agents.put(new RequestKey("agent", "7"), AcceptanceDeskTest.mail("7", "other"));
        assertFalse(ledger.claim(agents).values().iterator().next().accepted());
    }

    @Test
    void forgetsWhatIsOlderThanTheWindowAndNothingElse() throws Exception {
        note("old", "content");
        reopen(NOW.plus(Duration.ofDays(6)));
        note("young", "content");
        reopen(NOW.plus(WEEK).plusMillis(1));
        ledger.forget(WEEK);
        assertEquals("new", claim("old", "new").contentHash());
        assertEquals("content", claim("young", "new").contentHash());
    }

    @Test
    void deletesADayThatIsOverForSoLong() throws Exception {
        note("old", "content");
        reopen(NOW.plus(Duration.ofDays(6)));
        note("young", "content");
        reopen(NOW.plus(Duration.ofDays(8)));
        ledger.forget(WEEK);
        assertEquals(List.of("2026-11-27.ids"), names());
        assertEquals("content", claim("young", "new").contentHash());
        assertEquals(List.of("2026-11-27.ids"), names(), "nothing new was claimed");
        assertFalse(claim("old", "new").accepted());
        assertEquals(List.of("2026-11-27.ids", "2026-11-29.ids"), names());
    }

    @ParameterizedTest(name = "{0} bytes")
    @ValueSource(ints = {1, 7, 8, 9, 30})
    void aRecordThatACrashLeftHalfWrittenCountsForNothing(int bytes) throws Exception {
        note("whole", "content");
        long end = Files.size(file());
        note("half", "content");
        ledger.close();
        try (FileChannel channel = FileChannel.open(file(), StandardOpenOption.WRITE)) {
            channel.truncate(end + bytes);
        }
        reopen(NOW);
        assertTrue(claim("whole", "new").accepted());
        assertEquals("new", claim("half", "new").contentHash());
        ledger.close();
        reopen(NOW);
        assertEquals("new", claim("half", "newer").contentHash(), "what was written over the half is whole");
    }

    @Test
    void aChangedFileIsNamedAndNothingIsMadeUp() throws Exception {
        note("7", "content");
        try (FileChannel channel = FileChannel.open(file(), StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(new byte[(int) Files.size(file())]), 0);
        }
        IOException e = assertThrows(IOException.class, () -> claim("7", "content"));
        assertTrue(e.getMessage().contains("2026-11-21.ids was changed at byte"), e.getMessage());
    }

    @Test
    void cannotBeAskedWithoutItsFolder() throws Exception {
        ledger.check();
        Files.delete(folder.resolve("ledger"));
        assertThrows(IOException.class, ledger::check);
    }

    private void reopen(Instant now) throws IOException {
        if (ledger != null) {
            ledger.close();
        }
        ledger = new FileLedger(folder.resolve("ledger"), Clock.fixed(now, ZoneOffset.UTC), WEEK);
        ledger.open();
    }

    private Path file() {
        return folder.resolve("ledger/2026-11-21.ids");
    }

    private List<String> names() throws IOException {
        try (var files = Files.list(folder.resolve("ledger"))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private void note(String id, String content) {
        try {
            SortedMap<RequestKey, RequestLedger.Row> rows = ledger.claim(one(id, content));
            rows.replaceAll((key, row) -> new RequestLedger.Row(
                    content, Acceptance.of(Acceptance.Kind.ACCEPTED, SampleEntry.of(id))));
            ledger.complete(rows);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private RequestLedger.Row claim(String id, String content) throws IOException {
        return ledger.claim(one(id, content)).values().iterator().next();
    }

    private static SortedMap<RequestKey, Submission> one(String id, String content) {
        Submission mail = AcceptanceDeskTest.mail(id, content);
        SortedMap<RequestKey, Submission> one = new TreeMap<>();
        one.put(mail.key(), mail);
        return one;
    }
}
