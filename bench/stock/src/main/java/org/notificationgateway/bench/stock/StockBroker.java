// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.bench.stock;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.jms.BytesMessage;
import jakarta.jms.Connection;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.nio.file.Path;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.server.JournalType;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.messaginghub.pooled.jms.JmsPoolConnectionFactory;

/** Embedded Artemis with journal sync and default buffers, to show what one persistent send per request costs. */
final class StockBroker implements AutoCloseable {
    private static final String QUEUE = "requests";

    private final EmbeddedActiveMQ broker = new EmbeddedActiveMQ();
    private final JmsPoolConnectionFactory pool = new JmsPoolConnectionFactory();

    StockBroker(Path directory) throws Exception {
        Configuration configuration = new ConfigurationImpl()
                .setName("stock")
                .setJournalType(JournalType.NIO)
                .setJournalDirectory(directory.resolve("journal").toString())
                .setBindingsDirectory(directory.resolve("bindings").toString())
                .setPagingDirectory(directory.resolve("paging").toString())
                .setLargeMessagesDirectory(directory.resolve("large-messages").toString())
                .setPersistenceEnabled(true)
                .setJournalSyncTransactional(true)
                .setJournalSyncNonTransactional(true)
                .setJMXManagementEnabled(false)
                .setSecurityEnabled(false)
                .addAcceptorConfiguration("in-vm", "vm://0");
        broker.setConfiguration(configuration);
        broker.start();
        pool.setConnectionFactory(new ActiveMQConnectionFactory("vm://0"));
        pool.setMaxConnections(8); // more than the default of one, to its favour
    }

    JmsPoolConnectionFactory connections() {
        return pool;
    }

    /** Persistent sends without Camel and HTTP, each with a connection, session and producer kept by its thread. */
    void send(int count, int threads, int bytes) throws Exception {
        byte[] body = MailDriver.text(bytes).getBytes(UTF_8);
        try (ActiveMQConnectionFactory connections = new ActiveMQConnectionFactory("vm://0")) {
            Workers.run(count, threads, () -> {
                Connection connection = connections.createConnection();
                Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
                MessageProducer producer = session.createProducer(session.createQueue(QUEUE));
                return () -> {
                    BytesMessage message = session.createBytesMessage();
                    message.writeBytes(body);
                    producer.send(message);
                };
            });
        }
    }

    /** Empties the queue, so that each run starts alike. */
    void purge() throws Exception {
        broker.getActiveMQServer().locateQueue(QUEUE).deleteAllReferences();
    }

    @Override
    public void close() throws Exception {
        pool.stop();
        broker.stop();
    }
}
