// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.apache.activemq.artemis.jms.client.ActiveMQMessage;
import org.jspecify.annotations.Nullable;

/**
 * An entry on its way through an {@link OutboxLine}. All but its delivery is the committer's.
 *
 * @param <T> as the broker handed it over
 */
final class Arrival<T> {
    private final T original;
    private final Supplier<ActiveMQMessage> read;
    private final RecordedSends sends;
    private final Runnable free;
    private final AtomicBoolean present = new AtomicBoolean(true);
    private @Nullable ActiveMQMessage entry;
    private boolean delivered;

    /**
     * @param read makes it a JMS message; called by who delivers it
     * @param free gives back what memory it was given
     */
    Arrival(T original, Supplier<ActiveMQMessage> read, RecordedSends sends, Runnable free) {
        this.original = original;
        this.read = read;
        this.sends = sends;
        this.free = free;
    }

    T original() {
        return original;
    }

    RecordedSends sends() {
        return sends;
    }

    /** The entry as a JMS message; the same each time. */
    ActiveMQMessage entry() {
        ActiveMQMessage known = entry;
        if (known == null) {
            known = read.get();
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
        if (present.compareAndSet(true, false)) {
            free.run();
        }
    }
}
