// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.routes;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSProducer;
import jakarta.jms.Message;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.component.mock.MockEndpoint;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.notificationgateway.intake.Answers;
import org.notificationgateway.intake.FaultCode;

/** A JMS message is consumed only when intake has it or notification.refused keeps it; its properties drive nothing. */
class IngressJmsRouteTest extends RouteTest {
    private static final Processor ACCEPT = exchange -> exchange.getMessage().setBody(Answers.accepted(false));

    IngressJmsRouteTest() {
        super("ingress-jms");
    }

    @AfterEach
    void forget() {
        jms().empty("notification.refused", "notification.dead", "notification.expired");
    }

    @ParameterizedTest(name = "as {0}")
    @ValueSource(strings = {"text", "bytes"})
    void onlyTheBytesReachIntake(String kind) throws Exception {
        MockEndpoint intake = intake(ACCEPT);
        intake.expectedMessageCount(1);
        if (kind.equals("text")) {
            jms().sendText("notification.requests", REQUEST);
        } else {
            jms().sendBytes("notification.requests", REQUEST.getBytes(UTF_8));
        }
        intake.assertIsSatisfied();
        Exchange exchange = intake.getExchanges().get(0);
        assertArrayEquals(REQUEST.getBytes(UTF_8), (byte[]) exchange.getMessage().getBody());
        assertEquals(Map.of(), exchange.getMessage().getHeaders());
        assertEmpty("notification.requests", "notification.refused");
    }

    @ParameterizedTest(name = "as {0}")
    @ValueSource(strings = {"object", "map", "stream", "nothing"})
    void aMessageOfAnotherKindIsRefusedUnopened(String kind) throws Exception {
        MockEndpoint intake = intake(ACCEPT);
        String id = send((jms, producer) -> switch (kind) {
            case "object" -> jms.createObjectMessage(new ArrayList<>(List.of(REQUEST)));
            case "map" -> jms.createMapMessage();
            case "stream" -> jms.createStreamMessage();
            default -> jms.createMessage();
        });
        String problem = jms().takeText("notification.refused");
        assertTrue(problem.contains("UNSUPPORTED_TYPE") && problem.contains(id), problem);
        assertEquals(0, intake.getReceivedCounter());
        assertEmpty("notification.requests", "notification.dead");
    }

    @Test
    void aRefusedRequestIsKeptWithTheReasonAndNothingInItsProperties() throws Exception {
        intake(exchange -> {
            exchange.setVariable("request", exchange.getMessage().getBody());
            exchange.getMessage().setHeader("Bcc", "what intake left behind");
            throw refusal(FaultCode.NO_RECIPIENT);
        });
        String id = send((jms, producer) -> jms.createTextMessage(REQUEST), "To", "eve@example.org");
        await().until(() -> jms().browse("notification.refused").size() == 1);
        Message refused = jms().browse("notification.refused").get(0);
        Enumeration<?> names = refused.getPropertyNames();
        assertEquals(List.of("JMSXDeliveryCount"), Collections.list(names));
        String problem = refused.getBody(String.class);
        assertTrue(problem.contains("NO_RECIPIENT") && problem.contains("\"/to\"") && problem.contains(id), problem);
        String original = Base64.getEncoder().encodeToString(REQUEST.getBytes(UTF_8));
        assertTrue(problem.contains("\"requestBase64\":\"" + original + "\""), problem);
        assertEmpty("notification.requests", "notification.dead");
    }

    @Test
    void aRequestThatCannotBeStoredIsHandedOutAgain() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        MockEndpoint intake = intake(exchange -> {
            if (calls.incrementAndGet() == 1) {
                throw new IllegalStateException("the outbox is full");
            }
            ACCEPT.process(exchange);
        });
        intake.expectedMessageCount(2);
        String id = send((jms, producer) -> jms.createTextMessage(REQUEST));
        intake.assertIsSatisfied();
        for (Exchange exchange : intake.getExchanges()) {
            assertArrayEquals(REQUEST.getBytes(UTF_8), (byte[]) exchange.getMessage().getBody());
            assertEquals(id, exchange.getVariable("defaultId"), "the broker knows a repeat by its id");
        }
        assertEmpty("notification.requests", "notification.refused", "notification.dead");
    }

    @Test
    void nobodyGetsAnAnswer() throws Exception {
        MockEndpoint intake = intake(ACCEPT);
        intake.expectedMessageCount(1);
        send((jms, producer) -> {
            producer.setJMSReplyTo(jms.createQueue("notification.expired"));
            return jms.createTextMessage(REQUEST);
        });
        intake.assertIsSatisfied();
        await().during(Duration.ofMillis(200)).until(() -> jms().browse("notification.expired").isEmpty());
    }

    @Test
    void aHostilePropertyHasNoEffect() throws Exception {
        MockEndpoint intake = intake(ACCEPT);
        intake.expectedMessageCount(1);
        send((jms, producer) -> jms.createTextMessage(REQUEST), "CamelJmsDestinationName", "notification.expired",
                "CAmelJmsDestinationName", "notification.expired", "mail_DOT_smtp_DOT_host", "example.org",
                "mail_DOT_smtp_DOT_proxy_DOT_host", "example.org", "Bcc", "eve@example.org",
                "_AMQ_ORIG_ADDRESS", "notification.expired", "CamelFileName", "../x", "breadcrumbId", "x");
        intake.assertIsSatisfied();
        assertEquals(Map.of(), intake.getExchanges().get(0).getMessage().getHeaders());
        assertEmpty("notification.requests", "notification.refused", "notification.expired");
    }

    private MockEndpoint intake(Processor standIn) throws Exception {
        MockEndpoint intake = replace("jms-to-intake", standIn);
        start();
        return intake;
    }

    /** Sends with these properties and returns the JMSMessageID. */
    private String send(BiFunction<JMSContext, JMSProducer, Message> client, String... properties) throws Exception {
        try (JMSContext jms = bean("connectionFactory", ConnectionFactory.class).createContext()) {
            JMSProducer producer = jms.createProducer();
            Message message = client.apply(jms, producer);
            for (int i = 0; i < properties.length; i += 2) {
                producer.setProperty(properties[i], properties[i + 1]);
            }
            producer.send(jms.createQueue("notification.requests"), message);
            return message.getJMSMessageID();
        }
    }

    private void assertEmpty(String... queues) {
        for (String queue : queues) {
            await().untilAsserted(() -> assertEquals(List.of(), jms().browse(queue), queue));
        }
    }
}
