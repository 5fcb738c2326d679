// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox;

import jakarta.jms.JMSException;
import jakarta.jms.Message;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.jms.client.ActiveMQMessage;
import org.jspecify.annotations.Nullable;

/**
 * An entry on its way through an {@link GroupCommitter}. All but its delivery is the committer's.
 *
 * @param <T> as the broker handed it over
 */
public final class InFlightEntry<T> {
    private final T original;
    private final LargeEntryMemory.Share room;
    private final Reading read;
    private final Sends sends = new Sends();
    private @Nullable ActiveMQMessage entry;
    private boolean delivered;
    private @Nullable Decision open;
    private @Nullable Settlement decision;
    private @Nullable DamagedEntryException damage;

    /**
     * @param room to be there before it is read
     * @param read makes it a JMS message; called by who delivers it
     */
    public InFlightEntry(T original, LargeEntryMemory.Share room, Reading read) {
        this.original = original;
        this.room = room;
        this.read = read;
    }

    /** One that has been read. */
    static <T> InFlightEntry<T> ofRead(T original, LargeEntryMemory.Share room, ActiveMQMessage entry) {
        InFlightEntry<T> arrival = new InFlightEntry<>(original, room, () -> entry);
        arrival.entry = entry;
        return arrival;
    }

    /** Makes a JMS message of what the broker handed over. */
    @FunctionalInterface
    public interface Reading {
        ActiveMQMessage read() throws ActiveMQException;
    }

    public T original() {
        return original;
    }

    public Sends sends() {
        return sends;
    }

    /** True if there is room in memory for it; else this is run once there is. */
    boolean hasRoomOr(Runnable granted) {
        return room.takeOr(granted);
    }

    /** Gives back its room, unless it has been read and takes it. */
    void setAside() {
        if (entry == null) {
            room.giveBack();
        }
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

    /** Has it decided what became of it, if that was not known with the delivery. */
    void decide() throws Exception {
        Decision last = open;
        if (last != null) {
            open = null;
            delivered(new Decision.Made(last.settlement()));
        }
    }

    boolean isDelivered() {
        return delivered;
    }

    /** What was decided about it; null if nothing was decided. */
    @Nullable Settlement decision() {
        return decision;
    }

    /** Why it is no entry any more; null if it is one. */
    @Nullable DamagedEntryException damage() {
        return damage;
    }

    void decided(Settlement settlement) {
        decision = settlement;
    }

    /** What was sent of it is known by the same token, age and size. */
    void carryProperties() throws JMSException, ActiveMQException {
        for (Sends.Send send : sends.all()) {
            for (String name : EntryProperties.CARRIED) {
                Message from = entry();
                if (from.propertyExists(name)) {
                    send.properties().putIfAbsent(name, from.getObjectProperty(name));
                }
            }
        }
    }

    /** Says that nobody can read it, now or later. */
    void damaged(DamagedEntryException how) {
        damage = how;
    }

    /** Says that it is, and lets go of what nobody will ask for again. */
    void delivered(Decision how) {
        if (!(how instanceof Decision.Made made)) {
            open = how;
            return;
        }
        delivered = true;
        decision = made.settlement();
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
