// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.jms.JMSContext;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.notificationgateway.mail.MemoryBudget;
import org.notificationgateway.outbox.embedded.EmbeddedBroker;
import org.notificationgateway.outbox.ledger.Order;
import org.notificationgateway.support.Effort;
import org.notificationgateway.support.Jms;

/** Deferred mail comes back when its time has come, and no later than its step, whatever the machine's clock says. */
class WaitingQueuesIT {
    private static final RetrySteps STEPS =
            new RetrySteps(List.of(Duration.ofSeconds(2), Duration.ofHours(1)), new SteadyClock());
    private static final int MANY = Effort.of(400, 3_000);
    private static final int ALL = Effort.of(200, 500);
    private static final String OUTBOX = Queues.outboxOf("server");

    @TempDir
    private Path folder;

    private EmbeddedBroker broker;
    private WaitingQueues waiting;
    private volatile boolean paused;
    private final Queue<Order> orders = new ConcurrentLinkedQueue<>();
    private Jms jms;

    @BeforeEach
    void start() {
        broker = new EmbeddedBroker(folder.resolve("broker"), List.of("server"), Redelivery.of(STEPS), null);
        broker.start();
        jms = new Jms(broker.access().connectionFactory());
        waiting = new WaitingQueues(
                broker.access().connectionFactory(), () -> List.of("server"), STEPS,
                new LargeEntryMemory(new MemoryBudget(1_000_000)), sender -> paused, this::ordered, WaitingQueues.LOOK);
        waiting.start();
    }

    @AfterEach
    void stop() {
        waiting.close();
        broker.stop();
    }

    private List<Order> ordered() {
        Order next = orders.poll();
        return next == null ? List.of() : List.of(next);
    }

    private void defer(int step, Duration left, String... ids) {
        try (JMSContext context = broker.access().connectionFactory().createContext(JMSContext.SESSION_TRANSACTED)) {
            for (String id : ids) {
                var message = context.createBytesMessage();
                message.writeBytes(new OutboxCodec().encode(SampleEntry.of(id)));
                context.createProducer()
                        .setProperty(EntryProperties.DUE_AT, Instant.now().plus(left).toEpochMilli())
                        .setProperty(EntryProperties.MAIL, id)
                        .setProperty("_AMQ_DUPL_ID", id)
                        .send(context.createQueue(Queues.waitOf("server", step)), message);
            }
            context.commit();
        } catch (jakarta.jms.JMSException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String[] many(int count) {
        return IntStream.range(0, count).mapToObj(i -> "m" + i).toArray(String[]::new);
    }

    private List<String> outbox() {
        return jms.entries(OUTBOX).stream().map(OutboxEntry::id).toList();
    }

    private void untilOutboxHolds(int mails) {
        await().atMost(Duration.ofSeconds(20)).until(() -> outbox().size() == mails);
    }

    @Test
    void whatIsDueComesAtOnceAndTheRestInItsTime() {
        long start = System.nanoTime();
        defer(1, Duration.ZERO, "due");
        defer(1, Duration.ofMillis(1_500), "soon");
        defer(2, Duration.ofMinutes(50), "later");
        untilOutboxHolds(1);
        assertEquals(List.of("due"), outbox());
        untilOutboxHolds(2);
        assertTrue(Duration.ofNanos(System.nanoTime() - start).toMillis() >= 1_400, "too early");
        assertEquals(1, broker.depths(List.of(Queues.waitOf("server", 2))).get(Queues.waitOf("server", 2)).messages());
    }

    @Test
    void aMailIsTakenUpByOrderWhereverItWaits() {
        defer(1, Duration.ofSeconds(2), "first");
        String middle = "0".repeat(31) + "7";
        defer(2, Duration.ofMinutes(50), many(MANY));
        defer(2, Duration.ofMinutes(50), middle, "last");
        untilOutboxHolds(1); // the heads of both queues have been looked at
        orders.add(new Order(1, Order.Kind.RETRY, "server", middle, 0, "by ops"));
        untilOutboxHolds(2);
        assertEquals(List.of("first", middle), outbox());
        assertEquals(MANY + 1, broker.depths(List.of(Queues.waitOf("server", 2))).get(Queues.waitOf("server", 2)).messages());
    }

    @Test
    void allOfASenderIsTakenUpByOrder() {
        defer(2, Duration.ofMinutes(50), many(ALL));
        orders.add(new Order(1, Order.Kind.RETRY, "agent", "", 0, "by ops"));
        orders.add(new Order(2, Order.Kind.RETRY, "server", "", 0, "by ops"));
        untilOutboxHolds(ALL);
        defer(2, Duration.ofMinutes(50), "later");
        await().during(Duration.ofMillis(1_300)).atMost(Duration.ofSeconds(3)).until(() -> outbox().size() == ALL);
    }

    @Test
    void nothingWaitsLongerThanItsStepWhenTheClockWasSetBack() {
        defer(2, Duration.ofDays(8), many(50));
        untilOutboxHolds(50);
    }

    @Test
    void ofAPausedSenderNothingIsMovedUntilItGoesOn() {
        paused = true;
        defer(1, Duration.ZERO, "waits");
        await().during(Duration.ofMillis(1_300)).atMost(Duration.ofSeconds(3)).until(() -> outbox().isEmpty());
        paused = false;
        untilOutboxHolds(1);
    }

    @Test
    void itsTokenComesWithItAndItsDuplicateIdDoesNot() throws Exception {
        defer(1, Duration.ZERO, "one");
        untilOutboxHolds(1);
        var message = jms.browse(OUTBOX).get(0);
        assertEquals("one", message.getStringProperty(EntryProperties.MAIL));
        assertTrue(!message.propertyExists("_AMQ_DUPL_ID") && !message.propertyExists(EntryProperties.DUE_AT));
    }

    @Test
    void theHeadInHandIsBackInItsQueueAfterAnEndWithoutClosing() {
        defer(1, Duration.ofMillis(1_900), "held");
        await().during(Duration.ofMillis(300)).until(() -> outbox().isEmpty());
        broker.stop(); // as a kill, for what waits
        waiting.close();
        start();
        untilOutboxHolds(1);
    }

    @Test
    void manyThatAreDueAreMovedEachOnce() {
        defer(1, Duration.ofMillis(500), many(MANY));
        untilOutboxHolds(MANY);
        assertEquals(MANY, outbox().stream().distinct().count());
    }
}
