// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.operations;

import io.vertx.core.MultiMap;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.notificationgateway.ingress.ApiKey;
import org.notificationgateway.operations.Answers.RefusedException;
import org.notificationgateway.outbox.ledger.MailFilter;
import org.notificationgateway.outbox.ledger.MailToken;
import org.notificationgateway.outbox.ledger.Outcome;
import org.notificationgateway.settings.Durations;

/**
 * Reads what a caller wants to find, and refuses what it may have meant otherwise.
 *
 * @param limit most mails of one answer
 */
record MailSearch(MailFilter filter, int limit) {
    private static final List<String> PARAMETERS =
            List.of("state", "sender", "recipient", "tag", "since", "reply", "limit", "cursor");
    private static final int MOST = 1_000;
    private static final int USUAL = 50;

    /** @param key whose senders alone are looked at */
    static MailSearch of(MultiMap parameters, ApiKey key, Instant now) throws RefusedException {
        for (String name : parameters.names()) {
            if (!PARAMETERS.contains(name)) {
                throw unknown(name, PARAMETERS);
            }
            if (parameters.getAll(name).size() > 1) {
                throw new RefusedException(400, name + " stands twice: expected it once");
            }
        }
        String sender = parameters.get("sender");
        Set<String> own = key.senders().contains(ApiKey.EVERY_SENDER) ? null : key.senders();
        List<String> senders = sender == null ? own == null ? null : List.copyOf(own)
                : key.has(sender) ? List.of(sender) : List.of();
        return new MailSearch(new MailFilter(
                senders, state(parameters.get("state")), parameters.get("recipient"), parameters.get("reply"),
                parameters.get("tag"), since(parameters.get("since"), now), cursor(parameters.get("cursor"))),
                limit(parameters.get("limit")));
    }

    /** What to say of a parameter that has no meaning; its name is repeated only if it is a plain one. */
    static RefusedException unknown(String name, List<String> expected) {
        return new RefusedException(400, "the parameter " + (name.matches("[A-Za-z0-9_.-]{1,40}") ? name + " " : "")
                + "is unknown: expected " + String.join(", ", expected));
    }

    private static Outcome.@Nullable State state(@Nullable String word) throws RefusedException {
        return word == null ? null : Outcome.State.of(word).orElseThrow(() -> new RefusedException(400,
                "state is none: expected one of " + Arrays.stream(Outcome.State.values()).map(Outcome.State::word)
                        .collect(Collectors.joining(", "))));
    }

    private static @Nullable Long since(@Nullable String text, Instant now) throws RefusedException {
        if (text == null) {
            return null;
        }
        try {
            return (text.contains("T") ? OffsetDateTime.parse(text).toInstant() : now.minus(Durations.parse(text))).toEpochMilli();
        } catch (DateTimeException | IllegalArgumentException | ArithmeticException e) {
            throw new RefusedException(400, "since is malformed: expected RFC 3339, such as 2036-01-31T12:00:00Z, or how long"
                    + " ago, such as 30m, 24h or 7d");
        }
    }

    private static @Nullable String cursor(@Nullable String text) throws RefusedException {
        if (text != null && !MailToken.isToken(text)) {
            throw new RefusedException(400, "cursor is malformed: expected next of an answer");
        }
        return text;
    }

    private static int limit(@Nullable String text) throws RefusedException {
        if (text == null) {
            return USUAL;
        }
        if (!text.matches("[1-9]\\d{0,3}") || Integer.parseInt(text) > MOST) {
            throw new RefusedException(400, "limit is malformed: expected a number from 1 to " + MOST);
        }
        return Integer.parseInt(text);
    }
}
