// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.support;

import java.io.InputStream;
import java.util.function.Consumer;
import org.apache.activemq.artemis.api.core.client.ActiveMQClient;
import org.apache.activemq.artemis.api.core.client.ClientMessage;
import org.apache.activemq.artemis.api.core.client.ClientSession;
import org.apache.activemq.artemis.api.core.client.ClientSessionFactory;
import org.apache.activemq.artemis.api.core.client.ServerLocator;

/** A client that speaks the broker's own protocol, and so sends what no JMS library would write. */
public final class BrokerClient {
    private final String url;
    private final String username;
    private final String password;

    public BrokerClient(String url, String username, String password) {
        this.url = url;
        this.username = username;
        this.password = password;
    }

    /** Sends a message of a type whose body is exactly these bytes. */
    public void send(String queue, byte type, byte[] body) throws Exception {
        send(queue, type, message -> message.getBodyBuffer().writeBytes(body));
    }

    /** Sends a message of a type whose body is a stream, so that nobody here holds it in memory. */
    public void stream(String queue, byte type, InputStream body) throws Exception {
        send(queue, type, message -> message.setBodyInputStream(body));
    }

    public void send(String queue, byte type, Consumer<ClientMessage> writer) throws Exception {
        try (ServerLocator locator = ActiveMQClient.createServerLocator(url);
                ClientSessionFactory factory = locator.createSessionFactory();
                ClientSession session = factory.createSession(username, password, false, true, true, false, 0)) {
            ClientMessage message = session.createMessage(type, true);
            writer.accept(message);
            session.createProducer(queue).send(message);
        }
    }
}
