// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox.ledger;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a mail came, for whoever asks later. Nothing decides by it.
 *
 * @param door name of the route it came in by, without {@code ingress-}; empty if that is not known
 * @param caller name of the API key that was shown; empty if none was
 * @param trace the caller's {@code traceparent}; empty if it sent none
 * @param supersedes key of which this is the latest mail; empty for most
 * @param tags as JSON
 * @param acceptedAt in milliseconds since 1970, as all times
 * @param notBefore 0 for most
 * @param expiresAt 0 if it does not
 */
public record Arrival(
        String door, String caller, String trace, String supersedes, String tags, long acceptedAt, long notBefore,
        long expiresAt) {
    /** Who handed a mail in, by which door, and what it said that the mail does not. */
    public record Origin(String door, String caller, String trace, String supersedes) {
        /** For what tells nothing of it. */
        public static final Origin NOWHERE = new Origin("", "", "", "");
    }

    /** The arrival of a mail with these tags. */
    public static Arrival of(
            Origin origin, List<String> tags, Instant acceptedAt, @Nullable Instant notBefore, @Nullable Instant expiresAt) {
        return new Arrival(origin.door(), origin.caller(), origin.trace(), origin.supersedes(), RecipientsJson.writeTags(tags),
                acceptedAt.toEpochMilli(), millis(notBefore), millis(expiresAt));
    }

    private static long millis(@Nullable Instant moment) {
        return moment == null ? 0 : moment.toEpochMilli();
    }

    /** The tags, in their order. */
    public List<String> allTags() throws JsonProcessingException {
        return RecipientsJson.readTags(tags);
    }
}
