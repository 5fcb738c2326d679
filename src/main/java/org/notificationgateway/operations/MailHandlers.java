// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.operations;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.notificationgateway.ingress.ApiKey;
import org.notificationgateway.ingress.ApiKeys;
import org.notificationgateway.ingress.Right;
import org.notificationgateway.operations.Answers.RefusedException;
import org.notificationgateway.outbox.Forecast;
import org.notificationgateway.outbox.Lane;
import org.notificationgateway.outbox.Steering;
import org.notificationgateway.outbox.ledger.LedgerReader;
import org.notificationgateway.outbox.ledger.MailRecord;
import org.notificationgateway.outbox.ledger.Outcome;
import org.notificationgateway.outbox.ledger.RequestKey;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells what became of mail: callers of the HTTP door by the id of their request, operators on the management port by
 * whatever they know of it; these may also cancel what waits, or have it tried now. Mails of senders that a key has not do not
 * exist for it.
 */
public final class MailHandlers {
    private static final String UNKNOWN = "no mail of this name is known: it was not accepted, it is older than"
            + " gateway.ledger.keep, or its sender is none of this key's";

    private static final Logger AUDIT = LoggerFactory.getLogger("gateway.audit");

    private final LedgerReader ledger;
    private final Steering steering;
    private final Answers answers;
    private final Clock clock;
    private final Forecast forecast;

    /** @param forecast tells when waiting mail leaves */
    public MailHandlers(LedgerReader ledger, Steering steering, ApiKeys keys, Clock clock, Forecast forecast) {
        this.forecast = forecast;
        this.ledger = ledger;
        this.steering = steering;
        this.answers = new Answers(keys);
        this.clock = clock;
    }

    /** Adds the path of the HTTP door; called once the server is up. */
    public void installAtDoor(Router router) {
        router.get("/notifications/:sender/:id").blockingHandler(answers.with(Right.READ, this::status), false);
    }

    /** Adds the paths for operators. */
    public void install(Router router) {
        router.get("/mails").blockingHandler(answers.with(Right.READ, this::list), false);
        router.get("/mails/:mail").blockingHandler(answers.with(Right.READ, this::show), false);
        router.post("/mails/:mail/cancel").handler(Answers::onlyJson)
                .blockingHandler(answers.accepted(Right.OPERATE, this::cancel), false);
        router.post("/mails/:mail/retry").handler(Answers::onlyJson)
                .blockingHandler(answers.accepted(Right.OPERATE, this::retry), false);
    }

    private ObjectNode status(RoutingContext context) throws RefusedException, IOException {
        RequestKey key = new RequestKey(context.pathParam("sender"), context.pathParam("id"));
        MailRecord mail = seen(context, answers.key(context).has(key.sender()) ? ledger.find(key) : Optional.empty());
        ObjectNode json = MailJson.status(mail);
        Instant leaves = mail.state() == Outcome.State.WAITING ? forecast.lastLeaves(key.sender(), Lane.NORMAL) : null;
        return leaves == null ? json : json.put("estimatedAt", leaves.truncatedTo(ChronoUnit.SECONDS).toString());
    }

    /** The whole of the mail that the path names. */
    public ObjectNode show(RoutingContext context) throws RefusedException, IOException {
        MailRecord mail = seen(context, ledger.find(context.pathParam("mail")));
        return MailJson.whole(mail, steering.isCancelled(mail.row().mail()), ledger.events(mail.row().mail()));
    }

    /** Cancels the mail that the path names. */
    public ObjectNode cancel(RoutingContext context) throws RefusedException, IOException {
        MailRecord mail = waiting(context);
        if (!steering.cancel(mail.row().key().sender(), mail.row().mail(), "by " + Answers.who(context))) {
            throw new RefusedException(409, "the mail is being delivered: expected one that waits");
        }
        return ordered(context, mail, "cancelled", "cancelling");
    }

    /** Has the mail that the path names tried now. */
    public ObjectNode retry(RoutingContext context) throws RefusedException, IOException {
        MailRecord mail = waiting(context);
        steering.retry(mail.row().key().sender(), mail.row().mail(), "by " + Answers.who(context));
        return ordered(context, mail, "tried now", "retrying");
    }

    private MailRecord waiting(RoutingContext context) throws RefusedException, IOException {
        MailRecord mail = seen(context, ledger.find(context.pathParam("mail")));
        if (mail.recipients().stream().noneMatch(one -> one.state() == Outcome.State.WAITING)) {
            throw new RefusedException(409, "the mail is " + mail.state().word() + ": expected one that waits");
        }
        return mail;
    }

    private static ObjectNode ordered(RoutingContext context, MailRecord mail, String what, String status) {
        RequestKey key = mail.row().key();
        AUDIT.info("mail {} ({}/{}) {} by {}", mail.row().mail(), key.sender(), key.id(), what, Answers.who(context));
        return DeadLetterJson.MAPPER.createObjectNode().put("mail", mail.row().mail()).put("status", status);
    }

    private MailRecord seen(RoutingContext context, Optional<MailRecord> found) throws RefusedException {
        ApiKey key = answers.key(context);
        return found.filter(mail -> key.has(mail.row().key().sender())).orElseThrow(() -> new RefusedException(404, UNKNOWN));
    }

    /** The mails that the parameters choose. */
    public ObjectNode list(RoutingContext context) throws RefusedException, IOException {
        MailSearch search = MailSearch.of(context.request().params(), answers.key(context), clock.instant());
        List<MailRecord> found = ledger.list(search.filter(), search.limit() + 1);
        ObjectNode json = DeadLetterJson.MAPPER.createObjectNode();
        ArrayNode mails = json.putArray("mails");
        for (MailRecord mail : found.subList(0, Math.min(found.size(), search.limit()))) {
            mails.add(MailJson.record(mail, steering.isCancelled(mail.row().mail())));
        }
        if (found.size() > search.limit()) {
            json.put("next", found.get(search.limit() - 1).row().mail());
        }
        return json;
    }
}
