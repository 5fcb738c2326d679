// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.rehearsal;

import java.util.function.BiConsumer;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.support.DefaultConsumer;
import org.apache.camel.support.DefaultEndpoint;
import org.apache.camel.support.DefaultProducer;

/**
 * Stands for an endpoint that leads out of the gateway: notes what is sent to it, and brings nothing in. Its options were
 * checked when the real endpoint was made.
 */
final class RecordingEndpoint extends DefaultEndpoint {
    private final BiConsumer<String, Exchange> note;

    RecordingEndpoint(Endpoint real, BiConsumer<String, Exchange> note) {
        super(real.getEndpointUri(), real.getComponent());
        this.note = note;
        setCamelContext(real.getCamelContext());
    }

    @Override
    public Producer createProducer() {
        return new DefaultProducer(this) {
            @Override
            public void process(Exchange exchange) {
                note.accept(getEndpointUri(), exchange);
            }
        };
    }

    @Override
    public Consumer createConsumer(Processor processor) {
        return new DefaultConsumer(this, processor);
    }

    @Override
    public boolean isSingleton() {
        return true;
    }
}
