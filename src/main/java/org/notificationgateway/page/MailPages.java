// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.page;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.MultiMap;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.jms.JMSException;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.notificationgateway.ingress.ApiKey;
import org.notificationgateway.ingress.PageDoor;
import org.notificationgateway.ingress.Right;
import org.notificationgateway.mail.MemoryFullException;
import org.notificationgateway.operations.Answers.RefusedException;
import org.notificationgateway.operations.MailHandlers;
import org.notificationgateway.outbox.StoredMails;
import org.notificationgateway.outbox.ledger.Outcome;
import org.notificationgateway.settings.Senders;

/** Finds mails, shows one of them with what happened to it and, while it is here, what stands in it; cancels it or has it tried now. */
final class MailPages {
    private static final List<String> FILTER = List.of("state", "sender", "recipient", "tag", "reply", "since");
    private static final List<String> STATES = Arrays.stream(Outcome.State.values()).map(Outcome.State::word).toList();
    private static final String WAITING = Outcome.State.WAITING.word();
    private static final String GIVEN_UP = Outcome.State.GIVEN_UP.word();

    private final MailHandlers handlers;
    private final StoredMails mails;
    private final Senders senders;
    private final Previews previews;

    MailPages(MailHandlers handlers, StoredMails mails, Senders senders, Previews previews) {
        this.handlers = handlers;
        this.mails = mails;
        this.senders = senders;
        this.previews = previews;
    }

    void install(Router router, Pages pages) {
        pages.get(router, PageDoor.BELOW + "mails", Right.READ, context -> list(context, pages.key(context)));
        pages.get(router, PageDoor.BELOW + "mails/:mail", Right.READ, this::show);
        pages.get(router, PageDoor.BELOW + "mails/:mail/preview", Right.READ, this::preview);
        pages.post(router, PageDoor.BELOW + "mails/:mail/:order", Right.OPERATE, this::order);
    }

    private Answer list(RoutingContext context, ApiKey key) throws IOException {
        MultiMap parameters = context.request().params();
        Models.dropEmpty(parameters);
        Map<String, String> filter = Models.filled(parameters, FILTER);
        Map<String, Object> model = new HashMap<>(Map.of(
                "title", "Mails", "filter", filter, "states", STATES, "isFurther", parameters.contains("cursor"),
                "newest", PageDoor.BELOW + "mails" + Models.query(filter, "cursor", ""),
                "own", senders.names().stream().filter(key::has).toList()));
        try {
            ObjectNode found = handlers.list(context);
            model.putAll(Models.of(found));
            if (found.has("next")) {
                model.put("older", PageDoor.BELOW + "mails" + Models.query(filter, "cursor", found.path("next").asText()));
            }
            return Answer.page("mails", model);
        } catch (RefusedException e) {
            model.put("fault", String.valueOf(e.getMessage()));
            return new Answer.Shown(e.status(), "mails", model);
        }
    }

    private Answer show(RoutingContext context) throws RefusedException, IOException, JMSException, MemoryFullException {
        int recipients = Models.from(context.request().params(), "recipients");
        int events = Models.from(context.request().params(), "events");
        Map<String, Object> mail = new HashMap<>(Models.of(handlers.show(context)));
        Optional<StoredMails.Stored> stored = stored(mail, MailHeaders.HEAD);
        mail.put("canWait", hasState(mail, WAITING));
        mail.put("recipients", Models.part((List<?>) mail.get("recipients"), recipients));
        mail.put("events", Models.part((List<?>) mail.get("events"), events));
        Map<String, Object> model = new HashMap<>(Map.of("title", "Mail " + mail.get("sender") + "/" + mail.get("id"), "one", mail));
        stored.ifPresent(found -> {
            model.put("stored", MailHeaders.head(found));
            if (found.deadLetter() != null) {
                model.put("deadLetter", found.deadLetter());
            }
        });
        return Answer.page("mail", model);
    }

    /** Where it may still be, by its state. */
    private Optional<StoredMails.Stored> stored(Map<String, Object> mail, int most) throws JMSException, MemoryFullException {
        String sender = (String) mail.get("sender");
        String token = (String) mail.get("mail");
        Optional<StoredMails.Stored> found = hasState(mail, WAITING) ? mails.find(sender, token, true, most) : Optional.empty();
        return found.isEmpty() && hasState(mail, GIVEN_UP) ? mails.find(sender, token, false, most) : found;
    }

    private static boolean hasState(Map<String, Object> mail, String state) {
        return ((List<?>) mail.get("recipients")).stream().anyMatch(one -> state.equals(((Map<?, ?>) one).get("state")));
    }

    private Answer preview(RoutingContext context) throws RefusedException, IOException, JMSException, MemoryFullException {
        Map<String, Object> mail = Models.of(handlers.show(context));
        return previews.of(context, most -> stored(mail, most));
    }

    private Answer order(RoutingContext context) throws RefusedException, IOException {
        String mail = context.pathParam("mail");
        String path = PageDoor.BELOW + "mails/" + mail;
        String order = context.pathParam("order");
        if (order.equals("retry")) {
            handlers.retry(context);
        } else if (!order.equals("cancel")) {
            throw new RefusedException(404, "There is no such order.");
        } else if (Confirmation.isGiven(context)) {
            handlers.cancel(context);
        } else {
            handlers.show(context); // or there is nothing to ask about
            return Confirmation.ask("Cancel a mail", "Cancel this mail? Those who still wait for it will not get it, and that cannot be"
                    + " taken back.", "Cancel the mail", path + "/cancel", path, List.of());
        }
        return new Answer.Moved(path + "?done=mail-" + order);
    }
}
