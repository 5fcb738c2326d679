// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.operations;

import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.impl.engine.DefaultTracer;
import org.apache.camel.spi.ExchangeFormatter;

/**
 * Lets Camel's tracing say where an exchange is and what kind of body it has, and nothing of what is in it: API keys,
 * addresses and links have no place in a log.
 */
public final class QuietTrace implements ExchangeFormatter {
    private QuietTrace() {}

    /** For tracing that is switched on at the start, and for one that is switched on later. */
    public static void installIn(CamelContext context) {
        DefaultTracer tracer = new DefaultTracer();
        tracer.setCamelContext(context);
        tracer.setExchangeFormatter(new QuietTrace());
        context.setTracer(tracer);
        context.setLogExhaustedMessageBody(false);
    }

    @Override
    public String format(Exchange exchange) {
        Object body = exchange.getMessage().getBody();
        String size = body instanceof byte[] bytes ? ", " + bytes.length + " bytes" : "";
        return exchange.getExchangeId() + ", body: " + (body == null ? "none" : body.getClass().getSimpleName() + size)
                + ", headers: " + exchange.getMessage().getHeaders().size();
    }
}
