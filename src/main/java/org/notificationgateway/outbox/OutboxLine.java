// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox;

import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
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
 * One connection of an {@link EntryConsumer} to the broker, and what goes over it: entries in, to the workers, and out of
 * the queue in groups. Ends when it is lost; what was not settled then is still in its queue. Only one thread settles.
 */
final class OutboxLine implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("gateway.outbox");
    private static final int LOOK_MILLIS = 1_000;
    private static final int NAP_MILLIS = 2;
    private static final int MOST_NAPS = 10;
    private static final int MOST_NAPS_OF_MANY = 50;

    /**
     * What is done with entries.
     *
     * @param beforeCommit makes durable whatever the deliveries of a group left to be done once for all of them
     */
    record Work(
            LargeBodies room, Redelivery redelivery, EntryConsumer.Delivery delivery, Runnable beforeCommit) {}

    /** An entry on its way through; all but its delivery is the committer's. */
    private static final class Arrival {
        private final ClientMessage original;
        private final ActiveMQMessage entry;
        private final RecordedSends sends;
        private final AtomicBoolean present = new AtomicBoolean(true);
        private boolean delivered;
        private boolean settled;

        /** @param entry the original, or its copy in memory */
        Arrival(ClientMessage original, ActiveMQMessage entry, RecordedSends sends) {
            this.original = original;
            this.entry = entry;
            this.sends = sends;
        }
    }

    private final EntryConsumer.Plan plan;
    private final Work work;
    private final Executor workers;
    private final CountDownLatch stopping;
    private final Connection connection;
    private final ActiveMQSession session;
    private final ClientSession core;
    private final MessageProducer producer;
    private final Semaphore places;
    private final Queue<Arrival> unsettled = new ConcurrentLinkedQueue<>(); // in the order they came in
    private final BlockingQueue<Optional<Arrival>> finished = new LinkedBlockingQueue<>(); // empty: look around
    private final CountDownLatch closing = new CountDownLatch(1);
    private volatile boolean lost;

    /** @param stopping reaches zero once no more should be taken */
    OutboxLine(
            ConnectionFactory factory, EntryConsumer.Plan plan, Work work, Executor workers, CountDownLatch stopping)
            throws JMSException, ActiveMQException {
        this.plan = plan;
        this.work = work;
        this.workers = workers;
        this.stopping = stopping;
        places = new Semaphore(plan.places());
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
                            SimpleString.of(plan.queue()), SimpleString.of(plan.filter()), plan.ahead(),
                            -1, false)
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
        if (!work.room().take(entry, this::isOver)) {
            places.release();
            finished.add(Optional.empty());
            awaitClosing(); // else the broker would send all it has
            return;
        }
        ActiveMQMessage message = read(entry);
        if (message == null) {
            work.room().giveBack(entry);
            lost = true;
            finished.add(Optional.empty());
            return;
        }
        Arrival arrival = new Arrival(entry, message, new RecordedSends(session));
        unsettled.add(arrival);
        workers.execute(() -> deliver(arrival));
    }

    private @Nullable ActiveMQMessage read(ClientMessage entry) {
        try {
            return LargeBodies.message(entry, core);
        } catch (ActiveMQException | RuntimeException e) {
            LOG.warn("An entry of {} could not be read, and will be again: {}", plan.queue(), e.getMessage());
            return null;
        }
    }

    /** Whatever becomes of an entry, its room is given back once. */
    private void free(Arrival arrival) {
        if (arrival.present.compareAndSet(true, false)) {
            work.room().giveBack(arrival.original);
        }
    }

    /** Wakes the thread that settles. */
    void lookAround() {
        finished.add(Optional.empty());
    }

    private boolean isOver() {
        return stopping.getCount() == 0 || lost;
    }

    private void awaitClosing() {
        try {
            closing.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void deliver(Arrival arrival) {
        if (isOver()) {
            places.release(); // it stays in its queue
            free(arrival);
            finished.add(Optional.empty());
            return;
        }
        try {
            arrival.entry.doBeforeReceive();
            work.delivery().deliver(arrival.entry, arrival.sends.session());
            arrival.delivered = true;
            if (arrival.entry instanceof LargeEntry large && arrival.sends.isEmpty()) {
                large.forget();
                free(arrival); // nothing of it waits for the commit
            }
        } catch (Exception e) {
            LOG.debug("An entry of {} goes back into its queue", plan.queue(), e); // the route has told of it
        } finally {
            finished.add(Optional.of(arrival));
        }
    }

    /** Settles what is finished until the gateway stops or the line is lost. */
    void settle() throws JMSException, ActiveMQException, InterruptedException {
        List<Optional<Arrival>> group = new ArrayList<>();
        while (stopping.getCount() > 0 || inHand() > 0) {
            Optional<Arrival> first = finished.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS);
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

    /**
     * Lets a group come together while others are in the works: a commit costs as much as some mails over SMTP, and a
     * forced directory as much as a file. What waits here is delivered: the longer, the more a crash doubles. So it waits
     * long only where more wait to be delivered, and groups are as large as they may be anyway.
     */
    private void linger() throws InterruptedException {
        int most = places.availablePermits() == 0 ? MOST_NAPS_OF_MANY : MOST_NAPS;
        for (int i = 0; i < most && finished.size() + 1 < Math.min(plan.group(), inHand()); i++) {
            stopping.await(NAP_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private int inHand() {
        return plan.places() - places.availablePermits();
    }

    private void commit(List<Arrival> group) throws JMSException, ActiveMQException {
        work.beforeCommit().run();
        try {
            for (Arrival one : group) {
                if (one.delivered) {
                    one.sends.replay(producer);
                } else {
                    work.redelivery().schedule(one.entry, session, producer, plan.queue());
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
            group.forEach(this::free);
        }
    }

    /**
     * One word to the broker for all that nothing unfinished came before, one for each of the others: and for large ones,
     * whose size the client would ask for by encoding them.
     */
    private void acknowledge(Set<Arrival> group) throws ActiveMQException {
        Arrival last = null;
        Arrival next = unsettled.peek();
        while (next != null && (next.settled || !next.original.isLargeMessage() && group.remove(next))) {
            last = next.settled ? last : next;
            unsettled.remove();
            next = unsettled.peek();
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
        lost = true; // what arrives from now on could not be settled
        closing.countDown();
        unsettled.forEach(this::free);
        places.release(plan.places());
        connection.close();
    }
}
