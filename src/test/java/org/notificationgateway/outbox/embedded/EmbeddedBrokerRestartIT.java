// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox.embedded;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import jakarta.jms.DeliveryMode;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.JMSRuntimeException;
import jakarta.jms.Message;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.messaginghub.pooled.jms.JmsPoolConnectionFactory;
import org.notificationgateway.outbox.BrokerAccess;
import org.notificationgateway.outbox.Queues;
import org.notificationgateway.support.Jms;
import org.notificationgateway.support.TestSteps;

/** An accepted mail must survive the end of the process, and must not be accepted twice because of it. */
class EmbeddedBrokerRestartIT {
    private static final String OUTBOX = Queues.outboxOf("server");

    @TempDir
    private Path folder;

    private EmbeddedBroker broker;
    private JmsPoolConnectionFactory pool;
    private Jms jms;

    @BeforeEach
    void start() {
        broker = new EmbeddedBroker(
                folder.resolve("broker"), List.of("server"), TestSteps.REDELIVERY, null);
        broker.start();
        pool = broker.access().connectionPool();
        jms = new Jms(pool);
    }

    @AfterEach
    void stop() {
        pool.stop();
        broker.stop();
    }

    private void restart() {
        stop();
        start();
    }

    private void send(String property, Object value, String text) {
        try (JMSContext context = pool.createContext()) {
            context.createProducer().setProperty(property, value).send(context.createQueue(OUTBOX), text);
        }
    }

    private List<String> texts(String queue) {
        return jms.browse(queue).stream().map(EmbeddedBrokerRestartIT::text).toList();
    }

    private static String text(Message message) {
        try {
            return message.getBody(String.class);
        } catch (JMSException e) {
            throw new AssertionError(e);
        }
    }

    @Nested
    class AMessage {
        @Test
        void isDurableUnlessSomebodyAsksOtherwise() throws Exception {
            jms.sendText(OUTBOX, "mail");
            assertEquals(DeliveryMode.PERSISTENT, jms.browse(OUTBOX).get(0).getJMSDeliveryMode());
        }

        @Test
        void isThereAfterARestartInEveryQueue() {
            for (String queue : Queues.all(List.of("server"), 7)) {
                jms.sendText(queue, "kept in " + queue);
            }
            restart();
            for (String queue : Queues.all(List.of("server"), 7)) {
                assertEquals(List.of("kept in " + queue), texts(queue));
            }
        }

        @Test
        void isThereAfterARestartHoweverLargeItIs() throws Exception {
            byte[] body = new byte[1_000_000];
            new Random(1).nextBytes(body);
            jms.sendBytes(OUTBOX, body);
            restart();
            try (JMSContext context = pool.createContext()) {
                Message message = context.createConsumer(context.createQueue(OUTBOX)).receive(10_000);
                assertArrayEquals(body, message.getBody(byte[].class));
            }
        }

        @Test
        void isThereAfterARestartThatInterruptedItsDelivery() {
            jms.sendText(OUTBOX, "mail");
            BrokerAccess access = broker.access();
            try (ActiveMQConnectionFactory delivery =
                    new ActiveMQConnectionFactory(access.url(), access.username(), access.password())) {
                JMSContext context = delivery.createContext(JMSContext.SESSION_TRANSACTED);
                assertNotNull(context.createConsumer(context.createQueue(OUTBOX)).receive(10_000));
                restart();
            }
            assertEquals("mail", jms.takeText(OUTBOX));
        }

        @Test
        void isGoneAfterARestartWhenItWasTaken() {
            jms.sendText(OUTBOX, "mail");
            assertEquals("mail", jms.takeText(OUTBOX));
            restart();
            assertEquals(List.of(), texts(OUTBOX));
        }
    }

    @Nested
    class AScheduledMessage {
        @Test
        void comesAfterARestartAndNotBeforeItsTime() {
            Instant due = Instant.now().plusMillis(1500);
            send("_AMQ_SCHED_DELIVERY", due.toEpochMilli(), "retry");
            restart();
            assertEquals("retry", jms.takeText(OUTBOX));
            assertFalse(Instant.now().isBefore(due), "came too early");
        }
    }

    @Nested
    class AMessageWithTheSameDuplicateId {
        @Test
        void isStoredOnce() {
            send("_AMQ_DUPL_ID", "server/1", "first");
            send("_AMQ_DUPL_ID", "server/1", "second");
            send("_AMQ_DUPL_ID", "server/2", "another");
            assertEquals(List.of("first", "another"), texts(OUTBOX));
        }

        @Test
        void isStoredOnceEvenIfTheFirstIsDeliveredAndTheBrokerRestarted() {
            send("_AMQ_DUPL_ID", "server/1", "first");
            assertEquals("first", jms.takeText(OUTBOX));
            restart();
            send("_AMQ_DUPL_ID", "server/1", "second");
            assertEquals(List.of(), texts(OUTBOX));
        }

        @Test
        void failsATransactionSoThatNothingElseOfItIsStored() {
            send("_AMQ_DUPL_ID", "server/1", "first");
            try (JMSContext context = pool.createContext(JMSContext.SESSION_TRANSACTED)) {
                context.createProducer().send(context.createQueue(Queues.DEAD), "with it");
                context.createProducer().setProperty("_AMQ_DUPL_ID", "server/1")
                        .send(context.createQueue(OUTBOX), "second");
                assertThrows(JMSRuntimeException.class, context::commit);
            }
            assertEquals(List.of("first"), texts(OUTBOX));
            assertEquals(List.of(), texts(Queues.DEAD));
        }
    }
}
