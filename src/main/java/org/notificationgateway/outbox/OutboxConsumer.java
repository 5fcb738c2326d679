// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox;

import java.util.List;
import java.util.Locale;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
import org.apache.camel.MessageHistory;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.Suspendable;
import org.apache.camel.support.DefaultConsumer;
import org.notificationgateway.delivery.FinishedMail;
import org.notificationgateway.settings.Senders;

/** Lets a route deliver what comes out of the outbox; what becomes of it afterwards is {@link EntryDelivery}'s. */
final class OutboxConsumer extends DefaultConsumer implements Suspendable {
    /** Exchange property: the mail that an outbox route is about, whatever its body is by now. */
    static final String MAIL = "GatewayMail";

    private final OutboxWorkers workers;
    private final Senders senders;
    private final int concurrentConsumers;

    /** @param concurrentConsumers small mails of each sender that are delivered at a time */
    OutboxConsumer(
            Endpoint endpoint, Processor processor, OutboxWorkers workers, Senders senders, int concurrentConsumers) {
        super(endpoint, processor);
        this.workers = workers;
        this.senders = senders;
        this.concurrentConsumers = concurrentConsumers;
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        workers.start(senders.names(), concurrentConsumers, this::deliver);
    }

    private EntryDelivery.Ending deliver(OutboxEntry entry, FinishedMail mail, Admission.Way way) {
        Exchange exchange = createExchange(false);
        try {
            exchange.setProperty(MAIL, mail);
            exchange.setVariable("sender", entry.sender());
            exchange.setVariable("delivery", way.name().toLowerCase(Locale.ROOT));
            exchange.setVariable("id", entry.id());
            exchange.setVariable("attempt", entry.attempts() + 1);
            exchange.getMessage().setBody(mail);
            getProcessor().process(exchange);
            return new EntryDelivery.Ending(where(exchange), step(exchange), exchange.getException());
        } catch (Exception e) {
            return new EntryDelivery.Ending(where(exchange), step(exchange), e);
        } finally {
            releaseExchange(exchange, false);
        }
    }

    private static String step(Exchange exchange) {
        List<?> history = exchange.getProperty(ExchangePropertyKey.MESSAGE_HISTORY, List.of(), List.class);
        if (history.isEmpty() || !(history.get(history.size() - 1) instanceof MessageHistory last)) {
            return ""; // Camel keeps none
        }
        NamedNode node = last.getNode();
        return node.getId() + " " + String.valueOf(node.getLocation()).replaceFirst("^file:", "") + ":" + node.getLineNumber();
    }

    private String where(Exchange exchange) {
        Object last = exchange.getProperty(Exchange.TO_ENDPOINT);
        return "route " + getRouteId() + (last == null ? "" : ", last step to " + last) + ",";
    }

    @Override
    protected void doSuspend() {
        workers.stop();
    }

    @Override
    protected void doResume() {
        workers.start(senders.names(), concurrentConsumers, this::deliver);
    }

    @Override
    protected void doStop() throws Exception {
        workers.stop();
        super.doStop();
    }
}
