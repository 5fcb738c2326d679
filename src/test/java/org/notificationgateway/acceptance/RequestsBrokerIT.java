// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.acceptance;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import jakarta.jms.MapMessage;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.activemq.ActiveMQConnectionFactory;
import org.apache.qpid.jms.JmsConnectionFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.notificationgateway.support.ClassicBroker;
import org.notificationgateway.support.Commands;
import org.notificationgateway.support.ExternalBroker;
import org.notificationgateway.support.Jms;
import org.notificationgateway.support.TestGateway;
import org.notificationgateway.support.TestHome;

/** The JMS door takes requests from a broker of its own, of whatever make; the outbox stays where it is. */
class RequestsBrokerIT {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final String QUEUE = "bus.mail";

    @TempDir
    private Path folder;

    private TestHome home;

    @BeforeEach
    void makeHome() {
        home = new TestHome(folder.resolve("home"));
        home.server("{ \"FromAddress\": \"no-reply@contoso.com\", \"PickupDirectory\": \"data/pickup\" }")
                .set("ingress.jms.queue", QUEUE);
    }

    @Test
    void activeMqClassicInAProcessOfItsOwn() throws Exception {
        int port = TestHome.freePort();
        try (ClassicBroker broker = new ClassicBroker(folder, port)) {
            String url = "tcp://127.0.0.1:" + port;
            home.set("ingress.jms.broker-url", "failover:(" + url + ")?maxReconnectDelay=200");
            takesRequests(new ActiveMQConnectionFactory(url));
        }
    }

    @Test
    void amqpBrokerInAProcessOfItsOwn() throws Exception {
        try (ExternalBroker broker = new ExternalBroker(folder)) {
            broker.start();
            String url = broker.url().replace("tcp:", "amqp:");
            home.set("ingress.jms.broker-url", url).set("ingress.jms.username", ExternalBroker.USER)
                    .set("ingress.jms.password", ExternalBroker.PASSWORD);
            takesRequests(new JmsConnectionFactory(ExternalBroker.USER, ExternalBroker.PASSWORD, url));
        }
    }

    private void takesRequests(ConnectionFactory bus) throws Exception {
        await().atMost(LONG).ignoreExceptions().until(() -> {
            try (Connection connection = bus.createConnection()) {
                return connection.getMetaData() != null;
            }
        });
        try (TestGateway gateway = TestGateway.start(home)) {
            try (Connection connection = bus.createConnection()) {
                send(connection);
            }
            await().atMost(LONG).until(() -> mails() == 3);
            Jms own = new Jms(gateway.bean("connectionFactory", ConnectionFactory.class));
            for (int i = 0; i < 3; i++) {
                own.takeText("notification.refused");
            }
            assertFalse(Gadget.OPENED.get(), "an ObjectMessage was opened");
            assertEquals(3, mails());
        }
    }

    private static final class Gadget implements Serializable {
        private static final AtomicBoolean OPENED = new AtomicBoolean();

        private void readObject(ObjectInputStream in) {
            OPENED.set(true);
        }
    }

    /** Three mails, one of them sent twice; three messages that cannot be one. */
    private static void send(Connection connection) throws JMSException {
        Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
        MessageProducer producer = session.createProducer(session.createQueue(QUEUE));
        for (String id : List.of("1", "2", "1")) {
            producer.send(session.createTextMessage(request(id)));
        }
        var bytes = session.createBytesMessage();
        bytes.writeBytes(request("3").getBytes(java.nio.charset.StandardCharsets.UTF_8));
        producer.send(bytes);
        producer.send(session.createObjectMessage(new Gadget()));
        MapMessage map = session.createMapMessage();
        map.setString("to", "ann@example.com");
        producer.send(map);
        producer.send(session.createTextMessage("{\"to\": 5}"));
    }

    private static String request(String id) {
        return "{\"id\": \"" + id + "\", \"to\": \"ann@example.com\", \"subject\": \"Zo\u00eb\", \"text\": \"t\"}";
    }

    private long mails() {
        return home.files("data/pickup", ".eml").count();
    }

    @Test
    void deadBrokerShowsInHealthAndStopsNothingElse() throws Exception {
        home.set("ingress.jms.broker-url", "tcp://127.0.0.1:" + TestHome.freePort());
        try (TestGateway gateway = TestGateway.start(home)) {
            assertEquals(202, gateway.post(request("1")).statusCode());
            await().atMost(LONG).until(() -> mails() == 1);
            String health = gateway.manage("/observe/health").body();
            assertTrue(health.contains("the broker of the JMS door cannot be reached"), health);
            assertEquals(200, gateway.manage("/observe/health/ready").statusCode());
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', value = {
        "ingress.jms.broker-url = bus | ingress.jms.broker-url cannot be meant so: expected JMS broker URL, such as tcp://bus.contoso.com:61616",
        "ingress.jms.broker-url = tcp:\\\\bus | ingress.jms.broker-url",
        "ingress.jms.broker-url = x://y:1;ingress.jms.connection-factory = com.ibm.mq.jakarta.jms.MQConnectionFactory | needs the class com.ibm.mq.jakarta.jms.MQConnectionFactory, which is not on board: expected the jar of the client in lib/ext",
        "ingress.jms.connection-factory = #bus | is #bus, which is no bean",
        "ingress.jms.broker-url = x://y:1;ingress.jms.connection-factory = java.lang.String | which is no jakarta.jms.ConnectionFactory",
        "ingress.jms.queue = other | ingress.jms.queue is other without ingress.jms.broker-url"})
    void whatCannotWorkIsOneLine(String lines, String words) throws Exception {
        home.write("config/application.properties", lines.replace(";", "\n") + "\n");
        Commands.Run run = Commands.execute("run", home.path(""));
        assertEquals(1, run.exit(), run.all());
        assertEquals(1, run.err().lines().count(), run.err());
        assertTrue(run.err().contains(words), run.err());
        assertTrue(Files.exists(home.path("config/application.properties")));
    }
}
