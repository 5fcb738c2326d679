// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.acceptance;

import static org.apache.activemq.artemis.api.core.Message.BYTES_TYPE;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.activemq.artemis.api.core.client.ClientMessage;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client writes beside the JSON changes, at most, when its own request comes to the door. */
class JmsDoorPropertiesIT extends JmsDoor {
    private static final List<String> HOSTILE = List.of(
            "CAmelJmsDestinationName", "CamelJmsDestinationName", "CAMELJMSDESTINATIONNAME", "CamelJmsDestination",
            "camelFileName", "CamelFileName", "CamelOverruleFileName", "CamelMailTo", "camelMailTo", "CAmelMailTo",
            "CamelToEndpoint", "CamelBeanMethodName", "CamelSlipEndpoint", "CamelRedelivered", "CamelSplitIndex",
            "To", "to", "Cc", "Bcc", "bcc", "From", "Sender", "Reply-To", "Subject", "X-Receiver", "X-Sender",
            "Content-Type", "contentType", "Idempotency-Key", "X-API-Key", "Authorization", "breadcrumbId",
            "mail.smtp.host", "mail.smtp.port", "mail.smtp.ssl.trust", "mail_DOT_smtp_DOT_host", "mail.smtp.from",
            "JMSXGroupID", "_AMQ_GROUP_ID", "_AMQ_LVQ_NAME", "_AMQ_ORIG_ADDRESS", "_AMQ_ORIG_QUEUE", "_AMQ_VALIDATED_USER",
            "JMSReplyTo", "JMSType", "JMSCorrelationID", "JMSDestination", "gatewayKind", "request", "defaultId", "sender");

    @Test
    @DisplayName("S04, S05, CVE-2026-40453: no property of any spelling has an effect on a mail")
    void noPropertyReachesAMail() throws Exception {
        send(request("of none"), message -> {});
        for (String name : HOSTILE) {
            send(request("of " + HOSTILE.indexOf(name)), message -> message.putStringProperty(name, "eve@example.org"));
        }
        await().atMost(Duration.ofSeconds(30)).until(() -> mails().size() == HOSTILE.size() + 1);
        Set<String> different = mails().stream()
                .map(mail -> mail.replaceAll("(?m)^(Message-ID|Date|Subject): .*\r\n", ""))
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(1, different.size(), different.toString());
        assertFalse(different.toString().contains("eve@"), different.toString());
        assertNowhereElse();
    }

    @ParameterizedTest(name = "B89: nothing is sent to a JMSReplyTo of {0}")
    @ValueSource(strings = {"notification.expired", "notification.dead", "notification.outbox.server",
        "notification.requests", "activemq.management"})
    void nobodyGetsAnAnswer(String queue) throws Exception {
        send((jms, producer) -> {
            producer.setJMSReplyTo(jms.createQueue(queue));
            return jms.createTextMessage(request("Reply to that queue"));
        });
        send((jms, producer) -> {
            producer.setJMSReplyTo(jms.createQueue(queue));
            return jms.createTextMessage("a refused one");
        });
        assertEquals("MALFORMED", code(refusal()));
        await().until(() -> mails().size() == 1);
        assertNowhereElse();
    }

    @Test
    @DisplayName("B88: a request past its time to live ends in notification.expired, which counts it, and is never mailed")
    void aRequestPastItsTimeExpires() throws Exception {
        gateway.context().getRouteController().suspendRoute("ingress-jms");
        send((jms, producer) -> {
            producer.setTimeToLive(1);
            return jms.createTextMessage(request("Too late"));
        });
        send((jms, producer) -> jms.createTextMessage(request("In time")));
        gateway.context().getRouteController().resumeRoute("ingress-jms");
        await().until(() -> messages("notification.expired") == 1);
        await().until(() -> mails().size() == 1);
        assertTrue(mails().get(0).contains("Subject: In time"), mails().toString());
        await().until(() -> messages(REQUESTS) == 0);
        assertEquals(request("Too late"), inside().takeText("notification.expired"));
    }

    @Test
    @DisplayName("a message that names no JMSMessageID is taken, and again gets the same id")
    void aMessageWithoutAnIdIsTaken() throws Exception {
        for (String subject : List.of("First", "Second", "Second")) {
            send((jms, producer) -> {
                producer.setDisableMessageID(true).setDisableMessageTimestamp(true);
                return jms.createTextMessage(request(subject));
            });
        }
        await().until(() -> mails().size() == 3);
        assertNowhereElse();
    }

    @Test
    @DisplayName("_AMQ_DUPL_ID: the broker drops a repeat of the client's own id before the door; the outbox has another")
    void aDuplicateIdOfTheClientIsBetweenItAndTheBroker() throws Exception {
        for (String subject : List.of("First", "Repeated", "Repeated")) {
            send(request(subject), message -> message.putStringProperty("_AMQ_DUPL_ID", subject));
        }
        await().until(() -> mails().size() == 2);
        assertNowhereElse();
        assertEquals(2, mails().size());
    }

    @Test
    @DisplayName("_AMQ_SCHED_DELIVERY: a request for later waits in its queue and holds up nobody")
    void aScheduledRequestHoldsUpNobody() throws Exception {
        send(request("Next year"), message -> message.putLongProperty(
                "_AMQ_SCHED_DELIVERY", System.currentTimeMillis() + Duration.ofDays(365).toMillis()));
        send((jms, producer) -> {
            producer.setDeliveryDelay(500);
            return jms.createTextMessage(request("Soon"));
        });
        send((jms, producer) -> jms.createTextMessage(request("Now")));
        await().until(() -> mails().size() == 2);
        assertEquals(1, messages(REQUESTS));
        assertTrue(mails().stream().noneMatch(mail -> mail.contains("Next year")));
    }

    @ParameterizedTest(name = "{0}: requests that have it in common all become mail")
    @ValueSource(strings = {"_AMQ_LVQ_NAME", "JMSXGroupID", "_AMQ_GROUP_ID"})
    void requestsThatHaveItInCommonAllBecomeMail(String property) throws Exception {
        for (int i = 0; i < 5; i++) {
            send(request("Number " + i), message -> message.putStringProperty(property, "the same"));
        }
        await().until(() -> mails().size() == 5);
        assertNowhereElse();
    }

    @Test
    @DisplayName("_AMQ_ROUTING_TYPE, durable, priority: what a client asks of the broker changes no mail")
    void whatAClientAsksOfTheBrokerChangesNoMail() throws Exception {
        send(request("of priority"), message -> message.setPriority((byte) 9));
        send(request("of durability"), message -> message.setDurable(false));
        send(request("of expiry"), message -> message.setExpiration(System.currentTimeMillis() + 60_000));
        await().until(() -> mails().size() == 3);
        assertNowhereElse();
    }

    private void send(String request, Consumer<ClientMessage> properties) throws Exception {
        raw().send(REQUESTS, BYTES_TYPE, message -> {
            message.getBodyBuffer().writeBytes(request.getBytes(StandardCharsets.UTF_8));
            properties.accept(message);
        });
    }

    private void assertNowhereElse() {
        await().untilAsserted(() -> {
            for (String queue : Stream.of("requests", "refused", "dead", "expired", "outbox.server", "outbox.agent")
                    .map("notification."::concat).toList()) {
                assertEquals(0, messages(queue), queue);
            }
        });
    }
}
