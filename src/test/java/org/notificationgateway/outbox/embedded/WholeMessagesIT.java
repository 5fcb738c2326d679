// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox.embedded;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.jms.JMSContext;
import jakarta.jms.JMSRuntimeException;
import jakarta.jms.Message;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.ActiveMQIOErrorException;
import org.apache.activemq.artemis.api.core.Interceptor;
import org.apache.activemq.artemis.core.message.impl.CoreMessage;
import org.apache.activemq.artemis.core.protocol.core.impl.wireformat.SessionSendContinuationMessage;
import org.apache.activemq.artemis.core.server.LargeServerMessage;
import org.apache.activemq.artemis.core.transaction.Transaction;
import org.apache.activemq.artemis.core.transaction.impl.TransactionImpl;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.notificationgateway.outbox.Queues;
import org.notificationgateway.outbox.embedded.EmbeddedBroker.Acceptor;
import org.notificationgateway.support.Jms;
import org.notificationgateway.support.TestHome;
import org.notificationgateway.support.TestSteps;

/** A message of which the disk took half must fail at the send: as the broker says yes, it is somebody's mail. */
class WholeMessagesIT {
    private static final String OUTBOX = Queues.outboxOf("server");

    @TempDir
    private Path folder;

    private final String url = "tcp://127.0.0.1:" + TestHome.freePort();
    private EmbeddedBroker broker;

    @BeforeEach
    void start() {
        broker = new EmbeddedBroker(
                folder.resolve("broker"), List.of("server"), TestSteps.REDELIVERY, new Acceptor(url, "app", "s3cret"));
        broker.start();
    }

    @AfterEach
    void stop() {
        broker.stop();
    }

    private ActiveMQConnectionFactory own() {
        return (ActiveMQConnectionFactory) broker.access().connectionFactory();
    }

    /** One whose large messages lie in files, as those of 2 MB and more do. */
    private ActiveMQConnectionFactory ownWithFiles() {
        ActiveMQConnectionFactory own = own();
        own.setMinLargeMessageSize(100_000);
        return own;
    }

    private List<Message> queued(String queue) {
        try (ActiveMQConnectionFactory own = own()) {
            return new Jms(own).browse(queue);
        }
    }

    private long largeFiles() throws IOException {
        try (var files = Files.list(folder.resolve("broker/large-messages"))) {
            return files.count();
        }
    }

    /** Loses one piece of a message, as a disk does that is full for a moment. */
    private static Interceptor losing(int piece) {
        AtomicInteger pieces = new AtomicInteger();
        return (packet, connection) ->
                !(packet instanceof SessionSendContinuationMessage) || pieces.incrementAndGet() != piece;
    }

    @Nested
    class ALargeMessage {
        @ParameterizedTest(name = "session mode {0}")
        @ValueSource(ints = {JMSContext.AUTO_ACKNOWLEDGE, JMSContext.SESSION_TRANSACTED})
        void thatIsShorterThanAnnouncedFailsTheSendOfAClient(int mode) throws IOException {
            try (ActiveMQConnectionFactory client = new ActiveMQConnectionFactory(url, "app", "s3cret")) {
                cutSendFails(client, Queues.REQUESTS, mode);
            }
        }

        @ParameterizedTest(name = "session mode {0}")
        @ValueSource(ints = {JMSContext.AUTO_ACKNOWLEDGE, JMSContext.SESSION_TRANSACTED})
        void thatIsShorterThanAnnouncedFailsASendOfOurOwn(int mode) throws IOException {
            try (ActiveMQConnectionFactory own = ownWithFiles()) {
                cutSendFails(own, Queues.REFUSED, mode);
            }
        }

        private void cutSendFails(ActiveMQConnectionFactory factory, String queue, int mode) throws IOException {
            broker.server().get().getRemotingService().addIncomingInterceptor(losing(2));
            try (JMSContext context = factory.createContext(mode)) {
                var e = assertThrows(JMSRuntimeException.class, () -> {
                    context.createProducer().send(context.createQueue(queue), "x".repeat(1_000_000));
                    context.commit();
                });
                assertTrue(e.getMessage().contains("bytes of the message: expected 2000"), e.getMessage());
            }
            assertEquals(0, queued(queue).size());
            assertEquals(0, largeFiles());
        }

        @Test
        void thatIsWholeArrives() throws Exception {
            byte[] body = new byte[1_000_000];
            new Random(1).nextBytes(body);
            try (ActiveMQConnectionFactory client = new ActiveMQConnectionFactory(url, "app", "s3cret")) {
                client.setCompressLargeMessage(true);
                new Jms(client).sendBytes(Queues.REQUESTS, body);
                client.setCompressLargeMessage(false);
                new Jms(client).sendBytes(Queues.REQUESTS, body);
            }
            try (ActiveMQConnectionFactory own = own();
                    JMSContext context = own.createContext()) {
                var consumer = context.createConsumer(context.createQueue(Queues.REQUESTS));
                assertArrayEquals(body, consumer.receive(10_000).getBody(byte[].class));
                assertArrayEquals(body, consumer.receive(10_000).getBody(byte[].class));
            }
        }
    }

    @Nested
    class AMessageTheBrokerPutsIntoAQueueItself {
        private LargeServerMessage large(boolean compressed) throws Exception {
            var storage = broker.server().get().getStorageManager();
            CoreMessage head = new CoreMessage(storage.generateID(), 512);
            head.setDurable(true);
            head.setAddress(OUTBOX);
            if (compressed) {
                head.putBooleanProperty("_AMQ_LARGE_COMPRESSED", true);
            }
            LargeServerMessage large = storage.createCoreLargeMessage(head.getMessageID(), head);
            large.addBytes(new byte[300_000]);
            large.releaseResources(true, true);
            return large;
        }

        private void route(LargeServerMessage large) throws Exception {
            Transaction transaction = new TransactionImpl(broker.server().get().getStorageManager());
            broker.server().get().getPostOffice().route(large.toMessage(), transaction, false);
            transaction.commit();
        }

        private Path file(LargeServerMessage large) {
            return folder.resolve("broker/large-messages/" + large.getMessageID() + ".msg");
        }

        @ParameterizedTest(name = "compressed: {0}")
        @ValueSource(booleans = {false, true})
        void isRefusedWhenItsFileIsShort(boolean compressed) throws Exception {
            LargeServerMessage large = large(compressed);
            try (RandomAccessFile file = new RandomAccessFile(file(large).toFile(), "rw")) {
                file.setLength(100_000);
            }
            ActiveMQException e = assertThrows(ActiveMQIOErrorException.class, () -> route(large));
            assertEquals("the disk has 100000 bytes of the message: expected 300000", e.getMessage());
            assertEquals(0, queued(OUTBOX).size());
        }

        @Test
        void isRefusedWhenItsFileIsGone() throws Exception {
            LargeServerMessage large = large(false);
            Files.delete(file(large));
            assertThrows(ActiveMQIOErrorException.class, () -> route(large));
        }

        @Test
        void isQueuedWhenItIsWhole() throws Exception {
            route(large(false));
            assertEquals(1, queued(OUTBOX).size());
        }
    }

    @Nested
    class AfterTheDiskFailed {
        @Test
        void noSendSucceedsAnyLonger() {
            broker.server().get().getIoCriticalErrorListener()
                    .onIOException(new IOException("Input/output error"), "Input/output error", "1.msg");
            try (ActiveMQConnectionFactory client = new ActiveMQConnectionFactory(url, "app", "s3cret")) {
                assertThrows(RuntimeException.class, () -> new Jms(client).sendText(Queues.REQUESTS, "request"));
            }
        }
    }
}
