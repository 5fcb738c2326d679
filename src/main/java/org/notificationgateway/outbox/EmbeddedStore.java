// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox;

import jakarta.jms.JMSException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;
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
 * The short way into the embedded broker: the thread that stores does the broker's work itself, where a JMS session
 * hands each mail from thread to thread four times. What becomes of a mail is the same. Large mails take the long way,
 * because the broker keeps each in a file of its own.
 */
final class EmbeddedStore implements GroupStore {
    /** What Artemis calls large, less room for the properties. */
    private static final int LARGE = 100_000;
    private static final int ROOM_FOR_HEAD = 512;
    private static final byte PRIORITY = 4; // JMS' own, as every other mail in the queue has
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Supplier<@Nullable ActiveMQServer> broker;
    private final GroupStore longWay;
    private final OutboxCodec codec = new OutboxCodec();

    /** @param longWay for large mails */
    EmbeddedStore(Supplier<@Nullable ActiveMQServer> broker, GroupStore longWay) {
        this.broker = broker;
        this.longWay = longWay;
    }

    @Override
    public boolean commit(Collection<Submission> mails) throws JMSException {
        List<byte[]> bodies = new ArrayList<>(mails.size());
        for (Submission mail : mails) {
            byte[] body = mail.entry().mail().length > LARGE ? new byte[0] : codec.encode(mail.entry());
            if (body.length == 0 || body.length > LARGE) {
                return longWay.commit(mails);
            }
            bodies.add(body);
        }
        ActiveMQServer server = broker.get();
        if (server == null || !server.isStarted()) {
            throw new JMSException("the broker is stopped");
        }
        return commit(server, mails, bodies);
    }

    private static boolean commit(ActiveMQServer server, Collection<Submission> mails, List<byte[]> bodies)
            throws JMSException {
        StorageManager storage = server.getStorageManager();
        OperationContext disk = storage.newContext(server.getExecutorFactory().getExecutor());
        storage.setContext(disk); // the broker notes there what this thread has to wait for
        try {
            if (!put(server, new TransactionImpl(storage), mails, bodies)) {
                return false;
            }
            if (!disk.waitCompletion(PATIENCE.toMillis())) {
                throw new JMSException("the broker did not force the mails to disk within " + PATIENCE.toSeconds() + " s");
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

    private static boolean put(
            ActiveMQServer server, Transaction transaction, Collection<Submission> mails, List<byte[]> bodies)
            throws Exception {
        boolean done = false;
        try {
            int next = 0;
            for (Submission mail : mails) {
                Message message = message(server.getStorageManager().generateID(), mail, bodies.get(next++));
                RoutingStatus status = server.getPostOffice().route(message, transaction, false);
                if (status == RoutingStatus.DUPLICATED_ID) {
                    return false;
                }
                if (status != RoutingStatus.OK) {
                    throw new JMSException("the broker has no queue " + message.getAddress());
                }
            }
            transaction.commit();
            done = true;
            return true;
        } finally {
            if (!done && transaction.getState() != Transaction.State.ROLLEDBACK) {
                transaction.rollback();
            }
        }
    }

    /** As a JMS client would have sent it. */
    private static Message message(long number, Submission mail, byte[] body) {
        CoreMessage message = new CoreMessage(number, body.length + ROOM_FOR_HEAD);
        message.setType(Message.BYTES_TYPE);
        message.setDurable(true);
        message.setPriority(PRIORITY);
        message.setTimestamp(System.currentTimeMillis());
        message.setUserID(UUIDGenerator.getInstance().generateUUID());
        message.setAddress(Queues.outboxOf(mail.entry().sender()));
        message.setRoutingType(RoutingType.ANYCAST);
        message.putStringProperty(Message.HDR_DUPLICATE_DETECTION_ID.toString(), mail.duplicateId());
        message.getBodyBuffer().writeBytes(body);
        return message;
    }

    @Override
    public void close() {
        longWay.close();
    }
}
