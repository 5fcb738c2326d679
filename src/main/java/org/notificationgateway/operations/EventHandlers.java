// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.operations;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.MultiMap;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.notificationgateway.ingress.ApiKey;
import org.notificationgateway.ingress.ApiKeys;
import org.notificationgateway.ingress.Right;
import org.notificationgateway.operations.Answers.RefusedException;
import org.notificationgateway.outbox.ledger.LedgerReader;
import org.notificationgateway.outbox.ledger.PublishedEvent;

/** Tells what happened to mails, page by page, to whoever keeps the place where it has stopped reading. */
public final class EventHandlers {
    private static final Set<String> PARAMETERS = Set.of("after", "limit");
    private static final int USUAL = 100;
    private static final int MOST = 1_000;

    private final LedgerReader ledger;
    private final Answers answers;

    public EventHandlers(LedgerReader ledger, ApiKeys keys) {
        this.ledger = ledger;
        answers = new Answers(keys);
    }

    /** Adds its path; called once the server is up. */
    public void install(Router router) {
        router.get("/events").blockingHandler(answers.with(Right.READ, this::list), false);
    }

    private ObjectNode list(RoutingContext context) throws RefusedException, IOException {
        MultiMap parameters = context.request().params();
        for (String name : parameters.names()) {
            if (!PARAMETERS.contains(name)) {
                throw MailSearch.unknown(name, List.of("after", "limit"));
            }
        }
        ApiKey key = answers.key(context);
        long after = number("after", parameters.get("after"), 0, Long.MAX_VALUE);
        int limit = (int) number("limit", parameters.get("limit"), USUAL, MOST);
        List<PublishedEvent> events = ledger.eventsAfter(
                after, limit, key.senders().contains(ApiKey.EVERY_SENDER) ? null : key.senders());
        ObjectNode json = DeadLetterJson.MAPPER.createObjectNode();
        ArrayNode all = json.putArray("events");
        events.forEach(event -> all.add(CloudEvents.of(event)));
        long last = events.isEmpty() ? after : events.get(events.size() - 1).event().seq();
        return json.put("next", String.valueOf(last));
    }

    private static long number(String name, @Nullable String text, long usual, long most) throws RefusedException {
        if (text == null) {
            return usual;
        }
        if (!text.matches("\\d{1,18}") || Long.parseLong(text) > most || name.equals("limit") && Long.parseLong(text) == 0) {
            throw new RefusedException(400, name.equals("limit")
                    ? "limit is malformed: expected a number from 1 to " + MOST
                    : "after is malformed: expected next of an answer");
        }
        return Long.parseLong(text);
    }
}
