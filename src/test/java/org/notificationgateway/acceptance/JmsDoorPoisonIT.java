// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.acceptance;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.jms.Message;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.activemq.artemis.api.core.management.ResourceNames;
import org.apache.activemq.artemis.api.jms.management.JMSManagementHelper;
import org.apache.camel.Exchange;
import org.apache.camel.spi.CamelEvent;
import org.apache.camel.support.EventNotifierSupport;
import org.junit.jupiter.api.Test;

/** A message that cannot even be refused waits longer and longer, and the others pass it. */
class JmsDoorPoisonIT extends JmsDoor {
    @Test
    void aMessageWhoseRefusalFailsNeitherSpinsNorHoldsUpOthersNorIsLost() throws Exception {
        AtomicInteger failures = countFailures();
        manage("destroyQueue", REFUSED, true, true);
        manage("deleteAddress", REFUSED);
        String poison = send((jms, producer) -> jms.createTextMessage("no JSON"));
        await().until(() -> failures.get() == 1);

        send((jms, producer) -> jms.createTextMessage(request("Good")));
        await().until(() -> mails().size() == 1);
        await().atMost(Duration.ofSeconds(10)).until(() -> failures.get() >= 3); // after a second, and two more
        assertEquals(1, messages(REQUESTS), "it waits where it came from");

        manage("createQueue", "{\"name\": \"" + REFUSED + "\", \"routing-type\": \"ANYCAST\", \"durable\": true,"
                + " \"auto-create-address\": true}");
        await().atMost(Duration.ofSeconds(15)).until(() -> messages(REQUESTS) == 0);
        assertEquals(poison, refusal().get("jmsMessageId").asText());
        assertTrue(failures.get() <= 4, "tried " + failures.get() + " times in seven seconds");
        assertEquals(0, messages("notification.dead"));
    }

    private AtomicInteger countFailures() {
        AtomicInteger failures = new AtomicInteger();
        gateway.context().getManagementStrategy().addEventNotifier(new EventNotifierSupport() {
            @Override
            public void notify(CamelEvent event) {
                if (event instanceof CamelEvent.ExchangeFailedEvent failed
                        && "ingress-jms".equals(failed.getExchange().getFromRouteId())
                        && failed.getExchange().getProperty(Exchange.SPLIT_INDEX) == null) {
                    failures.incrementAndGet();
                }
            }
        });
        return failures;
    }

    private void manage(String operation, Object... arguments) throws Exception {
        Message answer = ask(question ->
                JMSManagementHelper.putOperationInvocation(question, ResourceNames.BROKER, operation, arguments));
        assertTrue(JMSManagementHelper.hasOperationSucceeded(answer), () -> operation + " failed");
    }
}
