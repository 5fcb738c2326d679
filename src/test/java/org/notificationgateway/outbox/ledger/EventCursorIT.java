// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox.ledger;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.notificationgateway.support.Effort;
import org.notificationgateway.support.PostgresServer;

/** Each event is handed on at least once, and in order for each mail, whoever writes, fails or hands on at the same time. */
class EventCursorIT {
    private static final int MAILS = Effort.of(60, 300); // of each writer

    @TempDir
    private Path folder;

    @Test
    void withAFileOfOneGateway() throws Exception {
        Ledger ledger = opened(LedgerAccess.ofFile(folder.resolve("ledger.db")));
        follow(List.of(ledger));
    }

    @Test
    void withADatabaseThatGatewaysShare() throws Exception {
        try (PostgresServer server = new PostgresServer(folder)) {
            LedgerAccess access = LedgerAccess.ofUrl(server.url(), PostgresServer.USER, PostgresServer.PASSWORD);
            follow(List.of(opened(access), opened(access), opened(access)));
        }
    }

    @Test
    void whatWasNotTakenIsHandedOnAgain() throws Exception {
        try (Ledger ledger = opened(LedgerAccess.ofFile(folder.resolve("ledger.db")))) {
            live(ledger, "before");
            ledger.relayed().open();
            live(ledger, "1");
            assertThrows(IOException.class, () -> ledger.relayed().pass(10, events -> {
                throw new IOException("the broker is away");
            }));
            List<PublishedEvent> taken = new ArrayList<>();
            assertEquals(2, ledger.relayed().pass(10, taken::addAll), "and none of before it began");
            assertEquals(List.of("accepted 1", "delivered 1"),
                    taken.stream().map(one -> one.event().type() + " " + one.key().id()).toList());
            ledger.relayed().open();
            assertEquals(0, ledger.relayed().pass(10, taken::addAll));
        }
    }

    private static Ledger opened(LedgerAccess access) throws IOException {
        Ledger ledger = new Ledger(access, Clock.systemUTC(), Duration.ofDays(7));
        ledger.open();
        return ledger;
    }

    private static void follow(List<Ledger> ledgers) throws Exception {
        ledgers.get(0).relayed().open();
        ConcurrentLinkedQueue<PublishedEvent> taken = new ConcurrentLinkedQueue<>();
        AtomicBoolean failing = new AtomicBoolean();
        AtomicBoolean over = new AtomicBoolean();
        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            for (int i = 0; i < ledgers.size(); i++) {
                Ledger ledger = ledgers.get(i);
                int writer = i;
                threads.submit(() -> {
                    for (int mail = 0; mail < MAILS; mail++) {
                        live(ledger, writer + "-" + mail);
                    }
                    return null;
                });
                threads.submit(() -> {
                    while (!over.get()) {
                        try {
                            ledger.relayed().pass(20, events -> {
                                taken.addAll(events);
                                if (failing.getAndSet(!failing.get())) { // each second time
                                    throw new IOException("the broker's answer is lost");
                                }
                            });
                        } catch (IOException e) {
                            // again
                        }
                    }
                });
            }
            await().atMost(Duration.ofSeconds(60)).until(() ->
                    taken.stream().map(one -> one.event().id()).distinct().count() == 2L * MAILS * ledgers.size());
        } finally {
            over.set(true);
            threads.shutdown();
            assertTrue(threads.awaitTermination(20, java.util.concurrent.TimeUnit.SECONDS));
            ledgers.forEach(Ledger::close);
        }
        Map<String, String> first = new HashMap<>();
        taken.forEach(one -> first.putIfAbsent(one.event().mail(), one.event().type()));
        assertEquals(List.of("accepted"), first.values().stream().distinct().toList(), "in order for each mail");
    }

    private static void live(Ledger ledger, String id) throws IOException {
        Claim claim = new Claim(new RequestKey("server", id), "hash", "<m@contoso.com>", List.of(Recipient.pending("ann@example.com")),
                Arrival.of(Arrival.Origin.NOWHERE, List.of(), Clock.systemUTC().instant(), null, null));
        LedgerRow row = ledger.claim(new TreeMap<>(Map.of(claim.key(), claim))).get(claim.key()).known();
        ledger.complete(List.of(row));
        ledger.settle(List.of(new Outcome(row.mail(), "ann@example.com", Outcome.State.DELIVERED, "250 ok")));
    }
}
