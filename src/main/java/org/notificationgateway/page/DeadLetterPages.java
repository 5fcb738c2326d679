// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.page;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.MultiMap;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.jms.JMSException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.notificationgateway.ingress.ApiKey;
import org.notificationgateway.ingress.PageDoor;
import org.notificationgateway.ingress.Right;
import org.notificationgateway.mail.MemoryFullException;
import org.notificationgateway.operations.Answers;
import org.notificationgateway.operations.Answers.RefusedException;
import org.notificationgateway.operations.DeadLetterJson;
import org.notificationgateway.outbox.DeadLetter;
import org.notificationgateway.outbox.DeadLetterFilter;
import org.notificationgateway.outbox.DeadLetters;
import org.notificationgateway.outbox.OutboxEntry;
import org.notificationgateway.outbox.StoredMails;
import org.notificationgateway.settings.Senders;

/** Shows what was given up, why, and what may be done about it; sends letters again or drops them. */
final class DeadLetterPages {
    private static final String PATH = PageDoor.BELOW + "dead";
    private static final List<String> FILTER = List.of("sender", "reason");
    private static final int NAMED = 3; // recipients of a letter in the list

    private final DeadLetters letters;
    private final StoredMails mails;
    private final Senders senders;
    private final Previews previews;

    DeadLetterPages(DeadLetters letters, StoredMails mails, Senders senders, Previews previews) {
        this.letters = letters;
        this.mails = mails;
        this.senders = senders;
        this.previews = previews;
    }

    void install(Router router, Pages pages) {
        pages.get(router, PATH, Right.READ, context -> list(context, pages.key(context)));
        pages.post(router, PATH, Right.OPERATE, context -> order(context, pages.key(context)));
        pages.get(router, PATH + "/:id", Right.READ, context -> show(letter(context, pages.key(context))));
        pages.get(router, PATH + "/:id/preview", Right.READ, context -> {
            OutboxEntry entry = letter(context, pages.key(context)).entry();
            return previews.of(context, most ->
                    entry == null ? Optional.empty() : mails.find(entry.sender(), entry.token(), false, most));
        });
    }

    private Answer list(RoutingContext context, ApiKey key)
            throws JMSException, IOException, MemoryFullException, RefusedException {
        MultiMap parameters = context.request().params();
        Models.dropEmpty(parameters);
        int from = Models.from(parameters, "from");
        List<Object> found = new ArrayList<>();
        int[] seen = new int[1];
        DeadLetters.Counts counts = letters.within(key::has).list(
                new DeadLetterFilter(parameters.get("sender"), parameters.get("reason"), null, null), from + Models.PART,
                letter -> {
                    if (seen[0]++ >= from) {
                        found.add(row(letter));
                    }
                });
        Map<String, String> filter = Models.filled(parameters, FILTER);
        Map<String, Object> part = Models.part(found, Math.min(from, counts.matching()), counts.matching());
        return Answer.page("dead", Map.of(
                "title", "Dead letters", "filter", filter, "part", part, "total", counts.total(),
                "query", PATH + Models.query(filter, "from", ""), "own", senders.names().stream().filter(key::has).toList()));
    }

    private static Map<String, Object> row(DeadLetter letter) {
        ObjectNode json = DeadLetterJson.summary(letter);
        ArrayNode recipients = (ArrayNode) json.get("recipients");
        json.put("more", Math.max(0, recipients.size() - NAMED));
        while (recipients.size() > NAMED) {
            recipients.remove(recipients.size() - 1);
        }
        return Models.of(json);
    }

    private DeadLetter letter(RoutingContext context, ApiKey key) throws JMSException, MemoryFullException, RefusedException {
        return letters.within(key::has).find(context.pathParam("id")).orElseThrow(() ->
                new RefusedException(404, "No dead letter has this id. It may have been resent or dropped."));
    }

    private static Answer show(DeadLetter letter) {
        Map<String, Object> one = new HashMap<>(Models.of(DeadLetterJson.whole(letter)));
        OutboxEntry entry = letter.entry();
        one.put("mail", entry == null ? "" : entry.token());
        one.put("headers", MailHeaders.headers(letter.isSensitive() || entry == null ? new byte[0] : entry.mail()));
        one.put("recipients", Models.part((List<?>) one.get("recipients"), 0));
        return Answer.page("letter", Map.of("title", "Dead letter", "one", one));
    }

    private Answer order(RoutingContext context, ApiKey key) throws JMSException, MemoryFullException, RefusedException {
        MultiMap form = Pages.form(context);
        List<String> ids = form.getAll("id");
        String order = String.valueOf(form.get("order"));
        boolean drops = order.equals("drop");
        if (!drops && !order.equals("resend")) {
            throw new RefusedException(404, "There is no such order.");
        }
        if (ids.isEmpty() || ids.size() > Models.PART) {
            throw new RefusedException(400, "Choose 1 to " + Models.PART + " letters first: tick the boxes before them.");
        }
        if (drops && !Confirmation.isGiven(context)) {
            return ask(ids);
        }
        DeadLetters own = letters.within(key::has);
        String who = Answers.who(context);
        DeadLetters.Result result = drops ? own.drop(ids, who) : own.resend(ids, who);
        return result.left().isEmpty() ? new Answer.Moved(PATH + "?done=dead-" + order) : left(result, drops ? "dropped" : "resent");
    }

    private static Answer ask(List<String> ids) {
        List<Map<String, String>> fields = new ArrayList<>();
        fields.add(Map.of("name", "order", "value", "drop"));
        ids.forEach(id -> fields.add(Map.of("name", "id", "value", id)));
        return Confirmation.ask("Drop dead letters", "Drop " + (ids.size() == 1 ? "this letter" : "these " + ids.size() + " letters")
                + "? This deletes the mail for good.", "Drop for good", PATH, PATH, fields);
    }

    private static Answer left(DeadLetters.Result result, @Nullable String verb) {
        List<Map<String, String>> left = new ArrayList<>();
        result.left().forEach((id, reason) -> left.add(Map.of("id", id, "reason", reason)));
        return new Answer.Shown(409, "left", Map.of(
                "title", "Some letters stay", "verb", String.valueOf(verb), "count", result.done().size(), "left", left));
    }
}
