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
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.camel.component.mock.MockEndpoint;
import org.junit.jupiter.api.Test;
import org.notificationgateway.delivery.DeliveryOutcome;
import org.notificationgateway.delivery.DeliveryReport;
import org.notificationgateway.delivery.FinishedMail;
import org.notificationgateway.outbox.Lane;
import org.notificationgateway.outbox.OutboxEntry;
import org.notificationgateway.outbox.ledger.Recipient;

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
    void aTemporaryFailureIsTriedAgainLater() throws Exception {
        MockEndpoint smtp = delivery("smtp", TRY_AGAIN, DELIVERED);
        smtp.expectedMessageCount(2);
        smtp.message(1).arrives().between(150, 10_000).millis().afterPrevious(); // 200 ms, give or take a tenth
        start();
        store(entry("retry", "server", null));
        smtp.assertIsSatisfied();
        assertEquals(List.of(1, 2), smtp.getExchanges().stream().map(one -> one.getVariable("attempt", Integer.class)).toList());
        assertEquals(mail(smtp, 0).messageId(), mail(smtp, 1).messageId());
        assertArrayEquals(mail(smtp, 0).bytes(), mail(smtp, 1).bytes());
        assertSettled();
    }

    @Test
    void everyRecipientGoesTheirOwnWay() throws Exception {
        MockEndpoint smtp = mock("smtp");
        AtomicInteger calls = new AtomicInteger();
        smtp.whenAnyExchangeReceived(exchange -> exchange.getMessage().getBody(FinishedMail.class).report(new DeliveryReport(
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
    void anUrgentMailOvertakesAllThatWait() throws Exception {
        MockEndpoint smtp = mock("smtp");
        CountDownLatch end = new CountDownLatch(1);
        List<String> order = new CopyOnWriteArrayList<>();
        smtp.whenAnyExchangeReceived(exchange -> {
            assertTrue(end.await(30, TimeUnit.SECONDS));
            order.add(exchange.getVariable("id", String.class));
            report(exchange, DELIVERED);
        });
        start();
        store(IntStream.range(0, 300).mapToObj(i -> entry("normal-" + i, "server", null)).toArray(OutboxEntry[]::new));
        store(entry("last", "server", null).in(Lane.LOW), entry("urgent", "server", null).in(Lane.HIGH));
        assertEquals(1, messages("notification.outbox.server.high"));
        end.countDown();
        await().until(() -> order.size() == 302);
        // Not those in the workers' hands, and what they finish until the broker has handed the urgent one over.
        assertTrue(order.indexOf("urgent") < 100, order.indexOf("urgent") + " went first");
        assertSettled();
    }

    @Test
    void aLaneIsKeptThroughARetry() throws Exception {
        MockEndpoint smtp = delivery("smtp", TRY_AGAIN, GIVE_UP);
        smtp.expectedMessageCount(2);
        start();
        store(entry("urgent-retry", "server", null).in(Lane.HIGH));
        smtp.assertIsSatisfied();
        await().until(() -> jms().entries("notification.dead").size() == 1);
        assertEquals(Lane.HIGH, jms().entries("notification.dead").get(0).lane());
        assertEquals("high", jms().browse("notification.dead").get(0).getStringProperty("lane"));
        assertEquals(0, messages("notification.outbox.server"));
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
    void aFailureBeforeAnyOutcomeIsAnAttemptThatIsTriedAgain() throws Exception {
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
        store(entry("broken", "server", null));
        smtp.assertIsSatisfied();
        assertEquals(1, whileDelivering.get(), "an entry is not consumed before its end is known");
        assertEquals(2, smtp.getExchanges().get(1).getVariable("attempt", Integer.class));
        assertSettled();
    }

    @Test
    void aFailureAfterTheOutcomeChangesNothing() throws Exception {
        MockEndpoint smtp = mock("smtp");
        smtp.whenAnyExchangeReceived(exchange -> {
            report(exchange, DELIVERED);
            throw new IllegalStateException("a step after the delivery is broken");
        });
        start();
        store(entry("delivered", "server", null));
        smtp.expectedMessageCount(1);
        smtp.setAssertPeriod(500);
        smtp.assertIsSatisfied();
        assertSettled();
    }

    @Test
    void aFailureAfterSomeOutcomesIsTriedAgainForTheOthersAlone() throws Exception {
        MockEndpoint smtp = mock("smtp");
        AtomicInteger calls = new AtomicInteger();
        smtp.whenAnyExchangeReceived(exchange -> {
            if (calls.incrementAndGet() == 1) {
                exchange.getMessage().getBody(FinishedMail.class).report(new DeliveryReport(Map.of("ann@example.com", DELIVERED)));
                throw new IllegalStateException("half way");
            }
            report(exchange, DELIVERED);
        });
        smtp.expectedMessageCount(2);
        start();
        store(entry("half", "server", null));
        smtp.assertIsSatisfied();
        assertEquals(List.of("bob@example.com", "cyd@example.com"), mail(smtp, 1).envelope().recipients());
        assertSettled();
    }

    @Test
    void aBodyThatIsNoEntryIsADeadLetterAndHoldsUpNobody() throws Exception {
        MockEndpoint smtp = delivery("smtp", DELIVERED);
        smtp.expectedMessageCount(1);
        start();
        jms().sendBytes("notification.outbox.server", "no entry".getBytes(US_ASCII));
        store(entry("behind-it", "server", null));
        smtp.assertIsSatisfied();
        await().until(() -> messages("notification.dead") == 1);
        await().until(() -> messages("notification.outbox.server") == 0);
    }

    private static Set<String> names(Enumeration<?> properties) {
        return Collections.list(properties).stream().map(String::valueOf).collect(Collectors.toSet());
    }
}
