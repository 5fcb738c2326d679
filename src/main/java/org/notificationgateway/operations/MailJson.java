// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.operations;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.notificationgateway.ingress.ApiKeys;
import org.notificationgateway.outbox.ledger.Arrival;
import org.notificationgateway.outbox.ledger.MailEvent;
import org.notificationgateway.outbox.ledger.MailRecord;
import org.notificationgateway.outbox.ledger.Outcome;

/** Writes as JSON what the ledger knows of mails; it knows nothing of what stands in them. Keeps no state. */
final class MailJson {
    private MailJson() {}

    /** For whoever handed the mail in. */
    static ObjectNode status(MailRecord mail) throws IOException {
        Arrival arrival = mail.row().arrival();
        ObjectNode json = DeadLetterJson.MAPPER.createObjectNode()
                .put("sender", mail.row().key().sender())
                .put("id", mail.row().key().id())
                .put("mail", mail.row().mail())
                .put("messageId", mail.row().messageId())
                .put("door", arrival.door())
                .put("acceptedAt", time(arrival.acceptedAt()));
        putTime(json, "notBefore", arrival.notBefore());
        putTime(json, "expiresAt", arrival.expiresAt());
        if (!arrival.trace().isEmpty()) {
            json.put("traceparent", arrival.trace());
        }
        arrival.allTags().forEach(json.putArray("tags")::add);
        json.put("state", mail.state().word());
        ArrayNode recipients = json.putArray("recipients");
        for (MailRecord.RecipientRecord one : mail.recipients()) {
            ObjectNode recipient = recipients.addObject()
                    .put("address", one.address())
                    .put("state", one.state().word())
                    .put("at", time(one.at()))
                    .put("attempts", one.attempts());
            putTime(recipient, "nextAttemptAt", one.nextAt());
            if (!one.reply().isEmpty()) {
                recipient.put("reply", one.reply());
            }
        }
        return json;
    }

    /**
     * For operators, who also see whose key it was.
     *
     * @param cancelling true if that was ordered
     */
    static ObjectNode record(MailRecord mail, boolean cancelling) throws IOException {
        ObjectNode json = status(mail);
        String caller = mail.row().arrival().caller();
        if (!caller.isEmpty() && !caller.equals(ApiKeys.ANYONE)) {
            json.put("key", caller);
        }
        if (cancelling && mail.state() == Outcome.State.WAITING) {
            json.put("cancelling", true);
        }
        return json;
    }

    /** The same, and what happened to it. */
    static ObjectNode whole(MailRecord mail, boolean cancelling, List<MailEvent> events) throws IOException {
        ObjectNode json = record(mail, cancelling);
        ArrayNode all = json.putArray("events");
        events.forEach(event -> all.add(event(event)));
        return json;
    }

    private static ObjectNode event(MailEvent event) {
        ObjectNode json = DeadLetterJson.MAPPER.createObjectNode()
                .put("id", event.id())
                .put("at", time(event.at()))
                .put("type", event.type());
        putDetails(json, event);
        return json;
    }

    /** Whom it is about, and what was said. */
    static void putDetails(ObjectNode json, MailEvent event) {
        if (!event.recipient().isEmpty()) {
            json.put("recipient", event.recipient());
        }
        if (event.attempts() > 0) {
            json.put("attempts", event.attempts());
        }
        putTime(json, "nextAttemptAt", event.nextAt());
        if (!event.reply().isEmpty()) {
            json.put("reply", event.reply());
        }
    }

    private static void putTime(ObjectNode json, String name, long millis) {
        if (millis > 0) {
            json.put(name, time(millis));
        }
    }

    private static String time(long millis) {
        return Instant.ofEpochMilli(millis).toString();
    }
}
