// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import jakarta.jms.JMSContext;
import jakarta.jms.JMSRuntimeException;
import jakarta.jms.JMSSecurityRuntimeException;
import java.nio.file.Path;
import java.util.List;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.messaginghub.pooled.jms.JmsPoolConnectionFactory;
import org.notificationgateway.outbox.Queues;
import org.notificationgateway.outbox.embedded.EmbeddedBroker.Acceptor;
import org.notificationgateway.support.Jms;
import org.notificationgateway.support.TestHome;
import org.notificationgateway.support.TestSteps;

/** A JMS client is let in to hand over requests; the mail of everybody else must stay out of its reach. */
class EmbeddedBrokerAcceptorIT {
    private static final String PASSWORD = "client-s3cret";

    @TempDir
    private Path folder;

    private final String url = "tcp://127.0.0.1:" + TestHome.freePort();
    private EmbeddedBroker broker;
    private JmsPoolConnectionFactory pool;

    private void startFor(String username) {
        broker = new EmbeddedBroker(
                folder.resolve("broker"), List.of("server"), TestSteps.REDELIVERY, new Acceptor(url, username, PASSWORD));
        broker.start();
        pool = broker.access().connectionPool();
    }

    @AfterEach
    void stop() {
        pool.stop();
        broker.stop();
    }

    private JMSContext client(String username, String password) {
        return new ActiveMQConnectionFactory(url, username, password).createContext();
    }

    private static void use(JMSContext context, String action, String queue) {
        switch (action) {
            case "send" -> context.createProducer().send(context.createQueue(queue), "from outside");
            case "consume" -> context.createConsumer(context.createQueue(queue)).close();
            default -> throw new IllegalArgumentException(action);
        }
    }

    @Nested
    class AClientWithThePassword {
        @Test
        void handsInRequestsAndTakesRefusals() {
            startFor("app");
            new Jms(pool).sendText(Queues.REFUSED, "refusal");
            try (ActiveMQConnectionFactory client = new ActiveMQConnectionFactory(url, "app", PASSWORD)) {
                new Jms(client).sendText(Queues.REQUESTS, "request");
                assertEquals("refusal", new Jms(client).takeText(Queues.REFUSED));
            }
            assertEquals("request", new Jms(pool).takeText(Queues.REQUESTS));
        }

        @ParameterizedTest(name = "cannot {0} {1}")
        @CsvSource({
            "consume, notification.requests",
            "send, notification.refused",
            "send, notification.outbox.server",
            "consume, notification.outbox.server",
            "send, notification.dead",
            "consume, notification.dead",
            "send, notification.expired",
            "consume, notification.expired",
            "send, activemq.management",
            "send, made.up",
            "consume, made.up",
        })
        void reachesNothingElse(String action, String queue) {
            startFor("app");
            try (JMSContext context = client("app", PASSWORD)) {
                assertThrows(JMSRuntimeException.class, () -> use(context, action, queue));
            }
        }

        @ParameterizedTest
        @ValueSource(strings = {"gateway", "client"})
        void gainsNothingByItsName(String username) {
            startFor(username);
            new Jms(pool).sendText(Queues.outboxOf("server"), "the gateway itself still gets in");
            try (JMSContext context = client(username, PASSWORD)) {
                use(context, "send", Queues.REQUESTS);
                assertThrows(
                        JMSSecurityRuntimeException.class,
                        () -> use(context, "consume", Queues.outboxOf("server")));
            }
        }
    }

    @Nested
    class AnybodyElse {
        @ParameterizedTest(name = "user {0}, password {1}")
        @CsvSource(nullValues = "none", value = {
            "app, wrong",
            "app, ''",
            "app, none",
            "none, none",
            "none, client-s3cret",
            "gateway, gateway",
            "gateway, client-s3cret",
            "client, client-s3cret"
        })
        void isTurnedAway(String username, String password) {
            startFor("app");
            assertThrows(JMSSecurityRuntimeException.class, () -> client(username, password).close());
        }
    }
}
