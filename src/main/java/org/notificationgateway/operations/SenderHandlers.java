// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.operations;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.notificationgateway.delivery.SenderCircuitBreaker;
import org.notificationgateway.ingress.ApiKeys;
import org.notificationgateway.ingress.Right;
import org.notificationgateway.operations.Answers.RefusedException;
import org.notificationgateway.outbox.Lane;
import org.notificationgateway.outbox.OutboxStore;
import org.notificationgateway.outbox.QueueDepth;
import org.notificationgateway.outbox.Queues;
import org.notificationgateway.outbox.Steering;
import org.notificationgateway.outbox.ledger.Order;
import org.notificationgateway.settings.Senders;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells operators where each sender stands, and lets them hold it, release it, or have all of its waiting mail tried now. */
public final class SenderHandlers {
    private static final Logger AUDIT = LoggerFactory.getLogger("gateway.audit");

    private final Senders senders;
    private final Steering steering;
    private final SenderCircuitBreaker breaker;
    private final OutboxStore store;
    private final int steps;
    private final Answers answers;
    private final SendingForecast forecast;

    /**
     * @param steps of retries, each with a queue for each sender
     * @param forecast tells when waiting mail leaves
     */
    public SenderHandlers(
            Senders senders, Steering steering, SenderCircuitBreaker breaker, OutboxStore store, int steps, ApiKeys keys,
            SendingForecast forecast) {
        this.forecast = forecast;
        this.senders = senders;
        this.steering = steering;
        this.breaker = breaker;
        this.store = store;
        this.steps = steps;
        answers = new Answers(keys);
    }

    /** Adds its paths; called once the server is up. */
    public void install(Router router) {
        router.get("/senders").blockingHandler(answers.with(Right.READ, this::list), false);
        order(router, "hold", Order.Kind.HOLD, "held");
        order(router, "release", Order.Kind.RELEASE, "released");
        order(router, "retry", Order.Kind.RETRY, "tried now");
    }

    private void order(Router router, String verb, Order.Kind kind, String done) {
        router.post("/senders/:name/" + verb).handler(Answers::onlyJson)
                .blockingHandler(answers.with(Right.OPERATE, context -> ordered(context, kind, done)), false);
    }

    /** Orders something of the sender that the path names, and tells where it stands then. */
    public ObjectNode ordered(RoutingContext context, Order.Kind kind, String done) throws RefusedException, IOException {
        String name = context.pathParam("name");
        if (!senders.has(name) || !answers.key(context).has(name)) {
            throw new RefusedException(404, "no sender of this key has that name: expected one of the list");
        }
        steering.order(kind, name, "by " + Answers.who(context));
        AUDIT.info("sender {} {} by {}", name, done, Answers.who(context));
        return sender(name);
    }

    /** All senders of the key. */
    public ObjectNode list(RoutingContext context) {
        ObjectNode json = DeadLetterJson.MAPPER.createObjectNode();
        ArrayNode all = json.putArray("senders");
        senders.names().stream().filter(answers.key(context)::has).forEach(name -> all.add(sender(name)));
        return json;
    }

    private ObjectNode sender(String name) {
        ObjectNode json = DeadLetterJson.MAPPER.createObjectNode().put("name", name);
        Optional<Steering.Hold> hold = steering.hold(name);
        Optional<SenderCircuitBreaker.Pause> pause = breaker.pause(name);
        if (hold.isPresent()) {
            json.put("state", "held").put("reason", hold.get().who()).put("since", hold.get().since().toString());
        } else if (pause.isPresent()) {
            json.put("state", breaker.isHeldForItsRoute(name) ? "held" : "paused")
                    .put("reason", pause.get().reason())
                    .put("since", pause.get().since().toString());
            if (!breaker.isHeldForItsRoute(name)) {
                json.put("until", pause.get().until().toString());
            }
        } else {
            json.put("state", "delivering");
        }
        List<String> queues = Queues.of(name, steps);
        Map<String, QueueDepth> depths = store.depths(queues);
        if (depths.keySet().containsAll(queues)) {
            json.put("waiting", depths.values().stream().mapToLong(QueueDepth::messages).sum());
            depths.values().stream().map(QueueDepth::oldest).filter(Objects::nonNull).min(Comparator.naturalOrder())
                    .ifPresent(oldest -> json.put("oldestAcceptedAt", oldest.truncatedTo(ChronoUnit.SECONDS).toString()));
        }
        json.put("to", senders.of(name).delivery().describe());
        json.put("fallback", breaker.fallsBack(name));
        Instant leaves = forecast.lastLeaves(name, Lane.LOW);
        if (leaves != null) {
            json.put("lastLeavesAt", leaves.truncatedTo(ChronoUnit.SECONDS).toString());
            json.put("expiring", (int) forecast.expiring(name));
        }
        return json;
    }
}
