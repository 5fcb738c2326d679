// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.routes;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.jms.Message;
import java.time.Instant;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.apache.camel.component.mock.MockEndpoint;
import org.junit.jupiter.api.Test;
import org.notificationgateway.delivery.DeliveryOutcome;
import org.notificationgateway.delivery.DeliveryReport;
import org.notificationgateway.outbox.OutboxEntry;
import org.notificationgateway.outbox.Recipient;

/** An entry leaves its queue only for a better place: delivered, tried again, given up with its reason, or expired. */
class OutboxRouteTest extends Outbox {
    private static final DeliveryOutcome DELIVERED = new DeliveryOutcome.Delivered("250 ok");
    private static final DeliveryOutcome TRY_AGAIN = new DeliveryOutcome.TryAgain("451 busy");
    private static final DeliveryOutcome GIVE_UP = new DeliveryOutcome.GiveUp("550 unknown");

    @Test
    void eachSendersMailSettingsChooseItsDelivery() throws Exception {
        MockEndpoint smtp = delivery("smtp", DELIVERED);
        MockEndpoint pickup = delivery("pickup", DELIVERED);
        smtp.expectedMessageCount(1);
        pickup.expectedMessageCount(1);
        start();
        store(entry("by-server", "server", null));
        store(entry("by-agent", "agent", null));
        MockEndpoint.assertIsSatisfied(smtp, pickup);
        assertEquals("server", mail(smtp, 0).sender());
        assertEquals("agent", mail(pickup, 0).sender());
        assertArrayEquals(entry("by-agent", "agent", null).mail(), mail(pickup, 0).bytes());
        assertSettled();
    }

    @Test
    void aTemporaryFailureIsTriedAgainLaterWithItsHistory() throws Exception {
        MockEndpoint smtp = delivery("smtp", TRY_AGAIN, DELIVERED);
        smtp.expectedMessageCount(2);
        smtp.message(1).arrives().between(150, 10_000).millis().afterPrevious(); // 200 ms, give or take a tenth
        start();
        store(entry("retry", "server", null));
        smtp.assertIsSatisfied();
        OutboxEntry first = smtp.getExchanges().get(0).getVariable("entry", OutboxEntry.class);
        OutboxEntry second = smtp.getExchanges().get(1).getVariable("entry", OutboxEntry.class);
        assertEquals(List.of(0, 1), List.of(first.attempts(), second.attempts()));
        assertTrue(second.history().get(0).result().contains("451 busy"), second.history().toString());
        assertEquals(first.messageId(), second.messageId());
        assertArrayEquals(first.mail(), second.mail());
        assertSettled();
    }

    @Test
    void everyRecipientGoesTheirOwnWay() throws Exception {
        MockEndpoint smtp = mock("smtp");
        AtomicInteger calls = new AtomicInteger();
        smtp.whenAnyExchangeReceived(exchange -> exchange.getMessage().setBody(new DeliveryReport(
                calls.incrementAndGet() == 1
                        ? Map.of("ann@example.com", DELIVERED, "bob@example.com", TRY_AGAIN, "cyd@example.com", GIVE_UP)
                        : Map.of("bob@example.com", DELIVERED))));
        smtp.expectedMessageCount(2);
        start();
        store(entry("parted", "server", null));
        smtp.assertIsSatisfied();
        assertEquals(List.of("bob@example.com"), mail(smtp, 1).envelope().recipients(), "nobody is served twice");
        await().until(() -> messages("notification.outbox.server") == 0);
        List<OutboxEntry> dead = jms().entries("notification.dead");
        assertEquals(1, dead.size());
        assertEquals(List.of(new Recipient("cyd@example.com", Recipient.State.GIVEN_UP, "550 unknown")),
                dead.get(0).recipients());
    }

    @Test
    void aRefusedMailEndsInNotificationDeadWithItsReason() throws Exception {
        mock("smtp").whenAnyExchangeReceived(exchange -> {
            exchange.getMessage().setHeader("To", "ann@example.com");
            report(exchange, GIVE_UP);
        });
        start();
        store(entry("refused", "server", null));
        await().until(() -> jms().entries("notification.dead").size() == 1);
        OutboxEntry dead = jms().entries("notification.dead").get(0);
        assertEquals("550 unknown", dead.deadReason());
        assertEquals(1, dead.attempts());
        assertArrayEquals(entry("refused", "server", null).mail(), dead.mail());
        Message letter = jms().browse("notification.dead").get(0);
        assertEquals(Set.of("JMSXDeliveryCount", "letterId"), names(letter.getPropertyNames()),
                "brokers log properties");
        assertEquals(dead.deadId(), letter.getStringProperty("letterId"));
        assertNotEquals(dead.id(), dead.deadId());
        await().until(() -> messages("notification.outbox.server") == 0);
    }

    @Test
    void anExpiredMailIsKeptAndNeverDelivered() throws Exception {
        MockEndpoint smtp = delivery("smtp", DELIVERED);
        start();
        store(entry("late", "server", Instant.EPOCH));
        await().until(() -> jms().entries("notification.expired").size() == 1);
        assertEquals("late", jms().entries("notification.expired").get(0).id());
        assertNull(jms().entries("notification.expired").get(0).deadReason());
        assertEquals(0, smtp.getReceivedCounter());
        await().until(() -> messages("notification.outbox.server") == 0);
    }

    @Test
    void aFailureOfTheRouteItselfRollsBack() throws Exception {
        MockEndpoint smtp = mock("smtp");
        AtomicLong whileDelivering = new AtomicLong();
        smtp.whenAnyExchangeReceived(exchange -> {
            if (whileDelivering.get() == 0) {
                whileDelivering.set(messages("notification.outbox.server"));
                throw new IllegalStateException("a bean is broken");
            }
            report(exchange, DELIVERED);
        });
        smtp.expectedMessageCount(2);
        start();
        store(entry("rolled-back", "server", null));
        smtp.assertIsSatisfied();
        assertEquals(1, whileDelivering.get(), "an entry is not consumed before its end is known");
        assertEquals(0, smtp.getExchanges().get(1).getVariable("entry", OutboxEntry.class).attempts());
        assertSettled();
    }

    @Test
    void aBodyThatIsNoEntryIsADeadLetterAndHoldsUpNobody() throws Exception {
        MockEndpoint smtp = delivery("smtp", DELIVERED);
        smtp.expectedMessageCount(1);
        start();
        jms().sendBytes("notification.outbox.server", "no entry".getBytes(US_ASCII));
        store(entry("next", "server", null));
        smtp.assertIsSatisfied();
        await().until(() -> messages("notification.dead") == 1);
        await().until(() -> messages("notification.outbox.server") == 0);
    }

    private static Set<String> names(Enumeration<?> properties) {
        return Collections.list(properties).stream().map(String::valueOf).collect(Collectors.toSet());
    }
}
