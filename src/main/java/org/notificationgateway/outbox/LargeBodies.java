// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.api.core.client.ClientMessage;
import org.apache.activemq.artemis.api.core.client.ClientSession;
import org.apache.activemq.artemis.jms.client.ActiveMQMessage;

/**
 * Room in memory for entries whose mail lies in a file, the gateway's or a broker's: each is there several times over while it is delivered, so
 * that many at once would end the process. Small ones pass. Safe to share.
 */
public final class LargeBodies {
    /** Thousands of bytes that may be in memory; a body that is larger comes in alone. */
    private static final int ROOM = 10_000;

    private final Semaphore room = new Semaphore(ROOM, true);
    private final Share none = new Share(0);

    /** What of the room an entry needs. */
    Share shareOf(Message entry) {
        long size = entry.isLargeMessage()
                ? size(entry)
                : entry.containsProperty(EntryProperties.MAIL_SIZE) ? entry.getLongProperty(EntryProperties.MAIL_SIZE) : 0;
        return size == 0 ? none : new Share((int) Math.min(ROOM, size / 1_000));
    }

    /** The room of one entry, taken once and given back once, by whichever threads. */
    final class Share {
        private final int size;
        private final AtomicBoolean taken = new AtomicBoolean();

        private Share(int size) {
            this.size = size;
        }

        /** Waits for the room, unless it is there; false if it is over before. */
        boolean take(BooleanSupplier isOver) {
            try {
                while (size > 0 && !taken.get()) {
                    if (isOver.getAsBoolean()) {
                        return false;
                    }
                    taken.set(room.tryAcquire(size, 1, TimeUnit.SECONDS));
                }
                return true;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }

        /** Whatever becomes of the entry; without effect if there is none to give. */
        void giveBack() {
            if (taken.compareAndSet(true, false)) {
                room.release(size);
            }
        }
    }

    private static long size(Message large) {
        return large.getLongProperty(Message.HDR_LARGE_BODY_SIZE);
    }

    /** The entry as a JMS message, with its body read: the broker's client throws that away after this call. */
    static ActiveMQMessage message(ClientMessage entry, ClientSession session) throws ActiveMQException {
        if (!entry.isLargeMessage()) {
            return ActiveMQMessage.createMessage(entry, session);
        }
        return EntryMessage.of(entry, entry.getBodyBuffer()::readBytes, Math.toIntExact(size(entry)), session);
    }
}
