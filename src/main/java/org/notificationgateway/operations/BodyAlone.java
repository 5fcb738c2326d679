// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.operations;

import jakarta.jms.Message;
import java.util.HashMap;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.component.jms.JmsBinding;
import org.apache.camel.component.jms.JmsEndpoint;
import org.notificationgateway.outbox.EntryMessage;

/**
 * Makes an exchange of an outbox entry by its body alone: the entry says all, and what headers a broker or a hand has
 * added must drive nothing. The route would drop them; this way nobody collects them first.
 */
final class BodyAlone extends JmsBinding {
    BodyAlone(JmsEndpoint endpoint) {
        super(endpoint);
    }

    @Override
    public Map<String, Object> extractHeadersFromJms(Message entry, Exchange exchange) {
        return new HashMap<>();
    }

    @Override
    public Object extractBodyFromJms(Exchange exchange, Message entry) {
        return entry instanceof EntryMessage large ? large.body() : super.extractBodyFromJms(exchange, entry);
    }
}
