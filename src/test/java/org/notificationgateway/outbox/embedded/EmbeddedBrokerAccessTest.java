// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSSecurityRuntimeException;
import jakarta.jms.Message;
import java.net.ConnectException;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import org.apache.activemq.artemis.api.jms.management.JMSManagementHelper;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.notificationgateway.outbox.BrokerAccess;
import org.notificationgateway.outbox.Queues;
import org.notificationgateway.outbox.embedded.EmbeddedBroker.Acceptor;
import org.notificationgateway.support.TestHome;
import org.notificationgateway.support.TestSteps;

/** Whoever reaches the outbox can send mail in our name, so there is no way to it but the gateway's own. */
class EmbeddedBrokerAccessTest {
    private final int port = TestHome.freePort();

    @TempDir
    private Path folder;

    private EmbeddedBroker broker;

    private void start(Acceptor acceptor) {
        broker = new EmbeddedBroker(
                folder.resolve("broker"), List.of("server"), TestSteps.REDELIVERY, acceptor);
        broker.start();
    }

    @AfterEach
    void stop() {
        broker.stop();
    }

    private JMSContext connect(String username, String password) {
        return new ActiveMQConnectionFactory(broker.access().url(), username, password).createContext();
    }

    /** What the running broker says it listens on: it answers questions about itself like any message. */
    private List<String> acceptors() throws Exception {
        try (JMSContext context = connect(broker.access().username(), broker.access().password())) {
            Message question = context.createMessage();
            question.setJMSReplyTo(context.createQueue(Queues.REFUSED));
            JMSManagementHelper.putAttribute(question, "broker", "acceptorsAsJSON");
            context.createProducer().send(context.createQueue("activemq.management"), question);
            Message answer = context.createConsumer(context.createQueue(Queues.REFUSED)).receive(10_000);
            return new ObjectMapper().readTree((String) JMSManagementHelper.getResult(answer))
                    .findValues("factoryClassName").stream()
                    .map(name -> name.asText().replaceAll(".*\\.", ""))
                    .sorted()
                    .toList();
        }
    }

    @Nested
    class Sockets {
        @Test
        void areNoneWithoutAnAcceptor() throws Exception {
            start(null);
            assertEquals(List.of("InVMAcceptorFactory"), acceptors());
            assertThrows(ConnectException.class, () -> new Socket("127.0.0.1", port).close());
        }

        @Test
        void areOneWithIt() throws Exception {
            start(new Acceptor("tcp://127.0.0.1:" + port, "app", "s3cret"));
            assertEquals(List.of("ClientsAcceptor", "InVMAcceptorFactory"), acceptors());
            new Socket("127.0.0.1", port).close();
        }
    }

    @Nested
    class CodeInTheSameProcess {
        @ParameterizedTest(name = "user {0}, password {1}")
        @CsvSource(nullValues = "none", value = {"none, none", "'', ''", "gateway, gateway", "gateway, none"})
        void doesNotGetInByGuessing(String username, String password) {
            start(null);
            assertThrows(JMSSecurityRuntimeException.class, () -> connect(username, password).close());
        }

        @Test
        void doesNotGetInWithThePasswordOfAnotherBroker() {
            start(null);
            BrokerAccess other = new EmbeddedBroker(
                folder.resolve("broker"), List.of(), TestSteps.REDELIVERY, null).access();
            assertNotEquals(broker.access().password(), other.password());
            assertThrows(
                    JMSSecurityRuntimeException.class,
                    () -> connect(broker.access().username(), other.password()).close());
        }

        @Test
        void neverReadsThePasswordInALog() {
            start(null);
            assertFalse(broker.access().toString().contains(broker.access().password()));
            assertFalse(new Acceptor("tcp://127.0.0.1:1", "app", "s3cret").toString().contains("s3cret"));
        }
    }
}
