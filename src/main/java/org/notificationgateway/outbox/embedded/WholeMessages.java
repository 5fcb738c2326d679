// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox.embedded;

import java.util.function.Supplier;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.ActiveMQIOErrorException;
import org.apache.activemq.artemis.api.core.ActiveMQNonExistentQueueException;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.core.persistence.impl.journal.LargeServerMessageImpl;
import org.apache.activemq.artemis.core.postoffice.RoutingStatus;
import org.apache.activemq.artemis.core.server.RoutingContext;
import org.apache.activemq.artemis.core.server.ServerSession;
import org.apache.activemq.artemis.core.server.plugin.ActiveMQServerMessagePlugin;
import org.apache.activemq.artemis.core.transaction.Transaction;
import org.jspecify.annotations.Nullable;
import org.notificationgateway.outbox.Queues;

/**
 * Lets a send succeed only if the whole message came to lie in a queue. Artemis alone says yes to a large message of
 * which a full disk took half, and to one that no queue took. Safe to share.
 */
final class WholeMessages implements ActiveMQServerMessagePlugin {
    private final Supplier<@Nullable String> diskFailure;

    /** @param diskFailure null while the broker's disk works */
    WholeMessages(Supplier<@Nullable String> diskFailure) {
        this.diskFailure = diskFailure;
    }

    @Override
    public void beforeSend(
            ServerSession session, @Nullable Transaction transaction, Message message, boolean direct,
            boolean noAutoCreateQueue) throws ActiveMQException {
        check(message, null); // Artemis fails the transaction itself
    }

    /** Also of what the broker moves by itself, such as to the dead letters. */
    @Override
    public void beforeMessageRoute(Message message, RoutingContext context, boolean direct, boolean rejectDuplicates)
            throws ActiveMQException {
        check(message, context.getTransaction());
    }

    @Override
    public void afterSend(
            ServerSession session, @Nullable Transaction transaction, Message message, boolean direct,
            boolean noAutoCreateQueue, RoutingStatus result) throws ActiveMQException {
        boolean nobodyListens = result == RoutingStatus.NO_BINDINGS && Queues.EVENTS.equals(message.getAddress());
        if (result != RoutingStatus.OK && result != RoutingStatus.DUPLICATED_ID && !nobodyListens) { // as its sender asked for
            refuse(transaction, new ActiveMQNonExistentQueueException(
                    "no queue of " + message.getAddress() + " takes the message: expected its address without more"));
        }
    }

    private void check(Message message, @Nullable Transaction transaction) throws ActiveMQException {
        String failure = diskFailure.get();
        if (failure != null) {
            refuse(transaction, new ActiveMQIOErrorException("the broker's disk failed: " + failure));
        }
        if (message instanceof LargeServerMessageImpl large) {
            long length = large.getLargeBody().createFile().getJavaFile().length();
            long expected = Math.max(large.getLargeBody().getStoredBodySize(), announced(message));
            if (length < expected) {
                refuse(transaction, new ActiveMQIOErrorException(
                        "the disk has " + length + " bytes of the message: expected " + expected));
            }
        }
    }

    /** Not of a compressed one, whose size is told as it will be when it is opened. */
    private static long announced(Message message) {
        Object size = message.getObjectProperty(Message.HDR_LARGE_BODY_SIZE);
        boolean compressed = Boolean.TRUE.equals(message.getObjectProperty(Message.HDR_LARGE_COMPRESSED));
        return !compressed && size instanceof Long bytes ? bytes : 0;
    }

    private static void refuse(@Nullable Transaction transaction, ActiveMQException reason) throws ActiveMQException {
        if (transaction != null) {
            transaction.markAsRollbackOnly(reason);
        }
        throw reason;
    }
}
