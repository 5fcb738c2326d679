// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.page;

import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.StreamSupport;
import org.notificationgateway.ingress.ApiKey;
import org.notificationgateway.ingress.PageDoor;
import org.notificationgateway.ingress.Right;
import org.notificationgateway.operations.Answers.RefusedException;
import org.notificationgateway.operations.SenderExplanations;
import org.notificationgateway.operations.SenderHandlers;
import org.notificationgateway.outbox.OutboxStore;
import org.notificationgateway.outbox.QueueDepth;
import org.notificationgateway.outbox.Queues;
import org.notificationgateway.outbox.ledger.Order;
import org.notificationgateway.settings.Senders;

/** Shows where each sender stands and by which settings, and takes orders about it. */
final class SenderPages {
    private static final Map<String, Order.Kind> ORDERS =
            Map.of("hold", Order.Kind.HOLD, "release", Order.Kind.RELEASE, "retry", Order.Kind.RETRY);
    private static final Map<String, String> DONE = Map.of("hold", "held", "release", "released", "retry", "tried now");

    private final SenderHandlers handlers;
    private final Function<String, List<Integer>> lastHour;
    private final OutboxStore store;
    private final Senders senders;
    private final SenderExplanations explanations;

    /** @param lastHour mails of a sender that left in each minute */
    SenderPages(
            SenderHandlers handlers, Function<String, List<Integer>> lastHour, OutboxStore store, Senders senders,
            SenderExplanations explanations) {
        this.handlers = handlers;
        this.lastHour = lastHour;
        this.store = store;
        this.senders = senders;
        this.explanations = explanations;
    }

    void install(Router router, Pages pages) {
        pages.get(router, PageDoor.ROOT, Right.READ, context -> overview(context, pages.key(context)));
        pages.post(router, PageDoor.BELOW + "senders/:name/:order", Right.OPERATE, this::order);
        pages.get(router, PageDoor.BELOW + "settings", Right.READ, context -> settings(pages.key(context)));
    }

    private Answer overview(RoutingContext context, ApiKey key) {
        List<Map<String, Object>> all = StreamSupport.stream(handlers.list(context).path("senders").spliterator(), false)
                .map(sender -> {
                    Map<String, Object> model = new HashMap<>(Models.of(sender));
                    model.put("plot", Plot.of(lastHour.apply(sender.path("name").asText())));
                    return model;
                })
                .toList();
        Map<String, Object> model = new HashMap<>(Map.of("title", "Overview", "senders", all));
        QueueDepth dead = store.depths(List.of(Queues.DEAD)).get(Queues.DEAD);
        if (dead != null && key.senders().contains(ApiKey.EVERY_SENDER)) { // else it would count those of others
            model.put("dead", dead.messages());
        }
        return Answer.page("overview", model);
    }

    private Answer order(RoutingContext context) throws RefusedException, IOException {
        String order = context.pathParam("order");
        if (!ORDERS.containsKey(order)) {
            throw new RefusedException(404, "There is no such order.");
        }
        handlers.ordered(context, ORDERS.get(order), DONE.get(order));
        return new Answer.Moved(PageDoor.ROOT + "?done=sender-" + order);
    }

    private Answer settings(ApiKey key) {
        List<Map<String, Object>> all = senders.names().stream()
                .filter(key::has)
                .map(name -> Models.of(explanations.of(senders.of(name)).json()))
                .toList();
        return Answer.page("settings", Map.of("title", "Settings", "senders", all));
    }
}
