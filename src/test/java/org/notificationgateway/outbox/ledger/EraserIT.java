// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.notificationgateway.mail.ErasedAddress;
import org.notificationgateway.support.Effort;
import org.notificationgateway.support.PostgresServer;

/** An erased address does not come back, whoever else writes into the ledger at the same time, and only repeats are known by it. */
class EraserIT {
    private static final String ANN = "Ann@example.com";
    private static final String BOB = "bob@example.com";
    private static final int MAILS = Effort.of(60, 300);
    private static final ErasedAddress ADDRESS = ErasedAddress.of("ann@EXAMPLE.com");

    @TempDir
    private Path folder;

    @Test
    void inAFile() throws Exception {
        LedgerAccess access = LedgerAccess.ofFile(folder.resolve("ledger.db"));
        try (Ledger ledger = opened(access)) {
            contract(ledger, ledger);
            assertTrue(ledger.eraser().flush());
        }
    }

    @Test
    void inADatabaseThatGatewaysShare() throws Exception {
        try (PostgresServer server = new PostgresServer(folder)) {
            LedgerAccess access = LedgerAccess.ofUrl(server.url(), PostgresServer.USER, PostgresServer.PASSWORD);
            try (Ledger ledger = opened(access); Ledger other = opened(access)) {
                contract(ledger, other);
                race(ledger, other);
            }
        }
    }

    private static Ledger opened(LedgerAccess access) throws IOException {
        Ledger ledger = new Ledger(access, Clock.systemUTC(), Duration.ofDays(7));
        ledger.open();
        return ledger;
    }

    private static void contract(Ledger ledger, Ledger other) throws Exception {
        String mail = accepted(ledger, "1").mail();
        ledger.settle(List.of(new Outcome(mail, BOB, Outcome.State.GIVEN_UP, "550 forwards to <ANN@example.com>", 1, 0)));
        List<Eraser.Trace> found = new ArrayList<>();
        ledger.eraser().find(ADDRESS, found::add);
        assertEquals(List.of(new Eraser.Trace(mail, "server", 1, 1, 2, true, true, true)), found, "looking changes nothing");
        assertEquals(found, ledger.eraser().erase(ADDRESS, List.of(mail)));
        assertGone(other, mail);
        MailRecord left = other.reader().find(mail).orElseThrow();
        assertEquals(List.of(BOB, other.erasures().pseudonym(mail, "ann@example.com")),
                left.recipients().stream().map(MailRecord.RecipientRecord::address).toList());
        assertEquals("550 forwards to <***>", left.recipients().get(0).reply());
        assertEquals(List.of("***"), left.row().arrival().allTags());
        assertTrue(left.row().isSound());
        assertTrue(other.erasures().isSame(left.row(), "content"));
        assertFalse(other.erasures().isSame(left.row(), "other content"));
        assertNotEquals("content", left.row().contentHash());
        assertTrue(other.isSettled(accepted(ledger, "2", List.of()).mail()), "nobody is to get it");
        other.settle(List.of(new Outcome(mail, ANN, Outcome.State.DELIVERED, "250 ok", 1, 0),
                new Outcome(mail, BOB, Outcome.State.DELIVERED, "250 ok", 2, 0)));
        assertGone(other, mail);
        assertEquals(Outcome.State.DELIVERED, other.reader().find(mail).orElseThrow().recipients().get(0).state());
        assertEquals(List.of("accepted", "given-up", "delivered"), other.reader().events(mail).stream().map(MailEvent::type).toList());
    }

    /** One gateway settles what another erases. */
    private static void race(Ledger eraser, Ledger settler) throws Exception {
        List<String> mails = new ArrayList<>();
        for (int i = 0; i < MAILS; i++) {
            mails.add(accepted(eraser, "race-" + i).mail());
        }
        ExecutorService threads = Executors.newFixedThreadPool(2);
        Future<?> settling = threads.submit(() -> {
            for (int i = 0; i < MAILS; i += 5) {
                List<Outcome> group = new ArrayList<>();
                for (String mail : mails.subList(i, i + 5)) {
                    group.add(new Outcome(mail, ANN, Outcome.State.DELIVERED, "250 ok", 1, 0));
                    group.add(new Outcome(mail, BOB, Outcome.State.DELIVERED, "250 ok", 1, 0));
                }
                settler.settle(group);
            }
            return null;
        });
        Future<?> erasing = threads.submit(() -> eraser.eraser().erase(ADDRESS, mails));
        settling.get();
        erasing.get();
        threads.shutdown();
        for (String mail : mails) {
            assertGone(eraser, mail);
            assertEquals(Outcome.State.DELIVERED, eraser.reader().find(mail).orElseThrow().recipients().get(0).state());
        }
    }

    private static void assertGone(Ledger ledger, String mail) throws IOException {
        String all = ledger.reader().find(mail) + " " + ledger.reader().events(mail);
        assertFalse(ADDRESS.isIn(all), all);
        List<Eraser.Trace> found = new ArrayList<>();
        ledger.eraser().find(ADDRESS, found::add);
        assertTrue(found.stream().noneMatch(trace -> trace.mail().equals(mail)), found.toString());
    }

    private static LedgerRow accepted(Ledger ledger, String id) throws IOException {
        return accepted(ledger, id, List.of(Recipient.pending(BOB), Recipient.pending(ANN)));
    }

    private static LedgerRow accepted(Ledger ledger, String id, List<Recipient> recipients) throws IOException {
        Claim claim = new Claim(new RequestKey("server", id), "content", "<" + id + "@contoso.com>", recipients,
                Arrival.of(Arrival.Origin.NOWHERE, List.of("ann@example.com"), Instant.now(), null, null));
        TreeMap<RequestKey, Claim> claims = new TreeMap<>();
        claims.put(claim.key(), claim);
        List<LedgerRow> rows = ledger.claim(claims).values().stream().map(row -> row.taken(claim)).collect(Collectors.toList());
        ledger.complete(rows);
        return rows.get(0);
    }
}
