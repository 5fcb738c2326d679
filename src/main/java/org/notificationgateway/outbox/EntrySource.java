// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox;

import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.jspecify.annotations.Nullable;

/**
 * How entries come out of the broker: over a connection, or the short way if the broker is in this process. Safe to
 * share.
 */
public final class EntrySource {
    private final ConnectionFactory factory;
    private final @Nullable Supplier<@Nullable ActiveMQServer> embedded;

    /** Any broker, over connections of its own. */
    public EntrySource(ConnectionFactory factory) {
        this(factory, null);
    }

    /** @param embedded the broker in this process; null if it is another */
    EntrySource(ConnectionFactory factory, @Nullable Supplier<@Nullable ActiveMQServer> embedded) {
        this.factory = factory;
        this.embedded = embedded;
    }

    OutboxLine<?> line(
            EntryConsumer.Plan plan, EntryConsumer.Work work, Executor workers, CountDownLatch stopping)
            throws JMSException, ActiveMQException {
        return embedded == null
                ? new OutboxLine<>(new SessionFeed(factory, plan, work.room()), plan, work, workers, stopping)
                : new OutboxLine<>(
                        new EmbeddedFeed(embedded.get(), factory, plan, work.room()), plan, work, workers, stopping);
    }
}
