// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.operations;

import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.support.DefaultMessage;
import org.apache.camel.support.ExchangeHelper;
import org.jspecify.annotations.Nullable;

/** One bean step. The result becomes the body, as Camel has it. */
final class BeanStep implements Processor {
    private final BeanCall call;

    BeanStep(BeanCall call) {
        this.call = call;
    }

    @Override
    public void process(Exchange exchange) throws Exception {
        Object result = call.with(exchange);
        if (call.hasResult()) {
            setBody(exchange, result);
        }
    }

    /** A door's own message, such as that of JMS, reads its body where it came from: it gives way to a plain one. */
    private static void setBody(Exchange exchange, @Nullable Object body) {
        Message message = exchange.getMessage();
        if (message.getClass() == DefaultMessage.class) {
            message.setBody(body);
        } else {
            Message plain = new DefaultMessage(exchange);
            plain.copyFromWithNewBody(message, body);
            ExchangeHelper.replaceMessage(exchange, plain, false);
        }
    }
}
