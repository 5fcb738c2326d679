// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox;

import org.apache.camel.Consumer;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.support.DefaultEndpoint;
import org.apache.camel.support.DefaultProducer;
import org.notificationgateway.delivery.DeliveryOutcome;
import org.notificationgateway.delivery.FinishedMail;

/** One place in a route where mail enters or leaves the outbox. */
public final class OutboxEndpoint extends DefaultEndpoint {
    private final OutboxComponent component;
    private final String operation;
    private int concurrentConsumers = 16;

    OutboxEndpoint(String uri, OutboxComponent component, String operation) {
        super(uri, component);
        this.component = component;
        this.operation = operation;
    }

    /** How many small mails of each sender are delivered at a time. */
    public int getConcurrentConsumers() {
        return concurrentConsumers;
    }

    /** @throws IllegalArgumentException if it is none */
    public void setConcurrentConsumers(int consumers) {
        if (consumers < 1) {
            throw new IllegalArgumentException("outbox: concurrentConsumers is " + consumers + ": expected 1 or more");
        }
        concurrentConsumers = consumers;
    }

    @Override
    public Consumer createConsumer(Processor processor) {
        if (operation.equals(OutboxComponent.HANDED_OVER)) {
            throw new UnsupportedOperationException("outbox:handed-over gives no mail: expected from: outbox");
        }
        return new OutboxConsumer(this, processor, component.workers(), component.senders(), concurrentConsumers);
    }

    @Override
    public Producer createProducer() {
        return operation.equals(OutboxComponent.HANDED_OVER) ? new HandedOver() : new Store();
    }

    /** Stores what intake composed; the body is then its answer. */
    private final class Store extends DefaultProducer {
        private Store() {
            super(OutboxEndpoint.this);
        }

        @Override
        public void process(Exchange exchange) throws Exception {
            Storable composed = exchange.getMessage().getMandatoryBody(Storable.class);
            exchange.getMessage().setBody(composed.stored(component.store(composed.mails())));
        }
    }

    /** Closes a mail that a route gave to an endpoint which reports nothing. */
    private final class HandedOver extends DefaultProducer {
        private HandedOver() {
            super(OutboxEndpoint.this);
        }

        @Override
        public void process(Exchange exchange) {
            FinishedMail mail = exchange.getProperty(OutboxConsumer.MAIL, FinishedMail.class);
            if (mail == null) {
                throw new IllegalStateException("outbox:handed-over: there is no mail: expected a route from: outbox, or one"
                        + " that it calls");
            }
            mail.reportRest(new DeliveryOutcome.Delivered("handed over by the route", true));
        }
    }
}
