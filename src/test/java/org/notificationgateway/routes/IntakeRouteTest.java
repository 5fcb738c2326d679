// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.routes;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.jms.JMSException;
import java.io.IOException;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Set;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.component.mock.MockEndpoint;
import org.junit.jupiter.api.Test;
import org.notificationgateway.intake.InvalidRequestException;
import org.notificationgateway.intake.Receipt;
import org.notificationgateway.outbox.OutboxCodec;
import org.notificationgateway.outbox.OutboxEntry;
import org.notificationgateway.support.ReceivedMail;
import org.notificationgateway.support.TestHome;

/** Behind every door a request becomes one whole entry under a name the broker knows it by, or a fault for the door. */
class IntakeRouteTest extends RouteTest {
    private MockEndpoint outbox;

    IntakeRouteTest() {
        super("intake");
    }

    @Override
    void prepare(TestHome home) {
        home.agent("{ \"FromAddress\": \"reset@contoso.com\", \"Host\": \"data/agent-pickup\" }");
    }

    @Test
    void aRequestGoesToTheOutboxAsAnEntry() throws Exception {
        replaceBroker(exchange -> {});
        handIn("7", ", \"sender\": \"agent\", \"tags\": [\"hr\"]");
        OutboxEntry entry = stored(0);
        assertEquals("7", entry.id());
        assertEquals("agent", entry.sender());
        assertEquals("reset@contoso.com", entry.from());
        assertEquals(List.of("hr"), entry.tags());
        assertEquals(List.of("ann@example.com", "bob@example.com", "cyd@example.com"),
                entry.recipients().stream().map(recipient -> recipient.address()).toList());
        assertEquals(0, entry.attempts());
        var mail = ReceivedMail.of(entry.mail()).message();
        assertEquals("Réunion", mail.getSubject());
        assertEquals(entry.messageId(), mail.getMessageID());
    }

    @Test
    void theDoorGetsAReceipt() throws Exception {
        replaceBroker(exchange -> {});
        Exchange answer = handIn("7", ", \"sensitive\": true");
        assertNull(answer.getException());
        Receipt receipt = assertInstanceOf(Receipt.class, answer.getMessage().getBody());
        assertEquals(List.of("7", "accepted", stored(0).messageId()),
                List.of(receipt.id(), receipt.status(), receipt.messageId()));
        assertEquals(3, receipt.recipients().size());
        assertTrue(answer.getMessage().getHeaders().isEmpty(), answer.getMessage().getHeaders().toString());
        assertEquals(true, answer.getVariable("sensitive"), "the file door asks for it");
    }

    @Test
    void theBrokerKnowsARequestBySenderIdAndContent() throws Exception {
        replaceBroker(exchange -> {});
        handIn("7", "");
        handIn("7", "");
        handIn("7", ", \"importance\": \"high\"");
        handIn("8", "");
        handIn("7", ", \"sender\": \"agent\"");
        outbox.getExchanges().forEach(exchange ->
                assertEquals(Set.of("_AMQ_DUPL_ID"), exchange.getMessage().getHeaders().keySet()));
        assertEquals(name(0), name(1), "the same again");
        List<String> others = List.of(name(0), name(2), name(3), name(4));
        assertEquals(4, Set.copyOf(others).size(), "another each time: " + others);
    }

    @Test
    void aRequestThatCannotBecomeMailIsThrownBackToTheDoor() throws Exception {
        replaceBroker(exchange -> {});
        Exchange answer = handIn("7", ", \"colour\": \"red\", \"importance\": \"very\"");
        var refused = assertInstanceOf(InvalidRequestException.class, answer.getException());
        assertEquals(2, refused.faults().size());
        assertEquals(0, outbox.getReceivedCounter());
    }

    @Test
    void aFailureOfTheBrokerIsThrownBackToTheDoor() throws Exception {
        replaceBroker(exchange -> {
            throw new JMSException("no space left on device");
        });
        Exchange answer = handIn("7", "");
        assertInstanceOf(JMSException.class, answer.getException());
        assertEquals(1, outbox.getReceivedCounter(), "the door's caller repeats, not intake");
    }

    @Test
    void theSameRequestTwiceIsOneEntry() {
        start();
        assertNull(handIn("7", "").getException());
        assertNull(handIn("7", "").getException(), "whoever repeats is told the same");
        assertNull(handIn("8", "").getException());
        await().until(() -> jms().entries("notification.outbox.server").size() == 2);
        assertEquals(List.of("7", "8"),
                jms().entries("notification.outbox.server").stream().map(OutboxEntry::id).toList());
    }

    @Test
    void propertiesTellNothingOfTheMail() throws Exception {
        start();
        handIn("7", "");
        Enumeration<?> names = jms().browse("notification.outbox.server").get(0).getPropertyNames();
        List<?> properties = Collections.list(names);
        assertTrue(Set.of("JMSXDeliveryCount", "_AMQ_DUPL_ID").containsAll(properties), properties.toString());
    }

    /** What intake answers to a door. */
    private Exchange handIn(String id, String more) {
        String json = "{\"to\": [\"ann@example.com\", \"bob@example.com\"], \"bcc\": \"cyd@example.com\","
                + " \"subject\": \"Réunion\", \"text\": \"t\"" + more + "}";
        return template.send("direct:intake", exchange -> {
            exchange.getMessage().setBody(json.getBytes(UTF_8));
            exchange.setVariable("defaultId", id);
        });
    }

    private void replaceBroker(Processor broker) throws Exception {
        outbox = replace("store-in-outbox", broker);
        start();
    }

    private OutboxEntry stored(int index) throws IOException {
        return new OutboxCodec().decode((byte[]) outbox.getExchanges().get(index).getMessage().getBody());
    }

    private String name(int index) {
        return outbox.getExchanges().get(index).getMessage().getHeader("_AMQ_DUPL_ID", String.class);
    }
}
