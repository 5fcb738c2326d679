// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.jms.BytesMessage;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.notificationgateway.settings.Backoff;

/**
 * When an entry is taken up again that no route could settle, which only a broken route or broker causes. The embedded
 * broker does so after a crash or a rollback; {@link #schedule} does the same for one entry among others.
 *
 * @param attempts before it goes to {@code notification.dead}
 * @param backoff pauses between them
 * @param steps where it waits
 */
public record Redelivery(int attempts, Backoff backoff, RetrySteps steps) {
    /** Attempts, and about two hours of growing pauses. */
    public static final int ATTEMPTS = 32;
    public static final Backoff BACKOFF = new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(5));

    private static final String COUNT = "gatewayRedeliveries";

    private static final List<String> COPIED = Stream.concat(EntryProperties.CARRIED.stream(), Stream.of(COUNT)).toList();

    /** As shipped, with these steps. */
    public static Redelivery of(RetrySteps steps) {
        return new Redelivery(ATTEMPTS, BACKOFF, steps);
    }

    /** Sends a copy of the entry, to be consumed after a pause, in the transaction that consumes the entry. */
    void schedule(Message entry, Sends sends, String queue) throws JMSException {
        int count = (entry.propertyExists(COUNT) ? entry.getIntProperty(COUNT) : 0) + 1;
        String sender = Queues.senderOf(queue);
        Map<String, Object> properties = properties(entry);
        if (count >= attempts || sender == null) {
            sends.send(Queues.DEAD, body(entry), properties);
            return;
        }
        properties.put(COUNT, count);
        properties.put(EntryProperties.DUE_AT, steps.clock().instant().plus(backoff.ofFailure(count)).toEpochMilli());
        sends.send(Queues.waitOf(sender, steps.stepOf(backoff.ofFailure(count))), body(entry), properties);
    }

    /** The bytes of an entry and what its properties say of it, as a new message. */
    static BytesMessage copy(Message entry, Session session) throws JMSException {
        BytesMessage copy = session.createBytesMessage();
        copy.writeBytes(body(entry));
        for (var property : properties(entry).entrySet()) {
            copy.setObjectProperty(property.getKey(), property.getValue());
        }
        return copy;
    }

    /** Of any other type nothing is opened: what cannot be copied would hold up its group for ever. */
    static byte[] body(Message entry) throws JMSException {
        if (entry instanceof BytesMessage bytes) {
            bytes.reset();
            byte[] body = new byte[Math.toIntExact(bytes.getBodyLength())];
            bytes.readBytes(body);
            return body;
        }
        return entry instanceof TextMessage text && text.getText() != null
                ? text.getText().getBytes(UTF_8)
                : new byte[0];
    }

    static Map<String, Object> properties(Message entry) throws JMSException {
        Map<String, Object> properties = new LinkedHashMap<>();
        for (String name : COPIED) {
            if (entry.propertyExists(name)) {
                properties.put(name, entry.getObjectProperty(name));
            }
        }
        return properties;
    }
}
