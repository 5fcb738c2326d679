// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox;

import jakarta.jms.JMSException;
import jakarta.jms.Message;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.jspecify.annotations.Nullable;
import org.notificationgateway.settings.Backoff;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Empties one outbox with several workers: each entry is settled by itself, and those that were finished while the last
 * commit waited for the disk are committed together. So an entry is consumed, and its retry
 * or dead letter sent, in one transaction, a slow worker holds up no other, and a crash can double at most the entries in
 * the workers' hands and those of one group.
 */
final class EntryConsumer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("gateway.outbox");
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(25);
    private static final Backoff BACKOFF = new Backoff(LOOK, Duration.ofSeconds(30));

    private final EntryReceivers receivers;
    private final ConsumerPlan plan;
    private final Work work;
    private final Executor workers;
    private final Thread committer;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private volatile @Nullable GroupCommitter<?> present;

    /** Does the work for one entry; whatever it sends belongs to the entry's transaction. */
    @FunctionalInterface
    interface Delivery {
        /** What tells, before its group is committed, what was decided about the entry. */
        Decision deliver(Message entry, Sends sends) throws Exception;
    }

    /**
     * What is done with entries.
     *
     * @param room for the bodies of large ones
     * @param redelivery when an entry is taken up again that the route could not settle
     * @param closing is told what became of entries before the broker lets go of them
     * @param paused true for a queue whose entries are not to be delivered at the moment
     */
    record Work(
            LargeEntryMemory room, Redelivery redelivery, Delivery delivery, EntryClosing closing, Predicate<String> paused) {}

    /**
     * @param work is done with each entry and each group of them; its room is shared by all consumers
     * @param workers do the deliveries
     */
    EntryConsumer(EntryReceivers receivers, ConsumerPlan plan, Work work, Executor workers) {
        this.receivers = receivers;
        this.plan = plan;
        this.work = work;
        this.workers = workers;
        committer = new Thread(this::run, plan.queue() + (plan.large() ? "-large-commits" : "-commits"));
        committer.setDaemon(true);
    }

    /** Begins to consume, and goes on until {@link #close}, however often the broker goes away. */
    void start() {
        committer.start();
    }

    private void run() {
        Duration pause = LOOK;
        while (!isStopping()) {
            try (GroupCommitter<?> line = line(receivers.receiver(plan, work.room()))) {
                present = line;
                line.open();
                pause = LOOK;
                line.settle();
            } catch (JMSException | ActiveMQException | RuntimeException e) {
                LOG.error("{} cannot be read, and is tried again: {}", plan.queue(), e.getMessage());
                LOG.debug("{} failed", plan.queue(), e);
            } catch (InterruptedException e) {
                return;
            }
            if (!await(pause)) {
                pause = BACKOFF.after(pause);
            }
        }
    }

    private <T> GroupCommitter<T> line(EntryReceiver<T> receiver) {
        return new GroupCommitter<>(receiver, plan, work, workers, stopping);
    }

    private boolean isStopping() {
        return stopping.getCount() == 0;
    }

    private boolean await(Duration pause) {
        try {
            return stopping.await(pause.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    /** Takes no more, waits for what is in the works and commits it. What is not finished by then stays in the queue. */
    @Override
    public void close() {
        stopping.countDown();
        GroupCommitter<?> line = present;
        if (line != null) {
            line.lookAround();
        }
        try {
            committer.join(PATIENCE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        committer.interrupt();
    }
}
