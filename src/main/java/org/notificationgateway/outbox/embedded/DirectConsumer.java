// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox.embedded;

import jakarta.jms.JMSException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.core.filter.Filter;
import org.apache.activemq.artemis.core.filter.impl.FilterImpl;
import org.apache.activemq.artemis.core.persistence.StorageManager;
import org.apache.activemq.artemis.core.server.Consumer;
import org.apache.activemq.artemis.core.server.HandleStatus;
import org.apache.activemq.artemis.core.server.MessageReference;
import org.apache.activemq.artemis.core.server.Queue;
import org.apache.activemq.artemis.core.transaction.Transaction;
import org.apache.activemq.artemis.core.transaction.impl.TransactionImpl;
import org.jspecify.annotations.Nullable;
import org.notificationgateway.outbox.EntryReceiver;
import org.notificationgateway.outbox.InFlightEntry;

/**
 * A consumer inside the embedded broker, as its bridges are: what a queue hands over belongs to this consumer until it is
 * acknowledged or this is closed. Safe to share.
 */
final class DirectConsumer implements Consumer {
    private final Queue queue;
    private final Filter filter;
    private final StorageManager storage;
    private final long number;
    private final Map<Long, MessageReference> unsettled = new LinkedHashMap<>(); // by message; guards itself
    private volatile @Nullable Flow flow;
    private volatile boolean refused;

    private record Flow(EntryReceiver.Taker<MessageReference> taker, Function<MessageReference, InFlightEntry<MessageReference>> form) {}

    DirectConsumer(Queue queue, String filter, StorageManager storage) throws ActiveMQException {
        this.queue = queue;
        this.filter = FilterImpl.createFilter(filter);
        this.storage = storage;
        number = storage.generateID();
    }

    /** Lets entries flow to who has credits for them. */
    void open(EntryReceiver.Taker<MessageReference> taker, Function<MessageReference, InFlightEntry<MessageReference>> form)
            throws JMSException {
        flow = new Flow(taker, form);
        try {
            queue.addConsumer(this);
        } catch (Exception e) {
            throw failure(e);
        }
        queue.deliverAsync();
    }

    /** Called by the queue for one entry after the other, while it lets nobody else at them. */
    @Override
    public HandleStatus handle(MessageReference reference) {
        if (!filter.match(reference.getMessage())) {
            return HandleStatus.NO_MATCH;
        }
        Flow to = flow;
        if (to == null || to.taker.isOver() || !hasCredit(to.taker.credits())) {
            return HandleStatus.BUSY;
        }
        reference.handled();
        reference.incrementDeliveryCount();
        synchronized (unsettled) {
            unsettled.put(reference.getMessageID(), reference);
        }
        return HandleStatus.HANDLED;
    }

    /** Takes a credit, or sees to it that the queue is told of the next one. */
    private boolean hasCredit(Semaphore credits) {
        if (credits.tryAcquire()) {
            return true;
        }
        refused = true;
        return credits.tryAcquire(); // one may have become free before that could be seen
    }

    /** Called once for what was handled, without the queue's lock. */
    @Override
    public void proceedDeliver(MessageReference reference) {
        Flow to = flow;
        if (to != null) {
            to.taker.arrived(to.form.apply(reference));
        }
    }

    /** Asks the queue for more, if it was refused a credit. */
    void goOn() {
        if (refused) {
            refused = false;
            queue.deliverAsync();
        }
    }

    /** Consumes an entry in a transaction; if that is rolled back, the broker itself puts the entry back. */
    void acknowledge(MessageReference reference, Transaction in) throws Exception {
        reference.acknowledge(in);
        synchronized (unsettled) {
            unsettled.remove(reference.getMessageID());
        }
    }

    /** What was not acknowledged goes back to where it was, as if it had never been handed over, if the broker runs. */
    void close(boolean running) throws JMSException {
        queue.removeConsumer(this);
        if (running) {
            try {
                giveBack();
            } catch (Exception e) {
                throw failure(e);
            }
            queue.deliverAsync();
        }
    }

    private void giveBack() throws Exception {
        Transaction back = new TransactionImpl(storage);
        synchronized (unsettled) {
            for (MessageReference reference : unsettled.values()) {
                reference.decrementDeliveryCount();
                queue.cancel(back, reference, true);
            }
            unsettled.clear();
        }
        back.rollback();
    }

    private static JMSException failure(Exception cause) {
        JMSException failure = new JMSException(cause.getMessage());
        failure.initCause(cause);
        return failure;
    }

    /** For who asks how old the oldest is. */
    @Override
    public List<MessageReference> getDeliveringMessages() {
        synchronized (unsettled) {
            return new ArrayList<>(unsettled.values());
        }
    }

    @Override
    public Filter getFilter() {
        return filter;
    }

    @Override
    public boolean supportsDirectDelivery() {
        return false; // whoever sends has no time for it
    }

    @Override
    public long sequentialID() {
        return number;
    }

    /** The queue is being deleted. */
    @Override
    public void disconnect() {
        Flow to = flow;
        if (to != null) {
            to.taker.lose();
        }
    }

    @Override
    public void failed(Throwable cause) {
        disconnect();
    }

    @Override
    public String debug() {
        return toManagementString();
    }

    @Override
    public String toManagementString() {
        return "outbox of the gateway [" + queue.getName() + "]";
    }
}
