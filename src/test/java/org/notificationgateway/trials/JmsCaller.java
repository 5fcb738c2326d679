// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.trials;

import static java.nio.charset.StandardCharsets.US_ASCII;

import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Session;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.notificationgateway.support.TestHome;

/** A caller at the JMS door: what its commit returned for is accepted, what it threw for is not. */
final class JmsCaller {
    private static final String USER = "app";
    private static final String PASSWORD = "client-s3cret";

    private final ActiveMQConnectionFactory factory;

    private JmsCaller(String url) {
        factory = new ActiveMQConnectionFactory(url + "?callTimeout=5000&reconnectAttempts=0&initialConnectAttempts=1",
                USER, PASSWORD);
    }

    /** Opens the door, for the next start of this home. */
    static JmsCaller at(TestHome home) {
        String url = "tcp://127.0.0.1:" + TestHome.freePort();
        home.set("gateway.broker.acceptor", url)
                .set("gateway.broker.username", USER)
                .set("gateway.broker.password", PASSWORD);
        return new JmsCaller(url);
    }

    void send(Oracle oracle, TrialMail mail) {
        oracle.offer(mail);
        try (Connection connection = factory.createConnection();
                Session session = connection.createSession(Session.SESSION_TRANSACTED)) {
            session.createProducer(session.createQueue("notification.requests"))
                    .send(session.createTextMessage(new String(mail.json(), US_ASCII)));
            session.commit();
            oracle.accept(mail.id());
        } catch (JMSException e) {
            // not accepted
        }
    }
}
