// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.api.core.client.ClientMessage;
import org.apache.activemq.artemis.api.core.client.ClientSession;
import org.apache.activemq.artemis.jms.client.ActiveMQMessage;
import org.jspecify.annotations.Nullable;
import org.notificationgateway.mail.MemoryBudget;

/**
 * Room in memory for entries whose mail lies in a file, the gateway's or a broker's: each is there several times over
 * while it is delivered, so that many at once would end the process. Small ones pass. Safe to share.
 */
public final class LargeEntryMemory {
    /** How often the body of a broker's large message is in memory while it is read. */
    private static final int COPIES = 2;
    private static final Duration LOOK = Duration.ofSeconds(1);

    private final MemoryBudget budget;

    /** @param budget of all that is in memory */
    public LargeEntryMemory(MemoryBudget budget) {
        this.budget = budget;
    }

    /** What of the room an entry needs. */
    public Share shareOf(Message entry) {
        long size = entry.isLargeMessage()
                ? COPIES * size(entry)
                : entry.containsProperty(EntryProperties.MAIL_SIZE) ? entry.getLongProperty(EntryProperties.MAIL_SIZE) : 0;
        return new Share(size);
    }

    /** The room of one entry, taken once and given back once, by whichever threads. */
    final class Share {
        private final long size;
        private MemoryBudget.@Nullable Share taken;

        private Share(long size) {
            this.size = size;
        }

        /** Waits for the room, unless it is there; false if it is over before. */
        synchronized boolean take(BooleanSupplier isOver) {
            if (size == 0 || taken != null) {
                return true;
            }
            MemoryBudget.Share share = budget.working();
            try {
                while (!share.grow(size, LOOK, isOver)) {
                    if (isOver.getAsBoolean()) {
                        return false;
                    }
                }
                taken = share;
                return true;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }

        /**
         * Takes the room if it is there, or once it is, without a thread that waits.
         *
         * @param granted run then, and has to return at once
         */
        boolean takeOr(Runnable granted) {
            MemoryBudget.Share share;
            synchronized (this) {
                if (size == 0 || taken != null) {
                    return true;
                }
                share = budget.working();
                taken = share;
            }
            return share.growLater(size, granted);
        }

        /** Whatever becomes of the entry; without effect if there is none to give. */
        synchronized void giveBack() {
            if (taken != null) {
                taken.close();
                taken = null;
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
