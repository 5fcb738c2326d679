// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.jms.BytesMessage;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.activemq.artemis.api.core.client.ActiveMQClient;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.notificationgateway.mail.MemoryBudget;
import org.notificationgateway.outbox.embedded.EmbeddedBroker;
import org.notificationgateway.outbox.ledger.Ledger;
import org.notificationgateway.outbox.ledger.LedgerAccess;
import org.notificationgateway.settings.Backoff;
import org.notificationgateway.smtp.Budget;
import org.notificationgateway.support.Jms;

/** Entries are settled one by one though they are committed in groups: nothing is lost, and little can be doubled. Either way out. */
public abstract class EntryConsumerContract {
    private static final String OUTBOX = "notification.outbox.server";
    private static final ConsumerPlan SMALL =
            new ConsumerPlan(OUTBOX, false, 4, 16, 524_288, false);
    private static final ConsumerPlan LARGE =
            new ConsumerPlan(OUTBOX, true, 4, 4, 4_194_304, false);
    private static final Redelivery SOON = new Redelivery(
            3, new Backoff(Duration.ofMillis(1), Duration.ofMillis(1)),
            new RetrySteps(List.of(Duration.ofMillis(10)), new SteadyClock()));

    @TempDir
    private Path folder;

    private EmbeddedBroker broker;
    private Ledger ledger;
    private Steering steering;
    private WaitingQueues waiting;
    private Jms queues;
    private volatile boolean paused;
    private final LargeEntryMemory room = new LargeEntryMemory(new MemoryBudget(41_000_000));
    private final List<EntryConsumer> consumers = new ArrayList<>();
    private final List<LaneWorkers> pools = new ArrayList<>();
    private final Map<String, Integer> deliveries = new ConcurrentHashMap<>();

    @BeforeEach
    void start() {
        broker = new EmbeddedBroker(folder.resolve("broker"), List.of("server"), SOON, null);
        broker.start();
        ledger = new Ledger(LedgerAccess.ofFile(folder.resolve("ledger.db")), new SteadyClock(), Duration.ofDays(7));
        steering = new Steering(ledger.orders(), new SteadyClock(), order -> { });
        waiting = new WaitingQueues(another(broker), () -> List.of("server"), SOON.steps(), room, sender -> paused, List::of, WaitingQueues.LOOK);
        waiting.start();
        queues = new Jms(another(broker));
    }

    /** As to a broker in another process, which keeps large messages in files of its own. */
    static ConnectionFactory another(EmbeddedBroker broker) {
        ActiveMQConnectionFactory factory = (ActiveMQConnectionFactory) broker.access().connectionFactory();
        factory.setMinLargeMessageSize(ActiveMQClient.DEFAULT_MIN_LARGE_MESSAGE_SIZE);
        return factory;
    }

    /** What a test does with an entry. */
    interface Work {
        void deliver(Message entry, Sends sends) throws Exception;
    }

    public abstract EntryReceivers receivers(EmbeddedBroker of);

    /** How many files of the broker's a letter of 200 KB makes. */
    public abstract int filesOfALargeLetter();

    @AfterEach
    void stop() {
        consumers.forEach(EntryConsumer::close);
        pools.forEach(LaneWorkers::close);
        waiting.close();
        broker.stop();
        ledger.close();
    }

    @Test
    void eachIsDeliveredOnceAndConsumed() {
        put(300);
        consume(SMALL, this::note);
        untilOutboxHolds(0);
        assertEquals(300, deliveries.size());
        assertDeliveredOnce();
    }

    @Test
    void oneThatHangsHoldsUpNoOther() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        put(100);
        consume(SMALL, (entry, sends) -> {
            note(entry, sends);
            if (text(entry).equals("entry-3")) {
                assertTrue(end.await(30, TimeUnit.SECONDS));
            }
        });
        untilOutboxHolds(1);
        end.countDown();
        untilOutboxHolds(0);
        assertDeliveredOnce();
    }

    /** As of pickup directories, whose mails wait for the disk together. */
    @Test
    void whatIsDecidedWithTheCommitIsDecidedOnceAndComesBackIfThatFails() {
        Map<String, Integer> decided = new ConcurrentHashMap<>();
        Set<Thread> deciding = ConcurrentHashMap.newKeySet();
        put(50);
        deliver(SMALL, (entry, sends) -> {
            note(entry, sends);
            String text = text(entry);
            return new Decision.Open(CompletableFuture.completedFuture(null), () -> {
                deciding.add(Thread.currentThread());
                if (decided.merge(text, 1, Integer::sum) == 1 && text.equals("entry-7")) {
                    throw new IllegalStateException("once");
                }
                return null;
            });
        });
        untilOutboxHolds(0);
        assertEquals(2, deliveries.remove("entry-7"));
        assertEquals(2, decided.remove("entry-7"));
        assertDeliveredOnce();
        assertEquals(deliveries, decided);
        assertEquals(1, deciding.size());
    }

    @Test
    void oneThatIsNotReadyForItsDecisionHoldsUpNoOther() {
        CompletableFuture<?> ready = new CompletableFuture<>();
        put(100);
        deliver(SMALL, (entry, sends) -> {
            note(entry, sends);
            CompletableFuture<?> own = text(entry).equals("entry-3") ? ready : CompletableFuture.completedFuture(null);
            return new Decision.Open(own, () -> null);
        });
        untilOutboxHolds(1);
        ready.completeExceptionally(new IllegalStateException("it may be asked for all the same"));
        untilOutboxHolds(0);
        assertDeliveredOnce();
    }

    @Test
    void oneThatFailsComesBackAndTheOthersDoNot() {
        put(50);
        consume(SMALL, (entry, sends) -> {
            note(entry, sends);
            if (text(entry).equals("entry-7") && deliveries.get("entry-7") == 1) {
                throw new IllegalStateException("once");
            }
        });
        untilOutboxHolds(0);
        assertEquals(2, deliveries.remove("entry-7"));
        assertDeliveredOnce();
    }

    @Test
    void oneThatAlwaysFailsIsKeptWithTheDead() {
        put(1);
        consume(SMALL, (entry, sends) -> {
            note(entry, sends);
            throw new IllegalStateException("always");
        });
        await().atMost(Duration.ofSeconds(20)).until(() -> queues.browse(Queues.DEAD).size() == 1);
        assertEquals(SOON.attempts(), deliveries.get("entry-0"));
        untilOutboxHolds(0);
    }

    @Test
    void somethingThatIsNoEntryTakesNoOtherWithIt() {
        put(20);
        queues.sendText(OUTBOX, "by hand");
        try (var context = broker.access().connectionFactory().createContext()) {
            context.createProducer().send(context.createQueue(OUTBOX), context.createObjectMessage("serialized"));
        }
        consume(SMALL, (entry, sends) -> {
            if (!(entry instanceof BytesMessage)) {
                throw new IllegalStateException("no entry");
            }
            if (entry.propertyExists("gatewayRedeliveries")) {
                throw new IllegalStateException("still none");
            }
            note(entry, sends);
        });
        await().atMost(Duration.ofSeconds(20)).until(() -> queues.browse(Queues.DEAD).size() == 2);
        untilOutboxHolds(0);
        assertEquals(20, deliveries.size());
        assertDeliveredOnce();
    }

    @Test
    void whatItSendsGoesOutWithItAndWhatAFailureSentDoesNot() {
        put(20);
        consume(SMALL, (entry, sends) -> {
            note(entry, sends);
            sends.send(Queues.EXPIRED, bytes(entry), Map.of());
            if (deliveries.get(text(entry)) == 1) {
                throw new IllegalStateException("after it sent");
            }
        });
        untilOutboxHolds(0);
        assertEquals(20, queues.browse(Queues.EXPIRED).size());
    }

    @Test
    void aGroupOfWhichOneCannotBeSentComesBack() {
        put(20);
        consume(SMALL, (entry, sends) -> {
            note(entry, sends);
            if (text(entry).equals("entry-3") && deliveries.get("entry-3") == 1) {
                sends.send("no.such.queue", new byte[0], Map.of());
            }
        });
        untilOutboxHolds(0);
        assertEquals(20, deliveries.size(), "none lost");
        assertEquals(2, deliveries.get("entry-3"));
    }

    @Test
    void aCrashDoublesNoMoreThanWhatWasInTheWorks() {
        put(400);
        EntryConsumer first = consume(SMALL, this::note);
        await().atMost(Duration.ofSeconds(20)).until(() -> deliveries.size() >= 100);
        broker.stop();
        first.close();
        waiting.close();
        ledger.close();
        start();
        consume(SMALL, this::note);
        untilOutboxHolds(0);
        assertEquals(400, deliveries.size(), "none lost");
        int doubled = deliveries.values().stream().mapToInt(Integer::intValue).sum() - 400;
        assertTrue(doubled <= SMALL.credits(), doubled + " doubled");
    }

    @Test
    void aStopWaitsForWhatIsInTheWorksAndLeavesTheRest() throws Exception {
        CountDownLatch begun = new CountDownLatch(SMALL.workers());
        CountDownLatch end = new CountDownLatch(1);
        put(100);
        EntryConsumer consumer = consume(SMALL, (entry, sends) -> {
            note(entry, sends);
            begun.countDown();
            assertTrue(end.await(30, TimeUnit.SECONDS));
        });
        assertTrue(begun.await(20, TimeUnit.SECONDS));
        Thread stop = new Thread(consumer::close);
        stop.start();
        end.countDown();
        stop.join(20_000);
        assertEquals(100 - deliveries.size(), queues.browse(OUTBOX).size());
        assertDeliveredOnce();
    }

    @Test
    void aLargeOneIsReadWhole() {
        byte[] large = new byte[1_500_000];
        large[1_499_999] = 7;
        queues.sendBytes(OUTBOX, large);
        put(10);
        List<Byte> last = new CopyOnWriteArrayList<>();
        consume(SMALL, this::note);
        consume(LARGE, (entry, sends) -> last.add(bytes(entry)[1_499_999]));
        untilOutboxHolds(0);
        assertEquals(List.of((byte) 7), last);
        assertEquals(10, deliveries.size());
    }

    @Test
    void aLargeOneThatFailsComesBackWhole() {
        byte[] large = new byte[1_500_000];
        large[1_499_999] = 7;
        queues.sendBytes(OUTBOX, large);
        List<Byte> last = new CopyOnWriteArrayList<>();
        consume(LARGE, (entry, sends) -> {
            last.add(bytes(entry)[1_499_999]);
            if (last.size() == 1) {
                throw new IllegalStateException("once");
            }
        });
        untilOutboxHolds(0);
        assertEquals(List.of((byte) 7, (byte) 7), last);
    }

    @Test
    void largeOnesLeaveNoFiles() throws Exception {
        IntStream.range(0, 20).forEach(i -> queues.sendBytes(OUTBOX, new byte[200_000]));
        assertEquals(20, LargeFiles.of(folder.resolve("broker")).size());
        AtomicInteger present = new AtomicInteger();
        consume(LARGE, (entry, sends) -> {
            if (present.incrementAndGet() == 1) {
                throw new IllegalStateException("once");
            }
        });
        untilOutboxHolds(0);
        assertEquals(21, present.get());
        await().untilAsserted(() -> assertEquals(List.of(), LargeFiles.of(folder.resolve("broker"))));
    }

    @Test
    void largeOnesThatCannotBeSettledComeBackAndLeaveNoFiles() throws Exception {
        put(1);
        AtomicInteger present = new AtomicInteger();
        consume(SMALL, (entry, sends) -> {
            sends.send(Queues.EXPIRED, new byte[200_000], Map.of());
            if (present.incrementAndGet() == 1) {
                sends.send("no.such.queue", new byte[200_000], Map.of());
            }
        });
        untilOutboxHolds(0);
        assertEquals(2, present.get());
        assertEquals(1, queues.browse(Queues.EXPIRED).size());
        await().untilAsserted(() -> assertEquals(filesOfALargeLetter(), LargeFiles.of(folder.resolve("broker")).size()));
    }

    @Test
    void aCrashDoublesNoMoreLargeOnesThanWereInTheWorks() throws Exception {
        byte[] body = new byte[150_000];
        IntStream.range(0, 60).forEach(i -> {
            body[0] = (byte) i;
            queues.sendBytes(OUTBOX, body);
        });
        Work note = (entry, sends) -> deliveries.merge("large-" + bytes(entry)[0], 1, Integer::sum);
        EntryConsumer first = consume(LARGE, note);
        await().atMost(Duration.ofSeconds(20)).until(() -> deliveries.size() >= 20);
        broker.stop();
        first.close();
        waiting.close();
        ledger.close();
        start();
        consume(LARGE, note);
        untilOutboxHolds(0);
        assertEquals(60, deliveries.size(), "none lost");
        int doubled = deliveries.values().stream().mapToInt(Integer::intValue).sum() - 60;
        assertTrue(doubled <= LARGE.credits(), doubled + " doubled");
        await().untilAsserted(() -> assertEquals(List.of(), LargeFiles.of(folder.resolve("broker"))));
    }

    @Test
    void largeOnesOfAllConsumersTogetherFitIntoTheRoom() throws Exception {
        IntStream.range(0, 12).forEach(i -> queues.sendBytes(OUTBOX, new byte[2_500_000]));
        CountDownLatch end = new CountDownLatch(1);
        AtomicInteger present = new AtomicInteger();
        Work delivery = (entry, sends) -> {
            present.incrementAndGet();
            assertTrue(end.await(30, TimeUnit.SECONDS));
        };
        consume(LARGE, delivery);
        consume(LARGE, delivery);
        await().until(() -> present.get() == 4);
        put(1);
        consume(SMALL, this::note);
        await().until(() -> deliveries.size() == 1); // a small one passes, and still there are four
        assertEquals(4, present.get(), "as many as fit in half of the budget, each twice");
        end.countDown();
        untilOutboxHolds(0);
        assertEquals(12, present.get());
    }

    @Test
    void whatIsPausedWaitsWithoutAWorkerAndAStopDoesNotWaitForIt() {
        Set<String> deliveries = ConcurrentHashMap.newKeySet();
        paused = true;
        EntryConsumer consumer = consume(SMALL, (entry, sends) -> deliveries.add(entry.getJMSMessageID()));
        put(200);
        await().during(Duration.ofMillis(300)).until(deliveries::isEmpty);
        await().atMost(Duration.ofSeconds(1)).until(() -> {
            consumer.close();
            return true;
        });
        untilOutboxHolds(200);
        consume(SMALL, (entry, sends) -> deliveries.add(entry.getJMSMessageID()));
        paused = false;
        untilOutboxHolds(0);
        assertEquals(200, deliveries.size());
    }

    /** Else mail of another lane, which had something to do before, would go first. */
    @Test
    void anEntryThatCameDuringAPauseGoesOnOnceItEnds() {
        paused = true;
        consume(SMALL, this::note);
        await().during(Duration.ofMillis(100)).until(deliveries::isEmpty);
        put(1);
        await().during(Duration.ofMillis(100)).until(deliveries::isEmpty);
        paused = false;
        await().atMost(Duration.ofMillis(400)).until(() -> deliveries.size() == 1);
    }

    private EntryConsumer consume(ConsumerPlan plan, Work work) {
        EntryConsumer.Delivery delivery = (entry, sends) -> {
            work.deliver(entry, sends);
            return new Decision.Made(null);
        };
        return deliver(plan, delivery);
    }

    private EntryConsumer deliver(ConsumerPlan plan, EntryConsumer.Delivery delivery) {
        LaneWorkers workers = new LaneWorkers("workers", plan.workers(), Budget.UNLIMITED);
        pools.add(workers);
        EntryConsumer consumer =
                new EntryConsumer(receivers(broker), plan, new EntryConsumer.Work(
                        room, SOON, delivery, new EntryClosing(ledger, null, new SteadyClock(), steering), queue -> paused), workers.of("server", Lane.NORMAL));
        consumers.add(consumer);
        consumer.start();
        return consumer;
    }

    private void put(int entries) {
        try (JMSContext context = another(broker).createContext(JMSContext.SESSION_TRANSACTED)) { // one commit for all of them
            IntStream.range(0, entries)
                    .forEach(i -> context.createProducer().send(context.createQueue(OUTBOX), ("entry-" + i).getBytes(UTF_8)));
            context.commit();
        }
    }

    private void note(Message entry, Sends sends) throws JMSException {
        deliveries.merge(text(entry), 1, Integer::sum);
    }

    private static String text(Message entry) throws JMSException {
        return new String(bytes(entry), UTF_8);
    }

    private static byte[] bytes(Message entry) throws JMSException {
        BytesMessage message = (BytesMessage) entry;
        message.reset();
        byte[] bytes = new byte[Math.toIntExact(message.getBodyLength())];
        message.readBytes(bytes);
        return bytes;
    }

    private void untilOutboxHolds(int entries) {
        await().atMost(Duration.ofSeconds(30))
                .until(() -> broker.depths(Queues.of("server", 1)).values().stream().mapToLong(QueueDepth::messages).sum()
                        == entries);
    }

    private void assertDeliveredOnce() {
        deliveries.forEach((id, times) -> assertEquals(1, times, id));
    }
}
