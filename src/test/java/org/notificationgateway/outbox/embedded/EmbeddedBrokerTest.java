// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox.embedded;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.Message;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.apache.activemq.artemis.api.core.QueueConfiguration;
import org.apache.activemq.artemis.api.core.RoutingType;
import org.apache.activemq.artemis.core.config.CoreAddressConfiguration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.messaginghub.pooled.jms.JmsPoolConnectionFactory;
import org.notificationgateway.outbox.Queues;
import org.notificationgateway.outbox.Redelivery;
import org.notificationgateway.settings.Backoff;
import org.notificationgateway.support.Jms;
import org.notificationgateway.support.TestSteps;

/** Brokers delete what keeps failing and what got too old; this one must not, because here it is somebody's mail. */
class EmbeddedBrokerTest {
    private static final String OUTBOX = Queues.outboxOf("server");

    @TempDir
    private Path folder;

    private EmbeddedBroker broker;
    private JmsPoolConnectionFactory pool;

    private void start(int attempts) {
        broker = new EmbeddedBroker(
                folder.resolve("broker"), List.of("server"), new Redelivery(attempts, new Backoff(Duration.ZERO, Duration.ZERO), TestSteps.STEPS), null);
        broker.start();
        pool = broker.access().connectionPool();
    }

    @AfterEach
    void stop() {
        if (broker != null) {
            pool.stop();
            broker.stop();
        }
    }

    private static void rollBack(ConnectionFactory factory, String queue, int times) {
        try (JMSContext context = factory.createContext(JMSContext.SESSION_TRANSACTED);
                JMSConsumer consumer = context.createConsumer(context.createQueue(queue))) {
            for (int i = 1; i <= times; i++) {
                assertNotNull(consumer.receive(10_000), "delivery " + i + " of " + queue);
                context.rollback();
            }
        }
    }

    @Nested
    class AMessageRolledBackTwelveTimes {
        @Test
        void isStillInItsQueue() {
            start(TestSteps.REDELIVERY.attempts());
            new Jms(pool).sendText(OUTBOX, "mail");
            rollBack(pool, OUTBOX, 12);
            assertEquals("mail", new Jms(pool).takeText(OUTBOX));
        }

        @Test
        void isLostAfterTenWithTheDefaultsOfArtemis() throws Exception {
            EmbeddedActiveMQ plain = new EmbeddedActiveMQ();
            plain.setConfiguration(new ConfigurationImpl()
                    .setPersistenceEnabled(false)
                    .setSecurityEnabled(false)
                    .addAcceptorConfiguration("in-vm", "vm://4711")
                    .addAddressSetting("#", new AddressSettings())
                    .addAddressConfiguration(new CoreAddressConfiguration()
                            .setName(OUTBOX)
                            .addRoutingType(RoutingType.ANYCAST)
                            .addQueueConfiguration(
                                    QueueConfiguration.of(OUTBOX).setRoutingType(RoutingType.ANYCAST))));
            plain.start();
            try (ActiveMQConnectionFactory factory = new ActiveMQConnectionFactory("vm://4711")) {
                new Jms(factory).sendText(OUTBOX, "mail");
                rollBack(factory, OUTBOX, 10);
                assertEquals(List.of(), new Jms(factory).browse(OUTBOX));
            } finally {
                plain.stop();
            }
        }
    }

    @Nested
    class AMessageThatUsedUpItsAttempts {
        @Test
        void liesWholeAmongTheDead() throws Exception {
            byte[] body = new byte[300_000]; // too large for Artemis' journal, as a mail with an attachment is
            new Random(1).nextBytes(body);
            start(3);
            new Jms(pool).sendBytes(OUTBOX, body);
            rollBack(pool, OUTBOX, 3);
            assertEquals(List.of(), new Jms(pool).browse(OUTBOX));
            try (JMSContext context = pool.createContext()) {
                Message dead = context.createConsumer(context.createQueue(Queues.DEAD)).receive(10_000);
                assertArrayEquals(body, dead.getBody(byte[].class));
            }
        }

        @Test
        void staysAmongTheDeadHoweverOftenItIsRolledBackThere() {
            start(3);
            new Jms(pool).sendText(OUTBOX, "mail");
            rollBack(pool, OUTBOX, 3);
            rollBack(pool, Queues.DEAD, 20);
            assertEquals("mail", new Jms(pool).takeText(Queues.DEAD));
        }
    }

    @Nested
    class AMessageRolledBackOnce {
        @Test
        void waitsBeforeItsNextTurnAndHoldsUpNobody() {
            broker = new EmbeddedBroker(
                folder.resolve("broker"), List.of("server"), new Redelivery(9, new Backoff(Duration.ofHours(1), Duration.ofHours(1)), TestSteps.STEPS), null);
            broker.start();
            pool = broker.access().connectionPool();
            new Jms(pool).sendText(OUTBOX, "failing");
            rollBack(pool, OUTBOX, 1);
            new Jms(pool).sendText(OUTBOX, "next");
            assertEquals("next", new Jms(pool).takeText(OUTBOX));
            assertEquals(List.of(), new Jms(pool).browse(OUTBOX));
        }
    }

    @Nested
    class ARequestWhoseTimeToLiveIsOver {
        @Test
        void liesAmongTheExpired() {
            start(3);
            try (JMSContext context = pool.createContext()) {
                context.createProducer().setTimeToLive(1).send(context.createQueue(Queues.REQUESTS), "late");
                JMSConsumer consumer = context.createConsumer(context.createQueue(Queues.REQUESTS));
                await().atMost(Duration.ofSeconds(10)).until(() -> {
                    consumer.receiveNoWait(); // the broker looks at a message's age when somebody asks for it
                    return new Jms(pool).browse(Queues.EXPIRED).size() == 1;
                });
            }
            rollBack(pool, Queues.EXPIRED, 20);
            assertEquals("late", new Jms(pool).takeText(Queues.EXPIRED));
        }
    }

    @Nested
    class TheBroker {
        @Test
        void knowsWhetherItRuns() {
            start(1);
            assertTrue(broker.isRunning());
            broker.stop();
            assertFalse(broker.isRunning());
        }
    }
}
