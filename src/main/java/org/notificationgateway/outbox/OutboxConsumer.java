// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox;

import java.util.Locale;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.Suspendable;
import org.apache.camel.support.DefaultConsumer;
import org.notificationgateway.delivery.FinishedMail;

/** Lets a route deliver what comes out of the outbox; what becomes of it afterwards is {@link EntryDelivery}'s. */
final class OutboxConsumer extends DefaultConsumer implements Suspendable {
    private final OutboxEndpoint endpoint;
    private final OutboxComponent component;

    OutboxConsumer(OutboxEndpoint endpoint, OutboxComponent component, Processor processor) {
        super(endpoint, processor);
        this.endpoint = endpoint;
        this.component = component;
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        component.workers().start(component.senders().names(), endpoint.getConcurrentConsumers(), this::deliver);
    }

    private EntryDelivery.Ending deliver(OutboxEntry entry, FinishedMail mail, Admission.Way way) {
        Exchange exchange = createExchange(false);
        try {
            exchange.setProperty(OutboxEndpoint.MAIL, mail);
            exchange.setVariable("sender", entry.sender());
            exchange.setVariable("delivery", way.name().toLowerCase(Locale.ROOT));
            exchange.setVariable("id", entry.id());
            exchange.setVariable("attempt", entry.attempts() + 1);
            exchange.getMessage().setBody(mail);
            getProcessor().process(exchange);
            return new EntryDelivery.Ending(where(exchange), exchange.getException());
        } catch (Exception e) {
            return new EntryDelivery.Ending(where(exchange), e);
        } finally {
            releaseExchange(exchange, false);
        }
    }

    private String where(Exchange exchange) {
        Object last = exchange.getProperty(Exchange.TO_ENDPOINT);
        return "route " + getRouteId() + (last == null ? "" : ", last step to " + last) + ",";
    }

    @Override
    protected void doSuspend() {
        component.workers().stop();
    }

    @Override
    protected void doResume() {
        component.workers().start(component.senders().names(), endpoint.getConcurrentConsumers(), this::deliver);
    }

    @Override
    protected void doStop() throws Exception {
        component.workers().stop();
        super.doStop();
    }
}
