// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox;

import jakarta.jms.JMSException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import org.notificationgateway.outbox.ledger.Ledger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way into the outbox: what arrives at the same time is stored in one transaction, so that many callers share one
 * wait for the disk. Nobody waits longer than the time allowed, whatever the broker or the database do. Safe to share;
 * one thread of its own does the work.
 */
public final class OutboxWriter implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("gateway.ingress");
    private static final long IDLE = 0;
    private static final int MOST_WAITING = 1_000;
    private static final int MOST_AT_ONCE = 64;
    private static final int NAP_MICROS = 500;
    private static final int MOST_NAPS = 4;
    /** Larger mails go alone: a group is in memory several times over. */
    private static final long MOST_BYTES = 4_000_000;

    private final GroupStore outbox;
    private final DuplicateDetector desk;
    private final StorageGuard storage;
    private final Duration patience;
    private final IntSupplier inHand;
    private final BlockingQueue<Order> orders = new ArrayBlockingQueue<>(MOST_WAITING);
    private final Thread thread = new Thread(this::work, "outbox-writer");
    private final CountDownLatch stopping = new CountDownLatch(1);
    private volatile boolean closed;
    private volatile long busySince = IDLE;

    /** One caller's mails, stored together or not at all. */
    private record Order(List<Submission> mails, CompletableFuture<List<Acceptance>> answer) {
        long bytes() {
            long bytes = 0;
            for (Submission mail : mails) {
                bytes += mail.entry().mail().length;
            }
            return bytes;
        }
    }

    /**
     * @param outbox closed with this
     * @param patience how long a caller waits at most
     * @param inHand how many requests are being worked on, with those that wait here
     */
    public OutboxWriter(
            GroupStore outbox, Ledger ledger, StorageGuard storage, Duration patience,
            IntSupplier inHand) {
        this.outbox = outbox;
        desk = new DuplicateDetector(outbox, ledger);
        this.storage = storage;
        this.patience = patience;
        this.inHand = inHand;
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * Stores the mails, all in one transaction, except those whose ids were used before.
     *
     * @return what became of each, in their order
     * @throws StoreUnavailableException if nothing can be stored now; should the mails be stored nevertheless, a repeat
     *     under the same ids is harmless
     */
    public List<Acceptance> store(List<Submission> mails) throws StoreUnavailableException, InterruptedException {
        storage.check();
        Order order = new Order(mails, new CompletableFuture<>());
        if (closed || busyFor().compareTo(patience) > 0 || !orders.offer(order)) {
            throw new StoreUnavailableException("the outbox is stopped, or too many requests wait for it", null);
        }
        try {
            return order.answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            if (!orders.remove(order) && busyFor().compareTo(patience.dividedBy(2)) > 0) {
                outbox.close(); // ends a call to the broker that hangs
            }
            throw new StoreUnavailableException("the outbox did not answer within " + patience.toSeconds() + " s", e);
        } catch (ExecutionException e) {
            throw new StoreUnavailableException(String.valueOf(e.getCause().getMessage()), e.getCause());
        }
    }

    /** How long the thread has been at the present group. */
    private Duration busyFor() {
        long since = busySince;
        return since == IDLE ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - since);
    }

    private void work() {
        Order left = null;
        while (!closed || left != null) {
            try {
                List<Order> group = new ArrayList<>();
                Order first = left == null ? orders.take() : left;
                linger();
                left = gather(first, group);
                busySince = System.nanoTime() | 1; // never IDLE
                storeGroup(group);
                busySince = IDLE;
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    /**
     * Waits for requests that will be here in a moment: a group costs the same whether few share it or many. Half of those
     * in hand are enough, so that the others are worked on while these wait for the disk. A request on its own does not
     * wait.
     */
    private void linger() throws InterruptedException {
        for (int i = 0; i < MOST_NAPS && 2 * (orders.size() + 1) < Math.min(MOST_AT_ONCE, inHand.getAsInt()); i++) {
            stopping.await(NAP_MICROS, TimeUnit.MICROSECONDS);
        }
    }

    /** Fills the group with what waits; returns the first that no longer fits. */
    private @Nullable Order gather(Order first, List<Order> group) {
        group.add(first);
        long bytes = first.bytes();
        int count = first.mails.size();
        for (Order next = orders.poll(); next != null; next = orders.poll()) {
            bytes += next.bytes();
            count += next.mails.size();
            if (bytes > MOST_BYTES || count > MOST_AT_ONCE) {
                return next;
            }
            group.add(next);
        }
        return null;
    }

    private void storeGroup(List<Order> group) {
        try {
            List<Submission> mails = group.stream().flatMap(order -> order.mails.stream()).toList();
            if (mails.isEmpty()) { // all of an array were refused, or the writer is being closed
                group.forEach(order -> order.answer.complete(List.of()));
                return;
            }
            List<Acceptance> answers = desk.accept(mails);
            int from = 0;
            for (Order order : group) {
                int to = from + order.mails.size();
                order.answer.complete(List.copyOf(answers.subList(from, to)));
                from = to;
            }
        } catch (JMSException | IOException | RuntimeException e) {
            LOG.debug("{} requests were not stored", group.size(), e);
            group.forEach(order -> order.answer.completeExceptionally(e));
        }
    }

    /** Ends the thread and the connections; who still waits is told that nothing can be stored. */
    @Override
    public void close() {
        closed = true;
        stopping.countDown();
        orders.offer(new Order(List.of(), new CompletableFuture<>())); // an interrupt would close the database's file
        try {
            thread.join(patience.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        outbox.close();
        desk.close();
        for (Order order = orders.poll(); order != null; order = orders.poll()) {
            order.answer.completeExceptionally(new IllegalStateException("the gateway stops"));
        }
    }
}
