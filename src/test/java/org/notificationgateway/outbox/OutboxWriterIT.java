// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.jms.JMSException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.notificationgateway.outbox.embedded.EmbeddedBroker;
import org.notificationgateway.outbox.ledger.Ledger;
import org.notificationgateway.outbox.ledger.LedgerAccess;
import org.notificationgateway.support.Jms;
import org.notificationgateway.support.TestSteps;

/** Whoever hands in a mail hears within bounded time that it is stored, or that it is not. */
class OutboxWriterIT {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @TempDir
    private Path folder;

    private EmbeddedBroker broker;
    private Ledger ledger;
    private OutboxWriter writer;

    @BeforeEach
    void open() throws Exception {
        broker = new EmbeddedBroker(
                folder.resolve("broker"), List.of("server"), TestSteps.REDELIVERY, null);
        broker.start();
        ledger = new Ledger(LedgerAccess.ofFile(folder.resolve("ledger.db")), Clock.systemUTC(), Duration.ofDays(7));
        ledger.open();
        writer = new OutboxWriter(broker.store(true), ledger, new StorageGuard(folder, 100), PATIENCE, () -> 1);
    }

    @AfterEach
    void close() {
        writer.close();
        broker.stop();
    }

    @Test
    void manyCallersAtOnceAreEachToldOfTheirOwnMails() throws Exception {
        ExecutorService callers = Executors.newFixedThreadPool(16);
        List<Callable<List<Acceptance>>> calls = new ArrayList<>();
        IntStream.range(0, 200).forEach(i -> calls.add(() -> writer.store(List.of(mail(i + "a"), mail(i + "b")))));
        List<Future<List<Acceptance>>> answers = callers.invokeAll(calls);
        callers.shutdown();
        for (int i = 0; i < 200; i++) {
            List<Acceptance> own = answers.get(i).get();
            assertEquals(List.of(mail(i + "a").entry().messageId(), mail(i + "b").entry().messageId()),
                    own.stream().map(Acceptance::messageId).toList());
            own.forEach(one -> assertEquals(Acceptance.Kind.ACCEPTED, one.kind()));
        }
        assertEquals(400, stored());
    }

    @Test
    void requestsThatAreInTheHouseShareAGroup() throws Exception {
        List<Integer> groups = new CopyOnWriteArrayList<>();
        List<Thread> others = List.of(caller("2"), caller("3"));
        IntSupplier inHand = () -> { // asked when the first one is there
            others.stream().filter(other -> other.getState() == Thread.State.NEW).forEach(Thread::start);
            await().until(() -> others.stream().map(Thread::getState)
                    .allMatch(state -> state == Thread.State.TIMED_WAITING || state == Thread.State.TERMINATED));
            return 3;
        };
        writer.close();
        ledger.open();
        writer = new OutboxWriter(counting(groups), ledger, new StorageGuard(folder, 100), PATIENCE, inHand);
        assertEquals(1, writer.store(List.of(mail("1"))).size());
        for (Thread other : others) {
            other.join();
        }
        assertEquals(List.of(3), groups);
        assertEquals(3, stored());
    }

    @Test
    void halfOfTheRequestsInTheHouseWaitForNoMore() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        IntSupplier inHand = () -> {
            asked.incrementAndGet(); // once more after each wait
            return 2;
        };
        writer.close();
        ledger.open();
        writer = new OutboxWriter(broker.store(true), ledger, new StorageGuard(folder, 100), PATIENCE, inHand);
        assertEquals(1, writer.store(List.of(mail("1"))).size());
        assertEquals(1, asked.get());
    }

    @Test
    void nobodyWaitsLongForRequestsThatDoNotCome() throws Exception {
        writer.close();
        ledger.open();
        writer = new OutboxWriter(broker.store(true), ledger, new StorageGuard(folder, 100), PATIENCE, () -> 64);
        long start = System.nanoTime();
        for (int i = 0; i < 50; i++) {
            writer.store(List.of(mail(String.valueOf(i))));
        }
        assertTrue(Duration.ofNanos(System.nanoTime() - start).toMillis() < 5_000, "50 times 2 ms and a commit");
        assertEquals(50, stored());
    }

    private Thread caller(String id) {
        return new Thread(() -> {
            try {
                writer.store(List.of(mail(id)));
            } catch (StoreUnavailableException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private GroupStore counting(List<Integer> groups) {
        GroupStore real = broker.store(true);
        return new GroupStore() {
            @Override
            public boolean commit(Collection<OutboxEntry> mails) throws JMSException {
                groups.add(mails.size());
                return real.commit(mails);
            }

            @Override
            public void close() {
                real.close();
            }
        };
    }

    @Test
    void anIdIsRememberedAfterTwentyThousandOthers() throws Exception {
        writer.store(List.of(mail("first")));
        for (int group = 0; group < 41; group++) {
            int from = group * 500;
            writer.store(IntStream.range(from, from + 500).mapToObj(i -> mail("other-" + i)).toList());
        }
        assertEquals(Acceptance.Kind.ALREADY_ACCEPTED, writer.store(List.of(mail("first"))).get(0).kind());
        assertEquals(20_501, stored());
    }

    @Test
    void aBrokerThatHangsCostsNobodyMoreThanItsPatience() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                OutboxWriter hanging = new OutboxWriter(
                        new OutboxSession(new BrokerAccess("tcp://127.0.0.1:" + silent.getLocalPort(), "u", "p")
                                .connectionFactory()),
                        ledger, new StorageGuard(folder, 100), Duration.ofSeconds(1), () -> 1)) {
            long start = System.nanoTime();
            assertThrows(StoreUnavailableException.class, () -> hanging.store(List.of(mail("7"))));
            assertTrue(Duration.ofNanos(System.nanoTime() - start).toMillis() < 5_000);
        }
    }

    @Test
    void aBrokerThatComesBackIsFoundAgain() throws Exception {
        broker.stop();
        assertThrows(StoreUnavailableException.class, () -> writer.store(List.of(mail("7"))));
        broker.start();
        await().ignoreExceptions().until(() -> writer.store(List.of(mail("7"))).size() == 1);
        assertEquals(1, stored());
    }

    @Test
    void aFullDiskIsSaidBeforeAnythingIsWritten() {
        OutboxWriter full = new OutboxWriter(
                broker.store(true), ledger, new StorageGuard(folder, 0), PATIENCE, () -> 1);
        var refused = assertThrows(StoreUnavailableException.class, () -> full.store(List.of(mail("7"))));
        assertTrue(refused.getMessage().contains("% full: expected less than 0 %"), refused.getMessage());
        assertEquals(0, stored());
        full.close();
    }

    private int stored() {
        return new Jms(broker.access().connectionFactory()).browse("notification.outbox.server").size();
    }

    private static Submission mail(String id) {
        return DuplicateDetectorTest.mail(id, "content");
    }
}
