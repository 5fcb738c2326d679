// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.operations;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.jms.JMSException;
import java.io.IOException;
import java.io.OutputStream;
import org.notificationgateway.mail.MemoryFullException;
import org.notificationgateway.outbox.DeadLetter;
import org.notificationgateway.outbox.DeadLetters;
import org.notificationgateway.outbox.OutboxEntry;

/** Writes dead letters as JSON: what happened to a mail, and of the mail itself at most its Subject. Keeps no state. */
public final class DeadLetterJson {
    public static final JsonMapper MAPPER = JsonMapper.builder().build();

    private DeadLetterJson() {}

    /** Finds letters for a reader. */
    @FunctionalInterface
    interface Search {
        DeadLetters.Counts into(DeadLetters.Reader reader) throws JMSException, MemoryFullException, IOException;
    }

    /** Writes letters as they are found; how many there are is known at the end. Ends the answer only if all went well. */
    static void write(OutputStream answer, Search search) throws JMSException, MemoryFullException, IOException {
        JsonGenerator json = MAPPER.createGenerator(answer);
        json.writeStartObject();
        json.writeArrayFieldStart("letters");
        DeadLetters.Counts counts = search.into(letter -> json.writeTree(summary(letter)));
        json.writeEndArray();
        json.writeNumberField("matching", counts.matching());
        json.writeNumberField("total", counts.total());
        json.writeEndObject();
        json.close();
    }

    /** What a list tells of it. */
    public static ObjectNode summary(DeadLetter letter) {
        ObjectNode json = MAPPER.createObjectNode().put("id", letter.id()).put("at", letter.at().toString());
        OutboxEntry entry = letter.entry();
        if (entry != null) {
            json.put("requestId", entry.id());
        }
        if (letter.sender() != null) {
            json.put("sender", letter.sender());
        }
        ArrayNode recipients = json.putArray("recipients");
        letter.recipients().forEach(recipient -> recipients.add(recipient.address()));
        return json.put("reason", letter.reason())
                .put("advice", letter.advice())
                .put("size", letter.size())
                .put("sensitive", letter.isSensitive());
    }

    /** All of it that may be seen. */
    public static ObjectNode whole(DeadLetter letter) {
        ObjectNode json = summary(letter);
        if (letter.queue() != null) {
            json.put("queue", letter.queue());
        }
        OutboxEntry entry = letter.entry();
        if (entry == null) {
            return json;
        }
        ArrayNode recipients = json.putArray("recipients");
        letter.recipients().forEach(recipient ->
                recipients.addObject().put("address", recipient.address()).put("reason", recipient.reason()));
        json.put("messageId", entry.messageId())
                .put("from", entry.from())
                .put("acceptedAt", entry.acceptedAt().toString())
                .put("attempts", entry.attempts());
        if (entry.expiresAt() != null) {
            json.put("expiresAt", entry.expiresAt().toString());
        }
        entry.tags().forEach(json.withArray("tags")::add);
        letter.subject().ifPresent(subject -> json.put("subject", subject));
        ArrayNode history = json.putArray("history");
        entry.history().forEach(attempt ->
                history.addObject().put("at", attempt.at().toString()).put("result", attempt.result()));
        return json;
    }

    static ObjectNode result(String verb, DeadLetters.Result result) {
        ObjectNode json = MAPPER.createObjectNode();
        result.done().forEach(json.putArray(verb)::add);
        ArrayNode left = json.putArray("left");
        result.left().forEach((id, reason) -> left.addObject().put("id", id).put("reason", reason));
        return json;
    }
}
