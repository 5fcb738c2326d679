// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox;

import jakarta.jms.JMSException;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.apache.activemq.artemis.api.core.ActiveMQException;

/**
 * Brings the entries of one queue to those who deliver them, and settles them in the broker. Only one thread settles.
 *
 * @param <T> an entry as the broker handed it over
 */
public interface EntryReceiver<T> extends AutoCloseable {

    /**
     * Who takes the entries. Safe to share.
     *
     * @param <T> an entry as the broker handed it over
     */
    interface Taker<T> {
        /** Prefetch: each entry takes one of these credits before it arrives. */
        Semaphore credits();

        /** For an entry that has taken its credit. */
        void arrived(InFlightEntry<T> entry);

        /** Looks anew whether there is something to do. */
        void lookAround();

        /** Says that the connection is lost: what is not settled by now will come again. */
        void lose();

        /** True once nothing more is taken. */
        boolean isOver();
    }

    /** Begins to hand over entries, as many as there are credits. */
    void open(Taker<T> taker) throws JMSException, ActiveMQException;

    /** Sends what was sent for these entries and consumes them, in one transaction that is on disk when this returns. */
    void settle(List<InFlightEntry<T>> group) throws JMSException, ActiveMQException;

    /** Goes on to hand over entries, if it ceased for want of credits. */
    void creditsAreFree();

    /** What is not settled by now is in its queue again. */
    @Override
    void close() throws JMSException;
}
