// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox;

import jakarta.jms.JMSException;
import jakarta.jms.Message;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.notificationgateway.delivery.DeliveryOutcome;
import org.notificationgateway.delivery.DeliveryReport;
import org.notificationgateway.delivery.FinishedMail;
import org.notificationgateway.outbox.ledger.Outcome;
import org.notificationgateway.smtp.Failures;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One attempt at one entry and its consequences, so that no route can get them wrong: who may have the mail, the route's
 * own part, and then, by what was reported of each recipient, the retry, the dead letter, the count and the line in the
 * log. An outcome that was reported stands, whatever the route does afterwards. Safe to share.
 */
final class EntryDelivery implements EntryConsumer.Delivery {
    private static final Logger LOG = LoggerFactory.getLogger("gateway.outbox");

    private final String sender;
    private final OutboxWorkers.Parts parts;
    private final Route route;

    /** What an outbox route makes of a mail. */
    @FunctionalInterface
    interface Route {
        /** Hands the mail to the route; returns once that has ended. Throws nothing. */
        Ending deliver(OutboxEntry entry, FinishedMail mail, Admission.Way way);
    }

    /**
     * How a route ended.
     *
     * @param where names the route and its last step
     * @param step id of the step that was the last to begin, and where it stands; empty if that is not known
     * @param failure null if it came to its end
     */
    record Ending(String where, String step, @Nullable Exception failure) {}

    /**
     * What was tried.
     *
     * @param unconfirmed as {@link FinishedMail#unconfirmed}
     * @param end says what becomes of the entry
     */
    private record Tried(@Nullable CompletableFuture<?> unconfirmed, End end) {}

    /** Decides and tells what becomes of an entry. */
    @FunctionalInterface
    private interface End {
        Settlement settle() throws IOException, JMSException;
    }

    /** @param sender whose outbox it is */
    EntryDelivery(String sender, OutboxWorkers.Parts parts, Route route) {
        this.sender = sender;
        this.parts = parts;
        this.route = route;
    }

    @Override
    public Decision deliver(Message message, Sends sends) throws IOException, JMSException {
        Object body = message instanceof EntryMessage large ? large.body() : Redelivery.body(message);
        OutboxEntry entry = parts.codec().decode(body);
        String cancelled = parts.steering().begins(entry.token());
        if (cancelled != null) {
            return new Decision.Made(cancel(entry, cancelled));
        }
        Tried tried = null;
        try {
            tried = attempt(entry, sends);
        } finally {
            if (tried == null) {
                parts.steering().ends(entry.token());
            }
        }
        Tried made = tried;
        return made.unconfirmed() == null
                ? new Decision.Made(settled(entry, made))
                : new Decision.Open(made.unconfirmed(), () -> settled(entry, made));
    }

    private Settlement settled(OutboxEntry entry, Tried tried) throws IOException, JMSException {
        Settlement settlement = null;
        try {
            settlement = tried.end().settle();
            return settlement;
        } finally {
            if (settlement == null || settlement.outcomes().isEmpty()) {
                parts.steering().ends(entry.token()); // else once it is written
            }
        }
    }

    private Settlement cancel(OutboxEntry entry, String who) {
        Settlement settlement = Settlement.cancelled(entry, who);
        parts.meters().cancelled(sender, entry);
        LOG.info("{}", settlement.line());
        return settlement;
    }

    private Tried attempt(OutboxEntry entry, Sends sends) throws IOException {
        Map<String, Outcome> known = parts.policy().known(entry);
        OutboxEntry left = parts.erasing().without(entry, known.keySet());
        if (left != entry) {
            return new Tried(null, () -> {
                Settlement settlement = Settlement.erased(left, parts.plan().now());
                store(settlement, sends);
                return settlement;
            });
        }
        Admission admission = parts.policy().admit(entry, known);
        if (admission.way() == Admission.Way.EXPIRED) {
            return new Tried(null, () -> expire(entry, sends));
        }
        if (admission.way() == Admission.Way.CANCELLED) {
            return new Tried(null, () -> cancel(entry, "before"));
        }
        FinishedMail mail = admission.mail();
        if (mail == null) {
            return new Tried(null, () -> settle(entry, admission.held(), admission, sends));
        }
        deliver(entry, mail, admission.way());
        return new Tried(mail.unconfirmed(), () -> settle(entry, mail.reported(), admission, sends));
    }

    private Settlement settle(OutboxEntry entry, DeliveryReport report, Admission admission, Sends sends) throws IOException {
        Settlement settlement = parts.plan().settle(entry, report, admission);
        store(settlement, sends);
        parts.meters().settled(sender, report, admission, settlement);
        if (settlement.hasRetry() && settlement.isTried() && parts.scarce().getAsBoolean()) {
            parts.circuit().rest(sender); // each retry is written anew, and a full journal stops the broker
        }
        return settlement;
    }

    private Settlement expire(OutboxEntry entry, Sends sends) {
        sends.send(Queues.EXPIRED, parts.codec().encode(entry), Map.of());
        parts.meters().expired(sender, entry);
        LOG.warn("{} expired at {}: not delivered", entry.name(), entry.expiresAt());
        return Settlement.expired(entry);
    }

    /** Afterwards something was reported of each recipient. */
    private void deliver(OutboxEntry entry, FinishedMail mail, Admission.Way way) {
        Ending ending = route.deliver(entry, mail, way);
        Exception failure = ending.failure();
        if (failure != null) {
            String reason = Failures.reason(failure);
            parts.meters().failed(ending.step(), reason);
            if (mail.isReported()) {
                LOG.error("{} failed after the delivery of {}, which stands: {}", ending.where(), entry.name(), reason);
            } else {
                LOG.debug("{} failed with {}", ending.where(), entry.name(), failure);
                mail.reportRest(new DeliveryOutcome.TryAgain(reason));
            }
        } else if (!mail.isReported()) {
            String reason = ending.where() + " ended without a word on the delivery: expected pickup, smtp with"
                    + " mailSettingsSender, or outbox:handed-over on each path";
            parts.circuit().hold(sender, reason);
            mail.reportRest(new DeliveryOutcome.NotTried(reason));
        }
    }

    private void store(Settlement settlement, Sends sends) {
        OutboxEntry letter = settlement.deadLetter();
        if (letter != null) {
            sends.send(Queues.DEAD, parts.codec().encode(letter), Map.of(DeadLetters.ID, String.valueOf(letter.deadId())));
            LOG.error("{} given up: {} (dead letter {})", settlement.name(), settlement.summary(), letter.deadId());
        }
        OutboxEntry retry = settlement.retry();
        if (retry != null) {
            Map<String, Object> properties = new HashMap<>();
            properties.put(EntryProperties.DUE_AT, settlement.retryAtMillis());
            sends.send(String.valueOf(settlement.retryQueue()), parts.codec().encode(retry), properties);
        }
        if (settlement.isTried() || settlement.isDone()) {
            LOG.info("{}", settlement.line());
        } else {
            LOG.debug("{}", settlement.line()); // told of the sender, not of each of its mails
        }
    }
}
