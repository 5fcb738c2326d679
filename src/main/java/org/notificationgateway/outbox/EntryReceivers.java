// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox;

import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import org.apache.activemq.artemis.api.core.ActiveMQException;

/** How entries come out of the broker: over a connection, or without one if the broker is in this process. Safe to share. */
@FunctionalInterface
public interface EntryReceivers {
    /**
     * Begins to receive from a queue; nothing comes before the receiver is opened.
     *
     * @param room in memory for large entries
     */
    EntryReceiver<?> receiver(ConsumerPlan plan, LargeEntryMemory room) throws JMSException, ActiveMQException;

    /** Any broker, over connections of its own. */
    static EntryReceivers over(ConnectionFactory factory) {
        return (plan, room) -> new SessionReceiver(factory, plan, room);
    }
}
