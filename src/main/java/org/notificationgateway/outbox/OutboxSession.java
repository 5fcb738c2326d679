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
import java.util.Map;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.ActiveMQExceptionType;
import org.jspecify.annotations.Nullable;

/**
 * The way into any broker: a transacted JMS session, whose commit returns once the broker has forced all mails to disk. A
 * connection that failed is thrown away.
 */
public final class OutboxSession implements GroupStore {
    private static final String DUPLICATE_ID = "_AMQ_DUPL_ID";

    private final ConnectionFactory factory;
    private final @Nullable ClaimCheck large;
    private final OutboxCodec codec = new OutboxCodec();
    private volatile @Nullable Connection connection;
    private @Nullable Session session;
    private final Map<String, MessageProducer> producers = new HashMap<>();

    /** To a broker that keeps mails whole. */
    public OutboxSession(ConnectionFactory factory) {
        this(factory, null);
    }

    /** @param files where the bytes of large mails go; null if they stay in their entries */
    public OutboxSession(ConnectionFactory factory, @Nullable MailFiles files) {
        this.factory = factory;
        large = files == null ? null : new ClaimCheck(files);
    }

    @Override
    public boolean commit(Collection<OutboxEntry> mails) throws JMSException {
        try {
            Session open = session();
            for (OutboxEntry mail : large == null ? mails : large.in(mails)) {
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

    private void send(Session open, OutboxEntry entry) throws JMSException {
        BytesMessage message = open.createBytesMessage();
        message.writeBytes(codec.encode(entry));
        for (var property : EntryProperties.of(entry).entrySet()) {
            message.setObjectProperty(property.getKey(), property.getValue());
        }
        message.setStringProperty(DUPLICATE_ID, entry.token());
        producer(open, EntryProperties.queueOf(entry)).send(message);
    }

    /** One for each queue, since to name a queue anew asks the broker each time. */
    private MessageProducer producer(Session open, String queue) throws JMSException {
        MessageProducer known = producers.get(queue);
        if (known == null) {
            known = open.createProducer(open.createQueue(queue));
            producers.put(queue, known);
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
