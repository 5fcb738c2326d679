// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox;

import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.api.core.client.ClientMessage;
import org.apache.activemq.artemis.api.core.client.ClientSession;
import org.apache.activemq.artemis.jms.client.ActiveMQMessage;
import org.apache.activemq.artemis.jms.client.ActiveMQSession;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Empties one outbox with several workers over one transacted session: each entry is settled by itself, and those that
 * were finished while the last commit waited for the disk are committed together. So an entry is consumed, and its retry
 * or dead letter sent, in one transaction, a slow worker holds up no other, and a crash can double at most the entries in
 * the workers' hands and those of one group.
 */
public final class EntryConsumer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("gateway.outbox");
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final int MOST_LINGERING = 5;
    private static final Duration PATIENCE = Duration.ofSeconds(25);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    private final ConnectionFactory factory;
    private final Plan plan;
    private final LargeBodies room;
    private final Redelivery redelivery;
    private final Delivery delivery;
    private final Runnable beforeCommit;
    private final ExecutorService workers;
    private final Thread committer;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private volatile @Nullable Line present;

    /** Does the work for one entry; whatever it sends on the session belongs to the entry's transaction. */
    @FunctionalInterface
    public interface Delivery {
        void deliver(Message entry, Session session) throws Exception;
    }

    /**
     * What one consumer takes and how much of it at a time.
     *
     * @param filter as brokers have it, to share a queue between consumers
     * @param workers entries worked on at a time
     * @param group most entries of one commit
     */
    public record Plan(String queue, String filter, int workers, int group) {
        /** Bytes that the broker may send before they are asked for: waiting for each entry would cost most. */
        private static final int AHEAD = 524_288;

        /**
         * Entries taken from the broker and not settled yet: in the workers' hands, in the group that is being committed,
         * and in the next one. A crash may double so many.
         */
        int places() {
            return workers + 2 * group;
        }
    }

    /**
     * @param room for the bodies that the broker keeps in files; to be shared by all consumers
     * @param beforeCommit makes durable whatever the deliveries of a group left to be done once for all of them
     */
    public EntryConsumer(
            ConnectionFactory factory, Plan plan, LargeBodies room, Redelivery redelivery, Delivery delivery,
            Runnable beforeCommit) {
        this.factory = factory;
        this.room = room;
        this.beforeCommit = beforeCommit;
        this.plan = plan;
        this.redelivery = redelivery;
        this.delivery = delivery;
        AtomicInteger number = new AtomicInteger();
        workers = Executors.newFixedThreadPool(plan.workers(), task -> thread(task, number.incrementAndGet()));
        committer = thread(this::run, 0);
    }

    private Thread thread(Runnable task, int number) {
        Thread thread = new Thread(task, plan.queue() + "-" + number);
        thread.setDaemon(true);
        return thread;
    }

    /** Begins to consume, and goes on until {@link #close}, however often the broker goes away. */
    public void start() {
        committer.start();
    }

    private void run() {
        Duration pause = LOOK;
        while (!isStopping()) {
            try (Line line = new Line()) {
                present = line;
                pause = LOOK;
                line.settle();
            } catch (JMSException | ActiveMQException | RuntimeException e) {
                LOG.error("{} cannot be read, and is tried again: {}", plan.queue(), e.getMessage());
                LOG.debug("{} failed", plan.queue(), e);
            } catch (InterruptedException e) {
                return;
            }
            if (!await(pause)) {
                pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
            }
        }
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
        Line line = present;
        if (line != null) {
            line.finished.add(Optional.empty());
        }
        try {
            committer.join(PATIENCE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        committer.interrupt();
        workers.shutdownNow();
    }

    /** An entry on its way through; all but its delivery is the committer's. */
    private static final class Arrival {
        private final ClientMessage original;
        private final ActiveMQMessage entry;
        private final RecordedSends sends;
        private boolean delivered;
        private boolean settled;

        /** @param entry the original, or its copy in memory */
        Arrival(ClientMessage original, ActiveMQMessage entry, RecordedSends sends) {
            this.original = original;
            this.entry = entry;
            this.sends = sends;
        }
    }

    /** One connection to the broker, and what goes over it. Only the committer's thread settles. */
    private final class Line implements AutoCloseable {
        private final Connection connection;
        private final ActiveMQSession session;
        private final ClientSession core;
        private final MessageProducer producer;
        private final Semaphore places = new Semaphore(plan.places());
        private final Queue<Arrival> unsettled = new ConcurrentLinkedQueue<>(); // in the order they came in
        private final BlockingQueue<Optional<Arrival>> finished = new LinkedBlockingQueue<>(); // empty: look around
        private final CountDownLatch closing = new CountDownLatch(1);
        private volatile boolean lost;

        Line() throws JMSException, ActiveMQException {
            connection = factory.createConnection();
            boolean ready = false;
            try {
                connection.setExceptionListener(e -> {
                    lost = true;
                    finished.add(Optional.empty());
                });
                session = (ActiveMQSession) connection.createSession(Session.SESSION_TRANSACTED);
                core = session.getCoreSession();
                producer = session.createProducer(null);
                core.createConsumer(
                                SimpleString.of(plan.queue()), SimpleString.of(plan.filter()), Plan.AHEAD, -1, false)
                        .setMessageHandler(this::arrived);
                connection.start();
                ready = true;
            } finally {
                if (!ready) {
                    connection.close();
                }
            }
        }

        /** Called by the broker's client, which sends nothing more until this returns. */
        private void arrived(ClientMessage entry) {
            places.acquireUninterruptibly();
            if (!room.take(entry, this::isOver)) {
                places.release();
                finished.add(Optional.empty());
                awaitClosing(); // else the broker would send all it has
                return;
            }
            try {
                ActiveMQMessage message = ActiveMQMessage.createMessage(LargeBodies.inMemory(entry, core), core);
                Arrival arrival = new Arrival(entry, message, new RecordedSends(session));
                unsettled.add(arrival);
                workers.execute(() -> work(arrival));
            } catch (ActiveMQException | RuntimeException e) {
                LOG.warn("An entry of {} could not be read, and will be again: {}", plan.queue(), e.getMessage());
                lost = true;
                finished.add(Optional.empty());
                room.giveBack(entry);
            }
        }

        private boolean isOver() {
            return isStopping() || lost;
        }

        private void awaitClosing() {
            try {
                closing.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        private void work(Arrival arrival) {
            if (isOver()) {
                places.release(); // it stays in its queue
                room.giveBack(arrival.original);
                finished.add(Optional.empty());
                return;
            }
            try {
                arrival.entry.doBeforeReceive();
                delivery.deliver(arrival.entry, arrival.sends.session());
                arrival.delivered = true;
            } catch (Exception e) {
                LOG.debug("An entry of {} goes back into its queue", plan.queue(), e); // the route has told of it
            } finally {
                finished.add(Optional.of(arrival));
            }
        }

        /** Settles what is finished until the gateway stops or the line is lost. */
        void settle() throws JMSException, ActiveMQException, InterruptedException {
            List<Optional<Arrival>> group = new ArrayList<>();
            while (!isStopping() || places.availablePermits() < plan.places()) {
                Optional<Arrival> first = finished.poll(LOOK.toMillis(), TimeUnit.MILLISECONDS);
                if (lost) {
                    throw new JMSException("the connection was lost");
                }
                if (first != null && first.isPresent()) {
                    linger();
                    group.add(first);
                    finished.drainTo(group, plan.group() - 1);
                    commit(group.stream().flatMap(Optional::stream).toList());
                    group.clear();
                }
            }
        }

        /** Lets a group come together, while there is work: a commit costs about as much as three mails. */
        private void linger() throws InterruptedException {
            for (int i = 0; i < MOST_LINGERING && finished.size() < plan.group() - 1; i++) {
                stopping.await(1, TimeUnit.MILLISECONDS);
            }
        }

        private void commit(List<Arrival> group) throws JMSException, ActiveMQException {
            beforeCommit.run();
            try {
                for (Arrival one : group) {
                    if (one.delivered) {
                        one.sends.replay(producer);
                    } else {
                        redelivery.schedule(one.entry, session, producer, plan.queue());
                    }
                }
                acknowledge(new HashSet<>(group));
                session.commit();
                places.release(group.size());
            } catch (JMSException | ActiveMQException e) {
                LOG.warn("{} entries of {} were worked on, and will be again: {}",
                        group.size(), plan.queue(), e.getMessage());
                throw e;
            } finally {
                group.forEach(one -> room.giveBack(one.original));
            }
        }

        /** One word to the broker for all that nothing unfinished came before, one for each of the others. */
        private void acknowledge(Set<Arrival> group) throws ActiveMQException {
            Arrival last = null;
            for (Arrival next = unsettled.peek(); next != null && (next.settled || group.remove(next)); next = unsettled.peek()) {
                last = next.settled ? last : next;
                unsettled.remove();
            }
            if (last != null) {
                last.original.acknowledge();
            }
            for (Arrival one : group) {
                one.original.individualAcknowledge();
                one.settled = true;
            }
        }

        @Override
        public void close() throws JMSException {
            closing.countDown();
            places.release(plan.places());
            connection.close();
        }
    }
}
