// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.operations;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import jakarta.jms.JMSException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.notificationgateway.ingress.ApiKeys;
import org.notificationgateway.ingress.Right;
import org.notificationgateway.mail.MemoryFullException;
import org.notificationgateway.operations.Answers.RefusedException;
import org.notificationgateway.outbox.DeadLetter;
import org.notificationgateway.outbox.DeadLetterFilter;
import org.notificationgateway.outbox.DeadLetters;
import org.notificationgateway.settings.Durations;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers {@code gateway dead} on the management port, each caller about the letters of its senders only. */
public final class DeadLetterHandlers {
    private static final Logger LOG = LoggerFactory.getLogger(DeadLetterHandlers.class);
    private static final int MOST = 100_000;
    private static final int LONGEST_ORDER = 100_000; // bytes
    private static final Set<String> FILTER = Set.of("sender", "reason", "older", "younger");

    private final DeadLetters letters;
    private final Answers answers;
    private final Duration patience;

    /** @param patience how long a caller may take nothing of a long answer */
    public DeadLetterHandlers(DeadLetters letters, ApiKeys keys, Duration patience) {
        this.letters = letters;
        answers = new Answers(keys);
        this.patience = patience;
    }

    /** Adds its paths; called once the server is up. */
    public void install(Router router) {
        router.get("/dead").blockingHandler(answers.streamed(Right.READ, this::list), false);
        router.post("/dead/resend").handler(BodyHandler.create(false).setBodyLimit(LONGEST_ORDER))
                .handler(Answers::onlyJson)
                .blockingHandler(answers.with(Right.OPERATE, this::resendMany), false);
        router.get("/dead/:id").blockingHandler(answers.with(Right.READ, this::show), false);
        router.post("/dead/:id/resend").handler(Answers::onlyJson)
                .blockingHandler(answers.with(Right.OPERATE, this::resend), false);
        router.delete("/dead/:id").handler(Answers::onlyJson)
                .blockingHandler(answers.with(Right.OPERATE, this::drop), false);
    }

    private void list(RoutingContext context)
            throws JMSException, MemoryFullException, RefusedException, IOException {
        HttpServerRequest request = context.request();
        for (String name : request.params().names()) {
            if (!FILTER.contains(name) && !name.equals("limit")) {
                throw new RefusedException(400, "a parameter is unknown: expected sender, reason, older, younger, limit");
            }
        }
        DeadLetterFilter filter = filter(
                request.getParam("sender"), request.getParam("reason"), request.getParam("older"),
                request.getParam("younger"));
        int limit = limit(request.getParam("limit"));
        StreamedAnswer answer = new StreamedAnswer(context.response(), patience);
        try {
            context.response().putHeader("Content-Type", "application/json").putHeader("Cache-Control", "no-store");
            DeadLetterJson.write(answer, reader -> letters(context).list(filter, limit, reader));
        } catch (JMSException | MemoryFullException | IOException e) {
            if (!answer.hasBegun()) {
                throw e;
            }
            LOG.warn("A list of dead letters was cut short: {}", e.getMessage());
            request.connection().close(); // its end is missing, which tells the caller
        }
    }

    private static int limit(@Nullable String text) throws RefusedException {
        if (text == null) {
            return 100;
        }
        if (!text.matches("\\d{1,6}") || Integer.parseInt(text) > MOST) {
            throw new RefusedException(400, "limit is malformed: expected a number up to " + MOST);
        }
        return Integer.parseInt(text);
    }

    private ObjectNode show(RoutingContext context) throws JMSException, MemoryFullException, RefusedException {
        Optional<DeadLetter> letter = letters(context).find(String.valueOf(context.pathParam("id")));
        return DeadLetterJson.whole(letter.orElseThrow(() ->
                new RefusedException(404, "no dead letter has this id: expected one of the list")));
    }

    private ObjectNode resend(RoutingContext context) throws JMSException, MemoryFullException, RefusedException {
        return result("resent", letters(context).resend(id(context), Answers.who(context)));
    }

    private ObjectNode drop(RoutingContext context) throws JMSException, MemoryFullException, RefusedException {
        return result("dropped", letters(context).drop(id(context), Answers.who(context)));
    }

    /** All that a filter chooses; an empty object chooses all. */
    private ObjectNode resendMany(RoutingContext context) throws JMSException, MemoryFullException, RefusedException {
        JsonNode order = order(context);
        for (String name : (Iterable<String>) order::fieldNames) {
            if (!FILTER.contains(name) || !order.get(name).isTextual()) {
                throw new RefusedException(400, "the body has an unknown member: expected sender, reason, older, younger"
                        + " as strings");
            }
        }
        DeadLetterFilter filter = filter(
                text(order, "sender"), text(order, "reason"), text(order, "older"), text(order, "younger"));
        return DeadLetterJson.result("resent", letters(context).resend(filter, Answers.who(context)));
    }

    private static JsonNode order(RoutingContext context) throws RefusedException {
        try {
            JsonNode order = DeadLetterJson.MAPPER.readTree(context.body().buffer().getBytes());
            if (order.isObject()) {
                return order;
            }
        } catch (IOException | NullPointerException e) {
            // the same answer
        }
        throw new RefusedException(400, "the body is no JSON object: expected a filter, {} for all letters");
    }

    private static @Nullable String text(JsonNode order, String name) {
        return order.has(name) ? order.get(name).textValue() : null;
    }

    private static DeadLetterFilter filter(
            @Nullable String sender, @Nullable String reason, @Nullable String older, @Nullable String younger)
            throws RefusedException {
        return new DeadLetterFilter(sender, reason, duration("older", older), duration("younger", younger));
    }

    private static @Nullable Duration duration(String name, @Nullable String text) throws RefusedException {
        try {
            return text == null ? null : Durations.parse(text);
        } catch (IllegalArgumentException e) {
            throw new RefusedException(400, name + " is malformed: expected a number and its unit, such as 30m, 24h or 7d");
        }
    }

    /** The answer about one letter: it is gone as ordered, or the reason why not is the problem. */
    private static ObjectNode result(String verb, DeadLetters.Result result)
            throws RefusedException, MemoryFullException {
        for (String reason : result.left().values()) {
            if (reason.equals(DeadLetters.FULL)) {
                throw new MemoryFullException();
            }
            boolean unknown = reason.equals(DeadLetters.UNKNOWN);
            throw new RefusedException(unknown ? 404 : 409, "the letter " + reason);
        }
        return DeadLetterJson.result(verb, result);
    }

    private static List<String> id(RoutingContext context) {
        return List.of(String.valueOf(context.pathParam("id")));
    }

    private DeadLetters letters(RoutingContext context) {
        return letters.within(answers.key(context)::has);
    }
}
