// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.rehearsal;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A mail as it left the rehearsed gateway.
 *
 * @param way {@code smtp}, {@code pickup}, or the endpoint that a route handed it to
 * @param where host and port, directory, or URI
 * @param encryption of the connection as settings want it; empty for other ways
 * @param from sender of the envelope; empty if only the bytes tell
 * @param recipients who got it, as far as is known
 * @param replies what a server said of each of those it was sent to, empty for other ways
 * @param bytes RFC 5322 message
 * @param file that was written; null for other ways
 */
public record SentMail(
        String way, String where, String encryption, String from, List<String> recipients, Map<String, String> replies,
        byte[] bytes, @Nullable Path file) {
    public SentMail {
        recipients = List.copyOf(recipients);
        replies = Map.copyOf(replies);
    }
}
