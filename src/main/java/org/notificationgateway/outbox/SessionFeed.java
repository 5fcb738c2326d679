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
final class SessionFeed implements EntryFeed<SessionFeed.Received> {
    private static final Logger LOG = LoggerFactory.getLogger("gateway.outbox");

    /** A message of the session. */
    static final class Received {
        private final ClientMessage message;
        private boolean settled;

        private Received(ClientMessage message) {
            this.message = message;
        }
    }

    private final EntryConsumer.Plan plan;
    private final LargeBodies room;
    private final BrokerSession broker;
    private final MessageProducer producer;
    private final Queue<Arrival<Received>> unsettled = new ConcurrentLinkedQueue<>(); // in the order they came in
    private final CountDownLatch closing = new CountDownLatch(1);

    SessionFeed(ConnectionFactory factory, EntryConsumer.Plan plan, LargeBodies room) throws JMSException {
        this.plan = plan;
        this.room = room;
        broker = BrokerSession.open(factory);
        producer = broker.session().createProducer(null);
    }

    @Override
    public void open(OutboxLine<Received> line) throws JMSException, ActiveMQException {
        broker.connection().setExceptionListener(e -> line.lose());
        broker.core()
                .createConsumer(
                        SimpleString.of(plan.queue()), SimpleString.of(plan.filter()), plan.ahead(), -1, false)
                .setMessageHandler(entry -> receive(entry, line));
        broker.connection().start();
    }

    /** Called by the broker's client, which sends nothing more until this returns. */
    private void receive(ClientMessage entry, OutboxLine<Received> line) {
        line.places().acquireUninterruptibly();
        LargeBodies.Share share = room.shareOf(entry);
        if (!share.take(line::isOver)) {
            line.places().release();
            line.lookAround();
            awaitClosing(); // else the broker would send all it has
            return;
        }
        ActiveMQMessage message = read(entry);
        if (message == null) {
            share.giveBack();
            line.lose();
            return;
        }
        Arrival<Received> arrival =
                Arrival.ofRead(new Received(entry), share, message);
        unsettled.add(arrival);
        line.arrived(arrival);
    }

    private @Nullable ActiveMQMessage read(ClientMessage entry) {
        try {
            return LargeBodies.message(entry, broker.core());
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
    public void placesAreFree() {
        // the broker's client waits for one
    }

    @Override
    public void settle(List<Arrival<Received>> group) throws JMSException, ActiveMQException {
        for (Arrival<Received> one : group) {
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
    private void acknowledge(Set<Arrival<Received>> group) throws ActiveMQException {
        ClientMessage last = null;
        Arrival<Received> next = unsettled.peek();
        while (next != null && (next.original().settled || !isLarge(next) && group.remove(next))) {
            last = next.original().settled ? last : next.original().message;
            unsettled.remove();
            next = unsettled.peek();
        }
        if (last != null) {
            last.acknowledge();
        }
        for (Arrival<Received> one : group) {
            one.original().message.individualAcknowledge();
            one.original().settled = true;
        }
    }

    private static boolean isLarge(Arrival<Received> arrival) {
        return arrival.original().message.isLargeMessage();
    }

    @Override
    public void close() throws JMSException {
        closing.countDown();
        unsettled.forEach(Arrival::free);
        broker.close();
    }
}
