// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox;

import jakarta.jms.BytesMessage;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import jakarta.jms.MessageProducer;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.api.core.client.ClientMessage;
import org.apache.activemq.artemis.jms.client.ActiveMQDestination;
import org.apache.activemq.artemis.jms.client.ActiveMQMessage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The way out of any broker: entries come in and are settled over one transacted session. */
final class SessionReceiver implements EntryReceiver<SessionReceiver.Received> {
    private static final Logger LOG = LoggerFactory.getLogger("gateway.outbox");

    /** A message of the session. */
    static final class Received {
        private final ClientMessage message;
        private boolean settled;

        private Received(ClientMessage message) {
            this.message = message;
        }
    }

    private final ConsumerPlan plan;
    private final LargeEntryMemory room;
    private final BrokerSession broker;
    private final MessageProducer producer;
    private final Queue<InFlightEntry<Received>> unsettled = new ConcurrentLinkedQueue<>(); // in the order they came in
    private final CountDownLatch closing = new CountDownLatch(1);

    SessionReceiver(ConnectionFactory factory, ConsumerPlan plan, LargeEntryMemory room) throws JMSException {
        this.plan = plan;
        this.room = room;
        broker = BrokerSession.open(factory);
        producer = broker.session().createProducer(null);
    }

    @Override
    public void open(Taker<Received> taker) throws JMSException, ActiveMQException {
        broker.connection().setExceptionListener(e -> taker.lose());
        broker.core()
                .createConsumer(
                        SimpleString.of(plan.queue()), SimpleString.of(plan.filter()), plan.ahead(), -1, false)
                .setMessageHandler(entry -> receive(entry, taker));
        broker.connection().start();
    }

    /** Called by the broker's client, which sends nothing more until this returns. */
    private void receive(ClientMessage entry, Taker<Received> taker) {
        taker.credits().acquireUninterruptibly();
        LargeEntryMemory.Share share = room.shareOf(entry);
        if (!share.take(taker::isOver)) {
            taker.credits().release();
            taker.lookAround();
            awaitClosing(); // else the broker would send all it has
            return;
        }
        ActiveMQMessage message = read(entry);
        if (message == null) {
            share.giveBack();
            taker.lose();
            return;
        }
        InFlightEntry<Received> arrival =
                InFlightEntry.ofRead(new Received(entry), share, message);
        unsettled.add(arrival);
        taker.arrived(arrival);
    }

    private @Nullable ActiveMQMessage read(ClientMessage entry) {
        try {
            return LargeEntryMemory.message(entry, broker.core());
        } catch (ActiveMQException | RuntimeException e) {
            LOG.warn("An entry of {} could not be read, and will be again: {}", plan.queue(), e.getMessage());
            return null;
        }
    }

    private void awaitClosing() {
        try {
            closing.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void creditsAreFree() {
        // the broker's client waits for one
    }

    @Override
    public void settle(List<InFlightEntry<Received>> group) throws JMSException, ActiveMQException {
        for (InFlightEntry<Received> one : group) {
            for (Sends.Send send : one.sends().all()) {
                BytesMessage message = broker.session().createBytesMessage();
                message.writeBytes(send.body());
                for (var property : send.properties().entrySet()) {
                    message.setObjectProperty(property.getKey(), property.getValue());
                }
                producer.send(ActiveMQDestination.createQueue(send.queue()), message); // asks the broker nothing
            }
        }
        acknowledge(new HashSet<>(group));
        broker.session().commit();
    }

    /**
     * One word to the broker for all that nothing unfinished came before, one for each of the others: and for large ones,
     * whose size the client would ask for by encoding them.
     */
    private void acknowledge(Set<InFlightEntry<Received>> group) throws ActiveMQException {
        ClientMessage last = null;
        InFlightEntry<Received> next = unsettled.peek();
        while (next != null && (next.original().settled || !isLarge(next) && group.remove(next))) {
            last = next.original().settled ? last : next.original().message;
            unsettled.remove();
            next = unsettled.peek();
        }
        if (last != null) {
            last.acknowledge();
        }
        for (InFlightEntry<Received> one : group) {
            one.original().message.individualAcknowledge();
            one.original().settled = true;
        }
    }

    private static boolean isLarge(InFlightEntry<Received> arrival) {
        return arrival.original().message.isLargeMessage();
    }

    @Override
    public void close() throws JMSException {
        closing.countDown();
        unsettled.forEach(InFlightEntry::free);
        broker.close();
    }
}
