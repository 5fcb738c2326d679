// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox;

import jakarta.jms.JMSException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.activemq.artemis.api.core.ActiveMQDuplicateIdException;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.api.core.RoutingType;
import org.apache.activemq.artemis.core.message.impl.CoreMessage;
import org.apache.activemq.artemis.core.persistence.OperationContext;
import org.apache.activemq.artemis.core.persistence.StorageManager;
import org.apache.activemq.artemis.core.postoffice.RoutingStatus;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.LargeServerMessage;
import org.apache.activemq.artemis.core.transaction.Transaction;
import org.apache.activemq.artemis.core.transaction.impl.TransactionImpl;
import org.apache.activemq.artemis.utils.UUIDGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A transaction of the embedded broker that the calling thread does itself, without a connection: what its steps stored
 * and consumed is on disk when it returns, or none of it is. These are the calls with which the broker's own protocols do
 * what their clients ask for.
 */
final class EmbeddedTransaction {
    private static final byte PRIORITY = 4; // JMS' own, as every other mail in the queue has
    private static final int ROOM_FOR_HEAD = 512;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** What Artemis calls large, less room for the properties. */
    private static final int LARGE = 100_000;

    private static final int PIECE = 131_072; // Java keeps a buffer as large as the largest write of each thread

    private final ActiveMQServer server;
    private final StorageManager storage;
    private final Transaction transaction;
    private final List<LargeServerMessage> unsent = new ArrayList<>();

    /** What is done in one transaction. */
    @FunctionalInterface
    interface Steps {
        void take(EmbeddedTransaction in) throws Exception;
    }

    private EmbeddedTransaction(ActiveMQServer server) {
        this.server = server;
        storage = server.getStorageManager();
        transaction = new TransactionImpl(storage);
    }

    /**
     * Takes the steps and returns once they are on disk.
     *
     * @return false, and nothing done, if the broker knows the duplicate id of a message
     * @throws JMSException if nothing was done, or something may have been and nobody can tell
     */
    static boolean run(@Nullable ActiveMQServer server, Steps steps) throws JMSException {
        if (server == null || !server.isStarted()) {
            throw new JMSException("the broker is stopped");
        }
        StorageManager storage = server.getStorageManager();
        OperationContext disk = storage.newContext(server.getExecutorFactory().getExecutor());
        storage.setContext(disk); // the broker notes there what this thread has to wait for
        try {
            new EmbeddedTransaction(server).commit(steps);
            if (!disk.waitCompletion(PATIENCE.toMillis())) {
                throw new JMSException("the broker did not force it to disk within " + PATIENCE.toSeconds() + " s");
            }
            return true;
        } catch (ActiveMQDuplicateIdException e) {
            return false;
        } catch (JMSException e) {
            throw e;
        } catch (Exception e) {
            JMSException failure = new JMSException(e.getMessage());
            failure.initCause(e);
            throw failure;
        } finally {
            storage.clearContext();
        }
    }

    private void commit(Steps steps) throws Exception {
        boolean done = false;
        try {
            steps.take(this);
            transaction.commit();
            done = true;
        } finally {
            if (!done && transaction.getState() != Transaction.State.ROLLEDBACK) {
                transaction.rollback();
            }
            for (LargeServerMessage left : unsent) {
                left.deleteFile();
            }
        }
    }

    /** The broker's own name for it. */
    Transaction transaction() {
        return transaction;
    }

    /** A message as a JMS client would have sent it to a queue; the body of a large one is on disk by now. */
    CoreMessage message(String queue, byte type, byte[] body) throws Exception {
        boolean isLarge = body.length > LARGE;
        CoreMessage message =
                new CoreMessage(storage.generateID(), isLarge ? ROOM_FOR_HEAD : body.length + ROOM_FOR_HEAD);
        message.setType(type);
        message.setDurable(true);
        message.setPriority(PRIORITY);
        message.setTimestamp(System.currentTimeMillis());
        message.setUserID(UUIDGenerator.getInstance().generateUUID());
        message.setAddress(queue);
        message.setRoutingType(RoutingType.ANYCAST);
        if (isLarge) {
            return inAFile(message, body);
        }
        message.getBodyBuffer().writeBytes(body);
        return message;
    }

    /** As the broker keeps what clients send in pieces. */
    private CoreMessage inAFile(CoreMessage head, byte[] body) throws Exception {
        LargeServerMessage large = storage.createCoreLargeMessage(head.getMessageID(), head);
        unsent.add(large);
        for (int at = 0; at < body.length; at += PIECE) {
            large.addBytes(Arrays.copyOfRange(body, at, Math.min(body.length, at + PIECE)));
        }
        large.releaseResources(true, true); // forced to disk
        CoreMessage message = (CoreMessage) large.toMessage();
        message.putLongProperty(Message.HDR_LARGE_BODY_SIZE, body.length);
        return message;
    }

    /** Puts a message into the queue it is addressed to. */
    void send(Message message) throws Exception {
        RoutingStatus status = server.getPostOffice().route(message, transaction, false);
        if (status == RoutingStatus.DUPLICATED_ID) {
            throw new ActiveMQDuplicateIdException();
        }
        if (status != RoutingStatus.OK) {
            throw new JMSException("the broker has no queue " + message.getAddress());
        }
        unsent.removeIf(large -> large.toMessage() == message); // its file is the transaction's now
    }
}
