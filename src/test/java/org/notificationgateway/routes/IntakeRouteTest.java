// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.routes;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Set;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.Test;
import org.notificationgateway.intake.IntakeResult;
import org.notificationgateway.intake.InvalidRequestException;
import org.notificationgateway.outbox.OutboxEntry;
import org.notificationgateway.support.ReceivedMail;

/** Behind every door a request becomes one whole entry under a name the broker knows it by, or a fault for the door. */
class IntakeRouteTest extends Intake {
    @Test
    void aRequestGoesToTheOutboxOfItsSenderAsAnEntry() throws Exception {
        start();
        handIn("7", ", \"sender\": \"agent\", \"tags\": [\"hr\"]");
        OutboxEntry entry = stored("agent").get(0);
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
    void itsImportanceIsItsLane() {
        start();
        handIn("urgent", ", \"importance\": \"high\"");
        handIn("later", ", \"importance\": \"low\"");
        handIn("plain", ", \"importance\": \"normal\"");
        assertEquals(List.of("urgent"), ids("server.high"));
        assertEquals(List.of("later"), ids("server.low"));
        assertEquals(List.of("plain"), ids("server"));
    }

    @Test
    void theDoorGetsAnAnswer() throws Exception {
        start();
        Exchange exchange = handIn("door", "");
        assertNull(exchange.getException());
        IntakeResult answer = assertInstanceOf(IntakeResult.class, exchange.getMessage().getBody());
        assertEquals(202, answer.httpStatus());
        String json = new String(answer.json(), UTF_8);
        assertTrue(json.startsWith("{\"id\":\"door\",\"status\":\"accepted\",\"mail\":\"" + stored("server").get(0).token()
                + "\",\"messageId\":\"" + stored("server").get(0).messageId() + "\""), json);
        assertTrue(exchange.getMessage().getHeaders().isEmpty(), exchange.getMessage().getHeaders().toString());
    }

    @Test
    void anArrayIsStoredWithoutWhatIsRefused() throws Exception {
        start();
        Exchange exchange = send("[" + request("") + ", {}, " + request(", \"sender\": \"agent\"") + "]", "array");
        assertEquals(207, exchange.getMessage().getBody(IntakeResult.class).httpStatus());
        assertEquals(List.of("array.0"), ids("server"));
        assertEquals(List.of("array.2"), ids("agent"));
    }

    @Test
    void aRequestThatCannotBecomeMailIsThrownBackToTheDoor() throws Exception {
        start();
        Exchange answer = handIn("refused", ", \"colour\": \"red\", \"importance\": \"very\"");
        var refused = assertInstanceOf(InvalidRequestException.class, answer.getException());
        assertEquals(2, refused.faults().size());
        assertEquals(List.of(), ids("server"));
    }

    @Test
    void theSameRequestTwiceIsOneEntry() {
        start();
        assertNull(handIn("twice", "").getException());
        assertEquals(200, handIn("twice", "").getMessage().getBody(IntakeResult.class).httpStatus());
        assertNull(handIn("once", "").getException());
        assertEquals(List.of("twice", "once"), ids("server"));
    }

    @Test
    void propertiesTellNothingOfTheMail() throws Exception {
        start();
        handIn("properties", "");
        Enumeration<?> names = jms().browse("notification.outbox.server").get(0).getPropertyNames();
        List<?> properties = Collections.list(names);
        assertTrue(Set.of("JMSXDeliveryCount", "_AMQ_DUPL_ID", "mail", "acceptedAt").containsAll(properties), properties.toString());
    }
}
