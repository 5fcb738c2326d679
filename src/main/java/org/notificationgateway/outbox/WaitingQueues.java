// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox;

import jakarta.jms.BytesMessage;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import jakarta.jms.MessageProducer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.api.core.client.ClientConsumer;
import org.apache.activemq.artemis.api.core.client.ClientMessage;
import org.apache.activemq.artemis.api.core.client.ClientSession;
import org.apache.activemq.artemis.jms.client.ActiveMQDestination;
import org.apache.activemq.artemis.jms.client.ActiveMQMessage;
import org.jspecify.annotations.Nullable;
import org.notificationgateway.outbox.ledger.MailToken;
import org.notificationgateway.outbox.ledger.Order;
import org.notificationgateway.settings.Backoff;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings deferred mail back into its outbox when its time has come. It looks at the head of each step's queue alone, so
 * that any number may wait, on the broker's disk: messages that Artemis itself schedules stay in memory. What is brought
 * back leaves one queue and enters the other in one transaction. One thread of its own; safe to share.
 */
public final class WaitingQueues implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("gateway.outbox");
    /** Between two looks at a queue whose head is not due; so much later may a mail be tried again. */
    public static final Duration LOOK = Duration.ofSeconds(1);
    private static final Backoff BACKOFF = new Backoff(LOOK, Duration.ofSeconds(30));
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int AHEAD = 65_536; // bytes of a queue that are in memory before their time
    private static final int AT_ONCE = 200;

    private final ConnectionFactory factory;
    private final Supplier<? extends Collection<String>> senders;
    private final RetrySteps steps;
    private final LargeEntryMemory room;
    private final Predicate<String> paused;
    private final Supplier<List<Order>> orders;
    private final Duration look;
    private final Thread thread = new Thread(this::run, "outbox-waiting");
    private final CountDownLatch stopping = new CountDownLatch(1);
    private volatile long looks; // by its thread alone

    /** The head of a queue, and what it takes to move it. */
    private static final class Head {
        private final String sender;
        private final int step;
        private final ClientConsumer consumer;
        private @Nullable ClientMessage message;
        private long dueAnyway; // so many of them, from now on

        private Head(String sender, int step, ClientConsumer consumer) {
            this.sender = sender;
            this.step = step;
            this.consumer = consumer;
        }
    }

    /**
     * How often all queues have been looked at: what was due before a look began is in the outbox after it, unless its sender
     * pauses.
     */
    public long looks() {
        return looks;
    }

    /**
     * @param senders whose queues are looked at, as they are at each look
     * @param room for the bodies of large entries of an external broker
     * @param paused true for a sender whose mail is not to be delivered at the moment: it need not be moved
     * @param orders to take mail up before its time, each once
     * @param look {@link #LOOK}, or less where nobody wants to wait
     */
    public WaitingQueues(
            ConnectionFactory factory, Supplier<? extends Collection<String>> senders, RetrySteps steps,
            LargeEntryMemory room, Predicate<String> paused,
            Supplier<List<Order>> orders, Duration look) {
        this.factory = factory;
        this.senders = senders;
        this.steps = steps;
        this.room = room;
        this.paused = paused;
        this.orders = orders;
        this.look = look;
        thread.setDaemon(true);
    }

    /** Begins to look, and goes on until {@link #close}, however often the broker goes away; a second call does nothing. */
    public synchronized void start() {
        if (thread.getState() == Thread.State.NEW) {
            thread.start();
        }
    }

    private void run() {
        Duration pause = look;
        while (stopping.getCount() > 0) {
            try (BrokerSession broker = BrokerSession.open(factory)) {
                broker.connection().start();
                Map<String, Head> heads = new TreeMap<>();
                MessageProducer producer = broker.session().createProducer(null);
                do {
                    pause = look;
                    takeUp(broker, producer, heads);
                    open(broker.core(), heads);
                } while (!await(moveDue(broker, producer, heads.values())));
                return;
            } catch (JMSException | ActiveMQException | RuntimeException e) {
                LOG.warn("The queues of deferred mail cannot be read, and are tried again: {}", e.getMessage());
                LOG.debug("Deferred mail", e);
            } catch (InterruptedException e) {
                return;
            }
            if (await(pause)) {
                return;
            }
            pause = BACKOFF.after(pause);
        }
    }

    /** True once it is over. */
    private boolean await(Duration pause) {
        try {
            return stopping.await(Math.max(1, pause.toMillis()), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            return true;
        }
    }

    /** A consumer for each queue that is there: also for steps that the settings no longer have. */
    private void open(ClientSession session, Map<String, Head> heads) throws ActiveMQException {
        for (String sender : senders.get()) {
            for (int step = 1; ; step++) {
                String queue = Queues.waitOf(sender, step);
                if (!heads.containsKey(queue)) {
                    if (!session.queueQuery(SimpleString.of(queue)).isExists()) {
                        break;
                    }
                    heads.put(queue, new Head(sender, step, session.createConsumer(
                            SimpleString.of(queue), null, AHEAD, -1, false)));
                }
            }
        }
    }

    /** Moves single mails that are due now by order, wherever in their queues they wait, and notes of whom all is due. */
    private void takeUp(BrokerSession broker, MessageProducer producer, Map<String, Head> heads)
            throws JMSException, ActiveMQException {
        for (Order order : orders.get()) {
            List<Head> own = heads.values().stream().filter(head -> head.sender.equals(order.sender())).toList();
            for (Head head : own) {
                String queue = Queues.waitOf(head.sender, head.step);
                if (order.mail().isEmpty()) {
                    head.dueAnyway = broker.core().queueQuery(SimpleString.of(queue)).getMessageCount();
                } else if (MailToken.isToken(order.mail())) {
                    head.consumer.close(); // or it might have the mail in its hands
                    heads.remove(queue);
                    takeUp(broker, producer, head, order.mail());
                }
            }
        }
    }

    private static void takeUp(BrokerSession broker, MessageProducer producer, Head head, String mail)
            throws JMSException, ActiveMQException {
        String filter = EntryProperties.MAIL + " = '" + mail + "'";
        try (ClientConsumer consumer = broker.core().createConsumer(
                SimpleString.of(Queues.waitOf(head.sender, head.step)), SimpleString.of(filter), AHEAD, -1, false)) {
            Head one = new Head(head.sender, head.step, consumer);
            ClientMessage message = consumer.receiveImmediate();
            if (message != null) {
                move(broker, producer, one, message);
                broker.session().commit();
            }
        }
    }

    /** Moves all whose time has come; returns how long nothing more can be due. */
    private Duration moveDue(BrokerSession broker, MessageProducer producer, Collection<Head> heads)
            throws JMSException, ActiveMQException, InterruptedException {
        Duration next = look;
        for (Head head : heads) {
            Duration left = moveDue(broker, producer, head);
            next = left.compareTo(next) < 0 ? left : next;
        }
        looks++;
        return next;
    }

    private Duration moveDue(BrokerSession broker, MessageProducer producer, Head head)
            throws JMSException, ActiveMQException, InterruptedException {
        int moved = 0;
        List<LargeEntryMemory.Share> shares = new ArrayList<>();
        try {
            while (stopping.getCount() > 0 && !paused.test(head.sender)) {
                ClientMessage message = head.message == null ? head.consumer.receiveImmediate() : head.message;
                head.message = message;
                Duration left = message == null ? look : left(message, head.step);
                boolean isDue = message != null && (left.isZero() || head.dueAnyway > 0);
                head.dueAnyway = message == null ? 0 : head.dueAnyway;
                LargeEntryMemory.Share share = isDue ? room.shareOf(message) : null;
                if (share != null && share.take(() -> stopping.getCount() == 0)) {
                    shares.add(share);
                    move(broker, producer, head, message);
                    moved++;
                    head.dueAnyway = Math.max(0, head.dueAnyway - 1);
                }
                if (moved > 0 && (!isDue || moved % AT_ONCE == 0 || message.isLargeMessage())) {
                    broker.session().commit();
                    shares.forEach(LargeEntryMemory.Share::giveBack);
                    shares.clear();
                    moved = 0;
                }
                if (!isDue) {
                    return left;
                }
            }
            if (moved > 0) {
                broker.session().commit();
            }
            return look;
        } finally {
            shares.forEach(LargeEntryMemory.Share::giveBack);
        }
    }

    private Duration left(ClientMessage message, int step) {
        return message.containsProperty(EntryProperties.DUE_AT)
                ? steps.left(message.getLongProperty(EntryProperties.DUE_AT), step)
                : Duration.ZERO; // put there by a hand
    }

    private static void move(BrokerSession broker, MessageProducer producer, Head head, ClientMessage message)
            throws JMSException, ActiveMQException {
        ActiveMQMessage entry = LargeEntryMemory.message(message, broker.core());
        entry.doBeforeReceive();
        BytesMessage copy = Redelivery.copy(entry, broker.session());
        String queue = Queues.outboxOf(head.sender, Lane.of(copy.getStringProperty(EntryProperties.LANE)));
        producer.send(ActiveMQDestination.createQueue(queue), copy); // asks the broker nothing
        message.individualAcknowledge();
        head.message = null;
    }

    /** Ends the thread; what was not moved stays where it is. */
    @Override
    public void close() {
        stopping.countDown();
        try {
            thread.join(PATIENCE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
