// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.routes;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.awaitility.Awaitility.await;

import jakarta.jms.BytesMessage;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSContext;
import jakarta.jms.Message;
import jakarta.jms.TemporaryQueue;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.activemq.artemis.api.core.management.ResourceNames;
import org.apache.activemq.artemis.api.jms.management.JMSManagementHelper;
import org.apache.camel.Exchange;
import org.apache.camel.component.mock.MockEndpoint;
import org.junit.jupiter.api.AfterEach;
import org.notificationgateway.delivery.DeliveryOutcome;
import org.notificationgateway.delivery.FinishedMail;
import org.notificationgateway.outbox.OutboxCodec;
import org.notificationgateway.outbox.OutboxEntry;
import org.notificationgateway.outbox.ledger.Recipient;
import org.notificationgateway.support.TestHome;

/** Every sender's outbox on a real broker, with the deliveries replaced, and a look at what lies where. */
abstract class Outbox extends RouteTest {
    private static final List<String> RECIPIENTS = List.of("ann@example.com", "bob@example.com", "cyd@example.com");

    Outbox() {
        super("outbox");
    }

    @Override
    void prepare(TestHome home) {
        home.server("{ \"FromAddress\": \"no-reply@contoso.com\", \"Host\": \"mail.example.com\" }");
        home.agent("{ \"FromAddress\": \"reset@contoso.com\", \"Host\": \"data/agent-pickup\" }");
        camelContextConfiguration().withMockEndpointsAndSkip("direct:delivery-*");
    }

    @AfterEach
    void forget() {
        jms().empty("notification.dead", "notification.expired");
    }

    /** A delivery that has seen nothing of an earlier test. */
    MockEndpoint mock(String delivery) {
        MockEndpoint mock = getMockEndpoint("mock:direct:delivery-" + delivery);
        mock.reset();
        return mock;
    }

    /** A delivery whose attempts end like this for everybody, one after the other. */
    MockEndpoint delivery(String name, DeliveryOutcome... outcomes) {
        AtomicInteger calls = new AtomicInteger();
        MockEndpoint delivery = mock(name);
        delivery.whenAnyExchangeReceived(exchange -> report(exchange, outcomes[calls.getAndIncrement()]));
        return delivery;
    }

    static void report(Exchange exchange, DeliveryOutcome outcome) {
        exchange.getMessage().getBody(FinishedMail.class).reportRest(outcome);
    }

    static FinishedMail mail(MockEndpoint delivery, int index) {
        return delivery.getExchanges().get(index).getMessage().getBody(FinishedMail.class);
    }

    static OutboxEntry entry(String id, String sender, Instant expiresAt) {
        byte[] bytes = ("Subject: " + id + "\r\n\r\ntext\r\n").getBytes(US_ASCII);
        return OutboxEntry.accepted(
                id, sender, "<" + id + "@contoso.com>", Instant.now(), expiresAt, false, List.of(),
                "no-reply@contoso.com", RECIPIENTS.stream().map(Recipient::pending).toList(), bytes);
    }

    void store(OutboxEntry... entries) throws Exception {
        try (JMSContext context = bean("connectionFactory", ConnectionFactory.class).createContext()) {
            for (OutboxEntry entry : entries) {
                BytesMessage message = context.createBytesMessage();
                message.writeBytes(new OutboxCodec().encode(entry));
                String queue = "notification.outbox." + entry.sender();
                if (entry.lane() != null) {
                    String lane = entry.lane().name().toLowerCase(Locale.ROOT);
                    message.setStringProperty("lane", lane);
                    queue += "." + lane;
                }
                context.createProducer().send(context.createQueue(queue), message);
            }
        }
    }

    void assertSettled() throws Exception {
        for (String queue : List.of("outbox.server", "outbox.agent", "dead", "expired")) {
            await().until(() -> messages("notification." + queue) == 0);
        }
    }

    /** All messages of a queue: also those that wait for their time or are being worked on, which no browser shows. */
    long messages(String queue) throws Exception {
        try (JMSContext jms = bean("connectionFactory", ConnectionFactory.class).createContext()) {
            TemporaryQueue answers = jms.createTemporaryQueue();
            Message question = jms.createMessage();
            JMSManagementHelper.putAttribute(question, ResourceNames.QUEUE + queue, "messageCount");
            jms.createProducer().setJMSReplyTo(answers).send(jms.createQueue("activemq.management"), question);
            Message answer = jms.createConsumer(answers).receive(5000);
            return (Long) JMSManagementHelper.getResult(answer, Long.class);
        }
    }
}
