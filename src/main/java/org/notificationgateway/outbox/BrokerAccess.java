// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox;

import jakarta.jms.ConnectionFactory;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.messaginghub.pooled.jms.JmsPoolConnectionFactory;
import org.notificationgateway.settings.GatewayKeys;

/**
 * How to reach the broker, embedded or external: the routes see only the connection factory.
 *
 * @param url Artemis connection URL, {@code vm://…} or {@code tcp://…}
 * @param password never printed
 */
public record BrokerAccess(String url, String username, String password) {
    /** The key of an external broker's. */
    static final String URL = "gateway.broker.url";
    /** Bytes; also what a larger message is sent in, and arrays of a megabyte are a burden to the collector. */
    private static final int PIECE = 400_000;

    /**
     * A pool of connections. The caller stops it.
     */
    public JmsPoolConnectionFactory connectionPool() {
        JmsPoolConnectionFactory pool = new JmsPoolConnectionFactory();
        pool.setConnectionFactory(connectionFactory());
        pool.setMaxConnections(1);
        return pool;
    }

    /** Separate connections, for a caller that keeps one. */
    public ConnectionFactory connectionFactory() {
        ActiveMQConnectionFactory factory = new ActiveMQConnectionFactory(url, username, password);
        factory.setDeserializationDenyList("*"); // an ObjectMessage is never opened
        if (url.startsWith("vm:")) {
            // The journal takes them whole; Artemis' files for large ones end early on a full disk without a word.
            factory.setMinLargeMessageSize(PIECE);
        }
        factory.setConsumerWindowSize(0); // a slow delivery must not hold entries that others could deliver
        return factory;
    }

    /** The URL without what may be a password. */
    public String shown() {
        return GatewayKeys.of(URL).type().shown(url);
    }

    @Override
    public String toString() {
        return "broker " + shown();
    }
}
