// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.intake;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.notificationgateway.mail.MailSource;

/**
 * A request that passed every check: whoever holds one need not ask again.
 *
 * @param id idempotency key, unique for its sender
 * @param sender a configured sender
 * @param notBefore moment before which nobody is to get the mail, or null
 * @param expiresAt moment after which the mail is worthless, or null
 * @param supersedes key of which only the newest mail is to go out, or null
 * @param sensitive true when no body or link may show anywhere but in the mail
 */
public record NotificationRequest(
        String id,
        String sender,
        MailSource content,
        @Nullable Instant notBefore,
        @Nullable Instant expiresAt,
        @Nullable String supersedes,
        boolean sensitive,
        List<String> tags)
        implements RequestItem {
    public NotificationRequest {
        tags = List.copyOf(tags);
    }
}
