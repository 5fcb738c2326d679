// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox;

import jakarta.jms.JMSException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.jms.client.ActiveMQMessage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection of an {@link EntryConsumer} to the broker, and what goes over it: entries in, to the workers, and out of
 * the queue in groups. Ends when it is lost; what was not settled then is still in its queue. Only one thread settles.
 *
 * @param <T> an entry as the broker handed it over
 */
final class GroupCommitter<T> implements EntryReceiver.Taker<T>, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("gateway.outbox");
    private static final int LOOK_MILLIS = 1_000;
    private static final int LOOK_MILLIS_WHILE_PAUSED = 50;
    private static final int NAP_MILLIS = 2;
    private static final int MOST_NAPS = 10;
    private static final int MOST_NAPS_OF_MANY = 50;

    private final EntryReceiver<T> receiver;
    private final ConsumerPlan plan;
    private final EntryConsumer.Work work;
    private final Executor workers;
    private final CountDownLatch stopping;
    private final Semaphore credits = new Semaphore(0);
    private final Prefetch prefetch;
    private final BlockingQueue<Optional<InFlightEntry<T>>> finished = new LinkedBlockingQueue<>(); // empty: look around
    private final Set<InFlightEntry<T>> lined = ConcurrentHashMap.newKeySet(); // until a worker takes it up
    private final Set<InFlightEntry<T>> paused = ConcurrentHashMap.newKeySet(); // until the sender goes on
    private final Set<InFlightEntry<T>> waiting = ConcurrentHashMap.newKeySet(); // until there is room in memory
    private volatile boolean lost;

    /**
     * @param receiver closed with the line
     * @param stopping reaches zero once no more should be taken
     */
    GroupCommitter(
            EntryReceiver<T> receiver, ConsumerPlan plan, EntryConsumer.Work work, Executor workers, CountDownLatch stopping) {
        this.receiver = receiver;
        this.plan = plan;
        this.work = work;
        this.workers = workers;
        this.stopping = stopping;
        prefetch = new Prefetch(credits, plan.leastCredits(), plan.credits(), System::nanoTime);
    }

    /** Begins to take entries. */
    void open() throws JMSException, ActiveMQException {
        receiver.open(this);
    }

    @Override
    public Semaphore credits() {
        return credits;
    }

    @Override
    public void arrived(InFlightEntry<T> arrival) {
        handOver(arrival);
    }

    /** A worker takes it up at its time, unless it has been left in its queue by then. */
    private void handOver(InFlightEntry<T> arrival) {
        lined.add(arrival);
        workers.execute(() -> {
            if (lined.remove(arrival)) {
                deliver(arrival);
            }
        });
    }

    @Override
    public void lose() {
        lost = true;
        lookAround();
    }

    @Override
    public void lookAround() {
        finished.add(Optional.empty());
    }

    @Override
    public boolean isOver() {
        return stopping.getCount() == 0 || lost;
    }

    /** What cannot be delivered yet is set aside: no worker waits, as others have work to do. */
    private void deliver(InFlightEntry<T> arrival) {
        if (isOver()) {
            leave(arrival);
            return;
        }
        if (work.paused().test(plan.queue())) {
            arrival.setAside();
            paused.add(arrival);
            lookAround(); // else the end of the pause might be seen late, and other lanes go first
            return;
        }
        waiting.add(arrival);
        if (!arrival.hasRoomOr(() -> resume(arrival, waiting)) || !waiting.remove(arrival)) {
            return;
        }
        CompletableFuture<?> ready = Decision.Made.NOW;
        try {
            ActiveMQMessage entry = arrival.entry();
            entry.doBeforeReceive();
            Decision decision = work.delivery().deliver(entry, arrival.sends());
            arrival.delivered(decision);
            ready = decision.ready();
        } catch (Exception | StackOverflowError e) {
            failed(arrival, e);
        } finally {
            ready.whenComplete((any, failure) -> finished.add(Optional.of(arrival)));
        }
    }

    private void failed(InFlightEntry<T> arrival, Throwable failure) {
        DamagedEntryException damage = damage(failure);
        if (damage != null) {
            arrival.damaged(damage);
        }
        LOG.debug("An entry of {} goes back into its queue", plan.queue(), failure);
    }

    private void decide(InFlightEntry<T> arrival) {
        try {
            arrival.decide();
        } catch (Exception | StackOverflowError e) {
            failed(arrival, e);
        }
    }

    private void resume(InFlightEntry<T> arrival, Set<InFlightEntry<T>> from) {
        if (from.remove(arrival)) {
            handOver(arrival);
        }
    }

    /** Goes on with what was set aside, if its time has come; at the end it stays in its queue. */
    private void lookAtWhatIsAside() {
        if (isOver()) {
            Stream.of(lined, paused, waiting).forEach(set -> set.stream().filter(set::remove).forEach(this::leave));
        } else if (!paused.isEmpty() && !work.paused().test(plan.queue())) {
            paused.forEach(arrival -> resume(arrival, paused));
        }
    }

    private void leave(InFlightEntry<T> arrival) {
        arrival.free();
        release(1);
        lookAround();
    }

    private static @Nullable DamagedEntryException damage(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof DamagedEntryException damage) {
                return damage;
            }
        }
        return null;
    }

    /** Settles what is finished until the gateway stops or the line is lost. */
    void settle() throws JMSException, ActiveMQException, InterruptedException {
        List<Optional<InFlightEntry<T>>> group = new ArrayList<>();
        while (stopping.getCount() > 0 || inHand() > 0) {
            Optional<InFlightEntry<T>> first =
                    finished.poll(paused.isEmpty() ? LOOK_MILLIS : LOOK_MILLIS_WHILE_PAUSED, TimeUnit.MILLISECONDS);
            lookAtWhatIsAside();
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
        int most = credits.availablePermits() == 0 ? MOST_NAPS_OF_MANY : MOST_NAPS;
        for (int i = 0; i < most && finished.size() + 1 < Math.min(plan.group(), inHand() - paused.size() - waiting.size()); i++) {
            stopping.await(NAP_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void release(int count) {
        prefetch.release(count);
        receiver.creditsAreFree();
    }

    private int inHand() {
        return prefetch.held();
    }

    private void commit(List<InFlightEntry<T>> group) throws JMSException, ActiveMQException {
        try {
            for (InFlightEntry<T> one : group) {
                decide(one);
                if (!one.isDelivered()) {
                    giveBack(one);
                }
                one.carryProperties();
            }
            List<Settlement> decisions = new ArrayList<>(group.size());
            group.forEach(one -> decisions.add(one.decision()));
            work.closing().close(decisions);
            receiver.settle(group);
            release(group.size());
            work.closing().closed(decisions);
        } catch (JMSException | ActiveMQException e) {
            LOG.warn("{} entries of {} were worked on, and will be again: {}",
                    group.size(), plan.queue(), e.getMessage());
            throw e;
        } finally {
            group.forEach(InFlightEntry::free);
        }
    }

    /** A failure sends nothing but the entry itself, to be taken up later, or as a dead letter if nobody can read it. */
    private void giveBack(InFlightEntry<T> one) throws JMSException, ActiveMQException {
        one.sends().forget();
        DamagedEntryException damage = one.damage();
        if (damage == null) {
            work.redelivery().schedule(one.entry(), one.sends(), plan.queue());
        } else {
            one.decided(work.closing().giveUp(one.entry(), damage, one.sends()));
        }
    }

    /** Takes and settles nothing more. */
    @Override
    public void close() throws JMSException {
        lost = true; // what arrives from now on could not be settled
        credits.release(plan.credits());
        Stream.of(paused, waiting).flatMap(Set::stream).forEach(InFlightEntry::free);
        receiver.close();
    }
}
