// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.operations;

import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.Session;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.camel.component.jms.JmsEndpoint;
import org.notificationgateway.outbox.EntryClosing;
import org.notificationgateway.outbox.EntryConsumer;
import org.notificationgateway.outbox.EntrySource;
import org.notificationgateway.outbox.LargeBodies;
import org.notificationgateway.outbox.Redelivery;
import org.springframework.jms.connection.JmsResourceHolder;
import org.springframework.jms.listener.AbstractMessageListenerContainer;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Lets an outbox route, which begins with Camel's jms endpoint, be fed by {@link EntryConsumer}: Camel's own containers
 * know no commit of several messages. Large entries have a consumer of their own, since they wait for room in memory.
 */
public final class OutboxContainer extends AbstractMessageListenerContainer {
    private static final int LARGE_ONES_AT_A_TIME = 6;
    private static final int LARGE_GROUP = 4;
    private static final int AHEAD = 524_288;
    private static final int LARGE_AHEAD = 4_194_304; // some mails: for each pause in one the broker wakes four threads

    private final EntrySource source;
    private final int workers;
    private final int group;
    private final EntryConsumer.Work work;
    private List<EntryConsumer> consumers = List.of();

    /**
     * What is done with the entries of every outbox, but for their delivery.
     *
     * @param group most entries of one commit
     * @param room one for all containers
     * @param redelivery when an entry is taken up again that the route could not settle
     * @param closing is told what became of entries
     * @param paused true for a queue whose entries are not to be delivered at the moment
     * @param beforeCommit makes durable what a group delivered
     */
    public record Settings(
            int group, LargeBodies room, Redelivery redelivery, EntryClosing closing, Predicate<String> paused,
            Runnable beforeCommit) {}

    /**
     * @param endpoint begins the route; says how many small entries are worked on at a time
     * @param source where the consumers take its entries from
     */
    public OutboxContainer(JmsEndpoint endpoint, EntrySource source, Settings settings) {
        endpoint.setBinding(new BodyAlone(endpoint));
        workers = endpoint.getConcurrentConsumers();
        this.source = source;
        group = settings.group();
        work = new EntryConsumer.Work(
                settings.room(), settings.redelivery(), this::deliver, settings.closing(), settings.paused(),
                settings.beforeCommit());
    }

    @Override
    protected void doStart() throws JMSException {
        super.doStart();
        EntryConsumer.Plan small =
                new EntryConsumer.Plan(getDestinationName(), false, workers, group, AHEAD);
        EntryConsumer.Plan large = new EntryConsumer.Plan(
                getDestinationName(), true, LARGE_ONES_AT_A_TIME, Math.min(group, LARGE_GROUP),
                LARGE_AHEAD);
        consumers = Stream.of(small, large)
                .map(plan -> new EntryConsumer(source, plan, work))
                .toList();
        consumers.forEach(EntryConsumer::start);
    }

    /** What the route sends goes over the session that Spring finds bound to this thread. */
    private void deliver(Message entry, Session session) throws JMSException {
        ConnectionFactory routes = obtainConnectionFactory();
        TransactionSynchronizationManager.bindResource(routes, new JmsResourceHolder(session));
        try {
            invokeListener(session, entry);
        } finally {
            TransactionSynchronizationManager.unbindResource(routes);
        }
    }

    @Override
    protected void doStop() throws JMSException {
        super.doStop();
        consumers.parallelStream().forEach(EntryConsumer::close);
        consumers = List.of();
    }

    @Override
    protected void doShutdown() {
        consumers.parallelStream().forEach(EntryConsumer::close);
    }

    @Override
    public void setConcurrency(String concurrency) {
        // the endpoint's concurrentConsumers say it
    }

    @Override
    protected void doInitialize() {
        // connects when it starts
    }

    @Override
    protected boolean sharedConnectionEnabled() {
        return false;
    }
}
