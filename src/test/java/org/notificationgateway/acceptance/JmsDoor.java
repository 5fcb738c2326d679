// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.acceptance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSProducer;
import jakarta.jms.Message;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.BiFunction;
import org.apache.activemq.artemis.api.core.management.ResourceNames;
import org.apache.activemq.artemis.api.jms.management.JMSManagementHelper;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.notificationgateway.support.BrokerClient;
import org.notificationgateway.support.Jms;
import org.notificationgateway.support.TestGateway;
import org.notificationgateway.support.TestHome;

/**
 * A whole gateway whose JMS door strangers reach over the network, with all that they may use: one for all cases of a class, which
 * leave no mail and no message to each other.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class JmsDoor {
    static final String REQUESTS = "notification.requests";
    static final String REFUSED = "notification.refused";
    private static final ObjectMapper READER = new ObjectMapper(JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder().maxStringLength(Integer.MAX_VALUE).build())
            .build());
    private static final String USER = "app";
    private static final String PASSWORD = "client-s3cret";

    final int port = TestHome.freePort();
    private final String url = "tcp://127.0.0.1:" + port;

    TestHome home;
    TestGateway gateway;

    @BeforeAll
    final void open(@TempDir Path folder) {
        home = new TestHome(folder)
                .server("{ \"FromAddress\": \"no-reply@contoso.com\", \"PickupDirectory\": \"data/pickup\" }")
                .set("gateway.broker.acceptor", url)
                .set("gateway.broker.username", USER)
                .set("gateway.broker.password", PASSWORD);
        gateway = TestGateway.start(home);
    }

    @AfterEach
    final void clear() throws Exception {
        for (Path file : home.files("data/pickup", ".eml").toList()) {
            Files.delete(file);
        }
        for (String queue : List.of(REQUESTS, REFUSED, "notification.dead", "notification.expired")) {
            ask(message -> JMSManagementHelper.putOperationInvocation(message, ResourceNames.QUEUE + queue, "removeAllMessages"));
        }
    }

    @AfterAll
    final void close() {
        gateway.close();
    }

    static String request(String subject) {
        return "{\"to\": \"ann@example.com\", \"subject\": \"" + subject + "\", \"text\": \"hi\"}";
    }

    /** Sends as a JMS client does that other people wrote; returns the JMSMessageID. */
    String send(BiFunction<JMSContext, JMSProducer, Message> client) throws Exception {
        return send("", client);
    }

    String send(String options, BiFunction<JMSContext, JMSProducer, Message> client) throws Exception {
        try (ActiveMQConnectionFactory factory = new ActiveMQConnectionFactory(url + options, USER, PASSWORD);
                JMSContext jms = factory.createContext()) {
            JMSProducer producer = jms.createProducer();
            Message message = client.apply(jms, producer);
            producer.send(jms.createQueue(REQUESTS), message);
            return message.getJMSMessageID();
        }
    }

    BrokerClient raw() {
        return new BrokerClient(url, USER, PASSWORD);
    }

    /** The gateway's own connections, which may look into every queue. */
    Jms inside() {
        return new Jms(gateway.bean("connectionFactory", ConnectionFactory.class));
    }

    JsonNode refusal() throws IOException {
        return READER.readTree(inside().takeText(REFUSED));
    }

    static String code(JsonNode refusal) {
        assertEquals(1, refusal.get("errors").size(), refusal.toString());
        return refusal.at("/errors/0/code").asText();
    }

    static byte[] kept(JsonNode refusal) {
        return Base64.getDecoder().decode(refusal.get("requestBase64").asText());
    }

    List<String> mails() throws IOException {
        List<String> mails = new ArrayList<>();
        for (Path file : home.files("data/pickup", ".eml").toList()) {
            mails.add(Files.readString(file, UTF_8));
        }
        return mails;
    }

    /** The door is still open: a request that comes now becomes the only mail there is. */
    void assertStillOpen() throws Exception {
        send((jms, producer) -> jms.createTextMessage(request("Still open")));
        await().until(() -> !mails().isEmpty());
        await().until(() -> messages(REQUESTS) == 0);
        assertEquals(1, mails().size(), mails().toString());
        assertEquals(1, mails().get(0).lines().filter("Subject: Still open"::equals).count());
        assertEquals(0, messages("notification.dead"));
    }

    /** All messages of a queue, also those that wait for their time. */
    long messages(String queue) throws Exception {
        return (Long) JMSManagementHelper.getResult(
                ask(message -> JMSManagementHelper.putAttribute(message, ResourceNames.QUEUE + queue, "messageCount")), Long.class);
    }

    /** Something that the broker is asked. */
    @FunctionalInterface
    interface Question {
        void write(Message message) throws Exception;
    }

    Message ask(Question question) throws Exception {
        try (JMSContext jms = gateway.bean("connectionFactory", ConnectionFactory.class).createContext()) {
            var answers = jms.createTemporaryQueue();
            Message message = jms.createMessage();
            question.write(message);
            jms.createProducer().setJMSReplyTo(answers).send(jms.createQueue("activemq.management"), message);
            return jms.createConsumer(answers).receive(5000);
        }
    }
}
