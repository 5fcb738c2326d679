// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.routes;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.AfterEach;
import org.notificationgateway.outbox.OutboxEntry;
import org.notificationgateway.support.TestHome;

/** Intake on a real broker, the caller that a door is, and a look at what was stored. */
abstract class Intake extends RouteTest {
    Intake() {
        super("intake");
    }

    @Override
    void prepare(TestHome home) {
        home.agent("{ \"FromAddress\": \"reset@contoso.com\", \"Host\": \"data/agent-pickup\" }");
    }

    @AfterEach
    void forget() {
        for (String sender : List.of("server", "server.high", "server.low", "agent")) {
            jms().empty("notification.outbox." + sender);
        }
    }

    /** What intake answers to a door. */
    Exchange handIn(String id, String more) {
        return send(request(more), id);
    }

    Exchange send(String json, String id) {
        return template.send("direct:intake", exchange -> {
            exchange.getMessage().setBody(json.getBytes(UTF_8));
            exchange.setVariable("defaultId", id);
        });
    }

    static String request(String more) {
        return "{\"to\": [\"ann@example.com\", \"bob@example.com\"], \"bcc\": \"cyd@example.com\","
                + " \"subject\": \"Réunion\", \"text\": \"t\"" + more + "}";
    }

    List<OutboxEntry> stored(String sender) {
        return jms().entries("notification.outbox." + sender);
    }

    List<String> ids(String sender) {
        return stored(sender).stream().map(OutboxEntry::id).toList();
    }
}
