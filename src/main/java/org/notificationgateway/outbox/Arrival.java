// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox;

import java.util.function.BooleanSupplier;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.jms.client.ActiveMQMessage;
import org.jspecify.annotations.Nullable;

/**
 * An entry on its way through an {@link OutboxLine}. All but its delivery is the committer's.
 *
 * @param <T> as the broker handed it over
 */
final class Arrival<T> {
    private final T original;
    private final LargeBodies.Share room;
    private final Reading read;
    private final RecordedSends sends;
    private @Nullable ActiveMQMessage entry;
    private boolean delivered;

    /**
     * @param room to be there before it is read
     * @param read makes it a JMS message; called by who delivers it
     */
    Arrival(T original, LargeBodies.Share room, Reading read, RecordedSends sends) {
        this.original = original;
        this.room = room;
        this.read = read;
        this.sends = sends;
    }

    /** Makes a JMS message of what the broker handed over. */
    @FunctionalInterface
    interface Reading {
        ActiveMQMessage read() throws ActiveMQException;
    }

    T original() {
        return original;
    }

    RecordedSends sends() {
        return sends;
    }

    /** Waits for room in memory; false if it is over before. */
    boolean hasRoom(BooleanSupplier isOver) {
        return room.take(isOver);
    }

    /** The entry as a JMS message; the same each time. */
    ActiveMQMessage entry() throws ActiveMQException {
        ActiveMQMessage known = entry;
        if (known == null) {
            known = read.read();
            entry = known;
        }
        return known;
    }

    boolean isDelivered() {
        return delivered;
    }

    /** Says that it is, and lets go of what nobody will ask for again. */
    void delivered() {
        delivered = true;
        if (entry instanceof EntryMessage own && sends.isEmpty()) {
            own.forget();
            free(); // nothing of it waits for the commit
        }
    }

    /** Whatever becomes of it, its memory is given back once. */
    void free() {
        room.giveBack();
    }
}
