// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.operations;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLEncoder;
import java.time.Instant;
import org.notificationgateway.outbox.ledger.MailEvent;
import org.notificationgateway.outbox.ledger.PublishedEvent;

/** Writes events as CloudEvents 1.0 in JSON, for readers that know nothing of this gateway. Keeps no state. */
final class CloudEvents {
    private static final String TYPE = "org.notificationgateway.mail.";

    private CloudEvents() {}

    static ObjectNode of(PublishedEvent published) {
        MailEvent event = published.event();
        ObjectNode json = DeadLetterJson.MAPPER.createObjectNode()
                .put("specversion", "1.0")
                .put("id", event.id())
                .put("source", "/notifications/" + URLEncoder.encode(published.key().sender(), UTF_8) + "/"
                        + URLEncoder.encode(published.key().id(), UTF_8))
                .put("type", TYPE + event.type())
                .put("subject", event.mail())
                .put("time", Instant.ofEpochMilli(event.at()).toString())
                .put("datacontenttype", "application/json");
        if (!published.trace().isEmpty()) {
            json.put("traceparent", published.trace()); // the extension for distributed tracing
        }
        ObjectNode data = json.putObject("data")
                .put("sender", published.key().sender())
                .put("id", published.key().id())
                .put("mail", event.mail());
        if (!published.tags().isEmpty()) {
            published.tags().forEach(data.putArray("tags")::add);
        }
        MailJson.putDetails(data, event);
        return json;
    }
}
