// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.api.core.client.ClientMessage;
import org.apache.activemq.artemis.api.core.client.ClientSession;
import org.apache.activemq.artemis.jms.client.ActiveMQMessage;

/**
 * Room in memory for entries that the broker keeps in files: each is there several times over while it is delivered, so
 * that many at once would end the process. Those that are no large messages of Artemis pass. Safe to share.
 */
public final class LargeBodies {
    /** Thousands of bytes that may be in memory; a body that is larger comes in alone. */
    private static final int ROOM = 10_000;

    private final Semaphore room = new Semaphore(ROOM, true);

    /** Waits for room for an entry; false if it is over before. */
    boolean take(ClientMessage entry, BooleanSupplier isOver) {
        try {
            while (!isOver.getAsBoolean()) {
                if (room.tryAcquire(share(entry), 1, TimeUnit.SECONDS)) {
                    return true;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return false;
    }

    void giveBack(ClientMessage entry) {
        room.release(share(entry));
    }

    private static int share(ClientMessage entry) {
        return entry.isLargeMessage() ? (int) Math.min(ROOM, size(entry) / 1_000) : 0;
    }

    private static long size(ClientMessage large) {
        return large.getLongProperty(Message.HDR_LARGE_BODY_SIZE);
    }

    /** The entry as a JMS message, with its body read: the broker's client throws that away after this call. */
    static ActiveMQMessage message(ClientMessage entry, ClientSession session) throws ActiveMQException {
        if (!entry.isLargeMessage()) {
            return ActiveMQMessage.createMessage(entry, session);
        }
        return EntryMessage.of(entry, entry.getBodyBuffer(), Math.toIntExact(size(entry)), session);
    }
}
