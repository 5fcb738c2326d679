// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox;

import jakarta.jms.JMSException;
import java.util.List;
import org.apache.activemq.artemis.api.core.ActiveMQException;

/**
 * Brings the entries of one queue to an {@link OutboxLine}, and settles them in the broker. Only the line's own thread
 * settles.
 *
 * @param <T> an entry as the broker handed it over
 */
interface EntryFeed<T> extends AutoCloseable {
    /** Begins to hand entries to a line, as many as it has places. */
    void open(OutboxLine<T> line) throws JMSException, ActiveMQException;

    /** Sends what was sent for these entries and consumes them, in one transaction that is on disk when this returns. */
    void settle(List<Arrival<T>> group) throws JMSException, ActiveMQException;

    /** Goes on to hand over entries, if it ceased for want of places. */
    void placesAreFree();

    /** What is not settled by now is in its queue again. */
    @Override
    void close() throws JMSException;
}
