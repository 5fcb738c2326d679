// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox;

import jakarta.jms.BytesMessage;
import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.ActiveMQExceptionType;
import org.jspecify.annotations.Nullable;

/**
 * Puts mails into the broker in one transaction, whose commit returns once the broker has forced all of them to disk. A
 * connection that failed is thrown away. One thread stores; any may {@link #close}, which ends a call that hangs.
 */
final class OutboxSession implements AutoCloseable {
    private static final String DUPLICATE_ID = "_AMQ_DUPL_ID";

    private final ConnectionFactory factory;
    private final OutboxCodec codec = new OutboxCodec();
    private volatile @Nullable Connection connection;
    private @Nullable Session session;
    private final Map<String, MessageProducer> producers = new HashMap<>();

    OutboxSession(ConnectionFactory factory) {
        this.factory = factory;
    }

    /**
     * Stores all mails whose id the broker does not know yet.
     *
     * @return the keys of those that it took now; the others it had before
     */
    Set<RequestKey> store(Collection<Submission> mails) throws JMSException {
        Set<RequestKey> taken = new HashSet<>();
        if (mails.isEmpty() || commit(mails)) {
            mails.forEach(mail -> taken.add(mail.key()));
        } else if (mails.size() > 1) { // the broker ignores a transaction with an id it knows, and says not which
            for (Submission mail : mails) {
                taken.addAll(store(List.of(mail)));
            }
        }
        return taken;
    }

    /** False, and nothing stored, if the broker knows one of the ids. */
    private boolean commit(Collection<Submission> mails) throws JMSException {
        try {
            Session open = session();
            for (Submission mail : mails) {
                send(open, mail);
            }
            open.commit();
            return true;
        } catch (JMSException e) {
            if (isDuplicate(e)) {
                return false;
            }
            close();
            throw e;
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private void send(Session open, Submission mail) throws JMSException {
        BytesMessage message = open.createBytesMessage();
        message.writeBytes(codec.encode(mail.entry()));
        message.setStringProperty(DUPLICATE_ID, mail.duplicateId());
        producer(open, mail.entry().sender()).send(message);
    }

    /** One for each outbox, since to name a queue anew asks the broker each time. */
    private MessageProducer producer(Session open, String sender) throws JMSException {
        MessageProducer known = producers.get(sender);
        if (known == null) {
            known = open.createProducer(open.createQueue(Queues.outboxOf(sender)));
            producers.put(sender, known);
        }
        return known;
    }

    private static boolean isDuplicate(JMSException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ActiveMQException core
                    && core.getType() == ActiveMQExceptionType.DUPLICATE_ID_REJECTED) {
                return true;
            }
        }
        return false;
    }

    private Session session() throws JMSException {
        Session open = session;
        if (open == null || connection == null) {
            Connection fresh = factory.createConnection();
            connection = fresh;
            open = fresh.createSession(Session.SESSION_TRANSACTED);
            producers.clear();
            session = open;
        }
        return open;
    }

    @Override
    public void close() {
        Connection open = connection;
        connection = null;
        try {
            if (open != null) {
                open.close();
            }
        } catch (JMSException e) {
            // it was lost before
        }
    }
}
