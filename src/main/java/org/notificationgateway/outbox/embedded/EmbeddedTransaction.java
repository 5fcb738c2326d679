// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox.embedded;

import jakarta.jms.JMSException;
import java.time.Duration;
import org.apache.activemq.artemis.api.core.ActiveMQDuplicateIdException;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.api.core.RoutingType;
import org.apache.activemq.artemis.core.message.impl.CoreMessage;
import org.apache.activemq.artemis.core.persistence.OperationContext;
import org.apache.activemq.artemis.core.persistence.StorageManager;
import org.apache.activemq.artemis.core.postoffice.RoutingStatus;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
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

    /**
     * Most bytes of a message. The journal takes records of 2 MB; Artemis' files for larger ones end early on a full disk
     * without a word (decision 0016).
     */
    static final int LARGEST = 1_900_000;

    private final ActiveMQServer server;
    private final StorageManager storage;
    private final Transaction transaction;

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
        }
    }

    /** The broker's own name for it. */
    Transaction transaction() {
        return transaction;
    }

    /** A message as a JMS client would have sent it to a queue. */
    CoreMessage message(String queue, byte type, byte[] body) throws JMSException {
        if (body.length > LARGEST) {
            throw new JMSException("an entry of " + body.length + " bytes: expected " + LARGEST + " at most beside its mail"
                    + " (intake.max-recipients)");
        }
        CoreMessage message = new CoreMessage(storage.generateID(), body.length + ROOM_FOR_HEAD);
        message.setType(type);
        message.setDurable(true);
        message.setPriority(PRIORITY);
        message.setTimestamp(System.currentTimeMillis());
        message.setUserID(UUIDGenerator.getInstance().generateUUID());
        message.setAddress(queue);
        message.setRoutingType(RoutingType.ANYCAST);
        message.getBodyBuffer().writeBytes(body);
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
    }
}
