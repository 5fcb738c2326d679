// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.intake;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.notificationgateway.mail.MailContent;
import org.notificationgateway.mail.MemoryBudget;
import org.notificationgateway.settings.Delivery;
import org.notificationgateway.settings.MailSettings;
import org.notificationgateway.settings.Senders;

/** Requests for tests: a good one, one member of it changed, and what the reader says to it. */
public final class Requests {
    static final Senders SENDERS = new Senders(List.of(
            new MailSettings("server", "Access Desk <no-reply@contoso.com>", pickup(), ""),
            new MailSettings("agent", "reset@contoso.com", pickup(), "")));
    static final String GOOD = """
            {"to": "ann@example.com", "subject": "Your access review", "text": "Hello"}""";

    public static final Limits LIMITS = new Limits(26_214_400, 100, 20, 998, 255, 50);
    public static final MemoryBudget MEMORY = new MemoryBudget(1_000_000_000);
    static final EntryComposer COMPOSER = new EntryComposer(SENDERS, Clock.systemUTC(), Clock.systemUTC(), "trace");

    private static final RequestReader READER = new RequestReader(SENDERS, LIMITS, "trace", SenderRule.NONE);

    private Requests() {}

    private static Delivery pickup() {
        return new Delivery.Pickup(Path.of("/var/mail/pickup"));
    }

    /** The good request with one member set to a JSON value, or taken out when the value is empty. */
    static String with(String member, String json) {
        try {
            ObjectNode request = (ObjectNode) Json.MAPPER.readTree(GOOD);
            request.remove(member);
            String good = request.toString();
            return json.isEmpty() ? good : good.substring(0, good.length() - 1) + ", \"" + member + "\": " + json + "}";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    static NotificationRequest read(String json) throws InvalidRequestException {
        return read(json, null);
    }

    static NotificationRequest read(String json, String idempotencyKey) throws InvalidRequestException {
        return batch(json, idempotencyKey).requests().get(0);
    }

    /** What a request in JSON wants to be composed. */
    static MailContent content(NotificationRequest request) {
        return (MailContent) request.content();
    }

    static RequestBatch batch(String json) throws InvalidRequestException {
        return batch(json, null);
    }

    static RequestBatch batch(String json, String idempotencyKey) throws InvalidRequestException {
        return READER.read(json.getBytes(UTF_8), "default-id", idempotencyKey, null);
    }

    /** What the reader throws. */
    static InvalidRequestException refusal(String json) {
        return assertThrows(InvalidRequestException.class, () -> read(json));
    }

    /** The reader's faults, each as {@code CODE /pointer}. */
    static List<String> faults(String json) {
        return faults(refusal(json));
    }

    public static List<String> faults(InvalidRequestException refused) {
        return refused.faults().stream()
                .map(fault -> fault.code() + (fault.pointer().isEmpty() ? "" : " " + fault.pointer()))
                .toList();
    }
}
