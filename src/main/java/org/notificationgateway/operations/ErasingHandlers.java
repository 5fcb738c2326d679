// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.operations;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import jakarta.jms.JMSException;
import java.io.IOException;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.notificationgateway.ingress.ApiKey;
import org.notificationgateway.ingress.ApiKeys;
import org.notificationgateway.ingress.Right;
import org.notificationgateway.mail.ErasedAddress;
import org.notificationgateway.mail.MemoryFullException;
import org.notificationgateway.operations.Answers.RefusedException;

/** Answers {@code gateway erase} on the management port: about the mails of the caller's senders only. */
public final class ErasingHandlers {
    private static final int LONGEST_ORDER = 10_000; // bytes
    private static final Set<String> MEMBERS = Set.of("address", "dryRun");

    private final Erasing erasing;
    private final Answers answers;

    public ErasingHandlers(Erasing erasing, ApiKeys keys) {
        this.erasing = erasing;
        answers = new Answers(keys);
    }

    /** Adds its path; called once the server is up. */
    public void install(Router router) {
        router.post("/erase").handler(BodyHandler.create(false).setBodyLimit(LONGEST_ORDER)).handler(Answers::onlyJson)
                .blockingHandler(answers.with(Right.OPERATE, this::erase), false);
    }

    private ObjectNode erase(RoutingContext context) throws RefusedException, IOException, JMSException, MemoryFullException {
        JsonNode order = order(context);
        ApiKey key = answers.key(context);
        boolean dryRun = order.path("dryRun").booleanValue();
        Erasing.Result result = erasing.erase(new Erasing.Order(
                address(order), key::has, key.senders().contains(ApiKey.EVERY_SENDER), dryRun, Answers.who(context)));
        ObjectNode json = DeadLetterJson.MAPPER.createObjectNode().put("dryRun", dryRun).put("complete", result.complete());
        ArrayNode places = json.putArray("places");
        for (Erasing.Place place : result.places()) {
            places.addObject().put("place", place.name()).put("erased", place.erased()).put("left", place.left());
        }
        result.remarks().forEach(json.putArray("remarks")::add);
        return json;
    }

    private static ErasedAddress address(JsonNode order) throws RefusedException {
        try {
            return ErasedAddress.of(order.path("address").asText());
        } catch (IllegalArgumentException e) {
            throw new RefusedException(400, "address " + e.getMessage() + ": expected one such as ann@example.com");
        }
    }

    private static JsonNode order(RoutingContext context) throws RefusedException {
        JsonNode order = read(context);
        if (order == null || !order.isObject() || !order.path("address").isTextual()
                || order.has("dryRun") && !order.get("dryRun").isBoolean()) {
            throw new RefusedException(400, "the body is malformed: expected {\"address\": \"ann@example.com\", \"dryRun\": true}");
        }
        for (String name : (Iterable<String>) order::fieldNames) {
            if (!MEMBERS.contains(name)) {
                throw new RefusedException(400, "the body has an unknown member: expected address and dryRun");
            }
        }
        return order;
    }

    private static @Nullable JsonNode read(RoutingContext context) {
        try {
            return DeadLetterJson.MAPPER.readTree(context.body().buffer().getBytes());
        } catch (IOException | NullPointerException e) {
            return null;
        }
    }
}
