// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox.embedded;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.jms.CompletionListener;
import jakarta.jms.Connection;
import jakarta.jms.DeliveryMode;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.JMSRuntimeException;
import jakarta.jms.Message;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.activemq.artemis.api.core.RoutingType;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.apache.activemq.artemis.jms.client.ActiveMQMessage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.messaginghub.pooled.jms.JmsPoolConnectionFactory;
import org.notificationgateway.outbox.Queues;
import org.notificationgateway.outbox.StorageGuard;
import org.notificationgateway.outbox.StoreUnavailableException;
import org.notificationgateway.outbox.embedded.EmbeddedBroker.Acceptor;
import org.notificationgateway.support.BrokerClient;
import org.notificationgateway.support.Jms;
import org.notificationgateway.support.TestHome;
import org.notificationgateway.support.TestSteps;

/** A client of the acceptor must hear when its message is not taken; else it believes that its mail is on its way. */
class ClientSendsIT {
    private static final int LARGE = 3_000_000;
    private static final String FULL = "the disk of data is 95 % full: expected less than 90 % (intake.max-disk-usage)";

    @TempDir
    private Path folder;

    private final String url = "tcp://127.0.0.1:" + TestHome.freePort();
    private volatile boolean full;
    private EmbeddedBroker broker;
    private JmsPoolConnectionFactory own;
    private ActiveMQConnectionFactory client;

    @BeforeEach
    void start() {
        StorageGuard guard = StorageGuard.of(() -> {
            if (full) {
                throw new StoreUnavailableException(FULL, null);
            }
        });
        broker = new EmbeddedBroker(
                folder.resolve("broker"), List.of("server"), TestSteps.REDELIVERY, new Acceptor(url, "app", "s3cret"), guard);
        broker.start();
        own = broker.access().connectionPool();
        client = new ActiveMQConnectionFactory(url, "app", "s3cret");
    }

    @AfterEach
    void stop() {
        client.close();
        own.stop();
        broker.stop();
    }

    private List<Message> requests() {
        return new Jms(own).browse(Queues.REQUESTS);
    }


    @Nested
    class WhileTheDiskIsFull {
        @ParameterizedTest
        @ValueSource(ints = {10, 200_000, LARGE})
        void aSendFailsWithTheReason(int size) {
            full = true;
            try (JMSContext context = client.createContext()) {
                Message message = context.createTextMessage("x".repeat(size));
                var e = assertThrows(JMSRuntimeException.class, () ->
                        context.createProducer().send(context.createQueue(Queues.REQUESTS), message));
                assertTrue(e.getMessage().contains(FULL), e.getMessage());
            }
            assertEquals(0, requests().size());
        }

        /** Within a transaction the library waits for no answer but the last. */
        @ParameterizedTest
        @ValueSource(ints = {10, 200_000, LARGE})
        void aCommitFailsWithTheReason(int size) {
            full = true;
            try (JMSContext context = client.createContext(JMSContext.SESSION_TRANSACTED)) {
                context.createProducer().send(context.createQueue(Queues.REQUESTS), "x".repeat(size));
                var e = assertThrows(JMSRuntimeException.class, context::commit);
                assertTrue(String.valueOf(e.getCause()).contains(FULL) || e.getMessage().contains(FULL), e.getMessage());
            }
            assertEquals(0, requests().size());
        }

        @Test
        void nothingOfALargeMessageIsWritten() throws IOException {
            full = true;
            try (JMSContext context = client.createContext()) {
                Message message = context.createTextMessage("x".repeat(LARGE));
                assertThrows(JMSRuntimeException.class, () ->
                        context.createProducer().send(context.createQueue(Queues.REQUESTS), message));
                try (var files = Files.list(folder.resolve("broker/large-messages"))) {
                    assertEquals(List.of(), files.toList());
                }
            }
        }

        @ParameterizedTest
        @ValueSource(ints = {10, LARGE})
        void aSenderThatWaitsForNoAnswerLosesItsConnection(int size) throws Exception {
            full = true;
            CompletableFuture<JMSException> heard = new CompletableFuture<>();
            try (Connection connection = client.createConnection()) {
                connection.setExceptionListener(heard::complete);
                Session session = connection.createSession();
                MessageProducer producer = session.createProducer(session.createQueue(Queues.REQUESTS));
                producer.setDeliveryMode(DeliveryMode.NON_PERSISTENT);
                producer.send(session.createTextMessage("x".repeat(size)));
                heard.get(10, TimeUnit.SECONDS);
            }
        }

        @Test
        void aSenderThatIsToldLaterIsToldNo() throws Exception {
            full = true;
            client.setConfirmationWindowSize(1_000_000);
            CompletableFuture<Exception> heard = new CompletableFuture<>();
            try (JMSContext context = client.createContext()) {
                context.createProducer().setAsync(listener(heard))
                        .send(context.createQueue(Queues.REQUESTS), "request");
                assertTrue(heard.get(10, TimeUnit.SECONDS).getMessage().contains(FULL));
            }
        }

        private CompletionListener listener(CompletableFuture<Exception> heard) {
            return new CompletionListener() {
                @Override
                public void onCompletion(Message message) {
                    heard.completeExceptionally(new AssertionError("it was taken"));
                }

                @Override
                public void onException(Message message, Exception exception) {
                    heard.complete(exception);
                }
            };
        }

        @ParameterizedTest
        @ValueSource(ints = {10, LARGE})
        void theSameSessionGoesOnWhenThereIsRoom(int size) {
            full = true;
            try (JMSContext context = client.createContext()) {
                var queue = context.createQueue(Queues.REQUESTS);
                String text = "x".repeat(size);
                assertThrows(JMSRuntimeException.class, () -> context.createProducer().send(queue, text));
                full = false;
                await().ignoreExceptions().until(() -> context.createProducer().send(queue, text) != null);
            }
            assertEquals(1, requests().size());
            assertEquals(size, new Jms(own).takeText(Queues.REQUESTS).length());
        }

        @Test
        void theGatewayItselfGoesOnSending() {
            full = true;
            new Jms(own).sendText(Queues.REFUSED, "x".repeat(LARGE));
            assertEquals(LARGE, new Jms(own).takeText(Queues.REFUSED).length());
        }
    }

    @Nested
    class APropertyOfTheBrokersOwn {
        @ParameterizedTest
        @ValueSource(strings = {
            "_AMQ_ROUTE_TO", "_AMQ_ROUTE_TOsomewhere", "_AMQ_SCALEDOWN_TO", "_AMQ_ACK_ROUTE_TO", "_AMQ_BRIDGE_DUP",
            "_AMQ_ORIG_MESSAGE_ID", "_AMQ_PREFIX", "_AMQ_MADE_UP"})
        void failsTheSend(String name) {
            try (JMSContext context = client.createContext()) {
                ActiveMQMessage message = (ActiveMQMessage) context.createTextMessage("request");
                message.getCoreMessage().putBytesProperty(name, new byte[8]);
                var e = assertThrows(JMSRuntimeException.class, () ->
                        context.createProducer().send(context.createQueue(Queues.REQUESTS), message));
                assertTrue(e.getMessage().contains("has the property " + name + ": expected none"), e.getMessage());
            }
            assertEquals(0, requests().size());
        }

        /** An expired message of this kind would be sent to a topic that nobody reads. */
        @Test
        void failsTheSendThoughItTakesEffectWhenTheMessageExpires() {
            try (JMSContext context = client.createContext()) {
                var producer = context.createProducer().setTimeToLive(1).setProperty("_AMQ_ORIG_ROUTING_TYPE", (byte) 0);
                assertThrows(JMSRuntimeException.class, () ->
                        producer.send(context.createQueue(Queues.REQUESTS), "request"));
            }
        }

        @Test
        void failsALargeSendToo() {
            try (JMSContext context = client.createContext()) {
                ActiveMQMessage message = (ActiveMQMessage) context.createTextMessage("x".repeat(LARGE));
                message.getCoreMessage().putBytesProperty("_AMQ_ROUTE_TO", new byte[8]);
                var e = assertThrows(JMSRuntimeException.class, () ->
                        context.createProducer().send(context.createQueue(Queues.REQUESTS), message));
                assertTrue(e.getMessage().contains("_AMQ_ROUTE_TO"), e.getMessage());
            }
        }

        @Test
        void isTakenWhereJmsOffersIt() throws JMSException {
            client.setGroupID("group");
            client.setCompressLargeMessage(true);
            try (JMSContext context = client.createContext()) {
                context.createProducer()
                        .setDeliveryDelay(1)
                        .setProperty("_AMQ_DUPL_ID", "once")
                        .setProperty("JMSXGroupSeq", 1)
                        .send(context.createQueue(Queues.REQUESTS), "request");
            }
            assertEquals("request", new Jms(own).takeText(Queues.REQUESTS));
        }
    }

    @Nested
    class ADestination {
        @ParameterizedTest
        @ValueSource(strings = {
            "notification.requests::notification.outbox.server", "notification.requests::notification.requests",
            "notification.requests::notification.dead"})
        void withAQueueBehindItsAddressFailsTheSend(String destination) {
            try (JMSContext context = client.createContext()) {
                var e = assertThrows(JMSRuntimeException.class, () ->
                        context.createProducer().send(context.createQueue(destination), "request"));
                assertTrue(e.getMessage().contains("expected the address alone"), e.getMessage());
            }
            assertEquals(0, requests().size());
            assertEquals(0, new Jms(own).browse(Queues.outboxOf("server")).size());
        }

        @Test
        void thatIsATopicFailsTheSend() {
            assertThrows(Exception.class, () -> new BrokerClient(url, "app", "s3cret").send(
                    Queues.REQUESTS, org.apache.activemq.artemis.api.core.Message.TEXT_TYPE,
                    message -> message.setRoutingType(RoutingType.MULTICAST)));
        }
    }

    @Nested
    class AMessage {
        @ParameterizedTest
        @ValueSource(bytes = {7, 8})
        void thatWrapsAnotherFailsTheSend(byte type) {
            var e = assertThrows(Exception.class, () ->
                    new BrokerClient(url, "app", "s3cret").send(Queues.REQUESTS, type, new byte[] {'E', 'M', 'B', 1}));
            assertTrue(e.getMessage().contains("holds another one"), e.getMessage());
        }
    }
}
