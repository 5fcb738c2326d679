// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.notificationgateway.outbox.ledger.Arrival;
import org.notificationgateway.outbox.ledger.Ledger;
import org.notificationgateway.outbox.ledger.LedgerAccess;
import org.notificationgateway.outbox.ledger.LedgerRow;
import org.notificationgateway.outbox.ledger.Outcome;

/** A mail whose commit is in doubt is looked up before it is tried again; a new one costs no look. */
class EntryClosingTest {
    private static final Instant NOW = Instant.parse("2026-11-26T12:00:00Z");
    private static final String READER = "b@contoso.com";

    @TempDir
    private Path folder;

    private Ledger ledger;
    private EntryClosing closing;

    private void openAt(Instant now, boolean embedded) throws IOException {
        Clock clock = Clock.fixed(now, ZoneOffset.UTC);
        ledger = new Ledger(LedgerAccess.ofFile(folder.resolve("ledger.db")), clock, Duration.ofDays(7));
        ledger.open();
        closing = new EntryClosing(ledger, embedded ? new MailFiles(folder.resolve("mails")) : null, clock,
                new Steering(ledger.orders(), clock, order -> { }));
    }

    @AfterEach
    void close() {
        ledger.close();
    }

    private String accept(String id) throws IOException {
        Submission request = new Submission(SampleEntry.of(id), "content", Arrival.Origin.NOWHERE);
        LedgerRow row = ledger.claim(new TreeMap<>(Map.of(request.key(), request.claim()))).values().iterator().next().known();
        ledger.complete(List.of(row));
        return row.mail();
    }

    private static List<Settlement> delivered(String... tokens) {
        return Arrays.stream(tokens)
                .map(token -> new Settlement(token, true, null, null, null, null,
                        List.of(new Outcome(token, READER, Outcome.State.DELIVERED, "250 2.0.0 queued")), "", null))
                .toList();
    }

    private Set<String> known(String token) throws IOException {
        return closing.settledBefore(token).keySet();
    }

    @Test
    void whatTheBrokerMayHaveKeptIsLookedUp() throws IOException {
        openAt(NOW, true);
        String first = accept("first");
        String second = accept("second");
        assertEquals(Set.of(), known(first));
        closing.close(delivered(first, second));
        assertEquals(Set.of(READER), known(first), "the commit has not come yet, and may fail");
        closing.closed(delivered(first));
        assertEquals(Set.of(), known(first), "nobody asks any more");
        assertEquals(Set.of(READER), known(second));
    }

    @Test
    void afterARestartEachMailIsLookedUp() throws IOException {
        openAt(NOW, true);
        String token = accept("first");
        closing.close(delivered(token)); // and the process dies before the commit
        ledger.close();
        openAt(NOW.plusSeconds(60), true);
        assertEquals(Set.of(READER), known(token));
        assertEquals(Set.of(), known(accept("second")));
    }

    @Test
    void aClockThatWasAheadAndIsSetBackHidesNothing() throws IOException {
        openAt(NOW.plus(Duration.ofDays(8)), true);
        accept("of the future");
        ledger.close();
        openAt(NOW, true);
        String token = accept("first");
        closing.close(delivered(token));
        closing.closed(delivered(token));
        assertEquals(Set.of(READER), known(token), "its token is older than one that was there: it is looked up");
    }

    @Test
    void withABrokerThatOthersUseEachMailIsLookedUp() throws IOException {
        openAt(NOW, false);
        String token = accept("first");
        closing.close(delivered(token));
        closing.closed(delivered(token));
        assertEquals(Set.of(READER), known(token));
    }
}
