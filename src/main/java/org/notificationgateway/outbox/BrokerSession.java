// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox;

import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import jakarta.jms.Session;
import org.apache.activemq.artemis.api.core.client.ClientSession;
import org.apache.activemq.artemis.jms.client.ActiveMQSession;

/** A connection with its one transacted session. */
public record BrokerSession(Connection connection, ActiveMQSession session) implements AutoCloseable {

    public static BrokerSession open(ConnectionFactory factory) throws JMSException {
        Connection connection = factory.createConnection();
        boolean ready = false;
        try {
            ActiveMQSession session = (ActiveMQSession) connection.createSession(Session.SESSION_TRANSACTED);
            ready = true;
            return new BrokerSession(connection, session);
        } finally {
            if (!ready) {
                connection.close();
            }
        }
    }

    /** What the session is made of. */
    public ClientSession core() {
        return session.getCoreSession();
    }

    @Override
    public void close() throws JMSException {
        connection.close();
    }
}
