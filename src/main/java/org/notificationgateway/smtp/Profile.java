// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.smtp;

import java.util.List;
import java.util.Locale;

/**
 * What a kind of destination allows, so that the gateway stays below it and is not refused. Immutable, safe to share.
 *
 * @param hosts names of hosts it fits; {@code *} at the front stands for any labels
 * @param connections open at a time
 * @param recipientsPerDay in any 24 hours
 * @param recipientsPerMail in one transaction; the others follow in a further one
 * @param maxSize bytes of a mail
 */
public record Profile(
        String name, List<String> hosts, int connections, int mailsPerMinute, int recipientsPerDay, int recipientsPerMail,
        int maxSize) {
    /** In the place of a limit: there is none. */
    public static final int NO_LIMIT = Integer.MAX_VALUE;

    /** For a destination of which nothing is known. */
    public static final Profile NONE = new Profile("", List.of(), NO_LIMIT, NO_LIMIT, NO_LIMIT, NO_LIMIT, NO_LIMIT);

    public Profile {
        hosts = List.copyOf(hosts);
    }

    /** True for a host it is made for. */
    public boolean fits(String host) {
        String lower = host.toLowerCase(Locale.ROOT);
        return hosts.stream().anyMatch(pattern -> pattern.startsWith("*")
                ? lower.endsWith(pattern.substring(1)) : lower.equals(pattern));
    }

    /** True if it limits how much may be sent in a time. */
    public boolean hasBudget() {
        return mailsPerMinute != NO_LIMIT || recipientsPerDay != NO_LIMIT;
    }

    /** Its limits in words. */
    public String describe() {
        StringBuilder words = new StringBuilder();
        append(words, connections, " connections");
        append(words, mailsPerMinute, " mails a minute");
        append(words, recipientsPerDay, " recipients in 24 hours");
        append(words, recipientsPerMail, " recipients a mail");
        append(words, maxSize, " bytes a mail");
        if (mailsPerMinute != NO_LIMIT) {
            words.append("; 1,000 mails take ").append((int) Math.ceil(1000.0 / mailsPerMinute)).append(" min");
        }
        return words.isEmpty() ? "no limits" : words.toString();
    }

    private static void append(StringBuilder words, int limit, String unit) {
        if (limit != NO_LIMIT) {
            words.append(words.isEmpty() ? "" : ", ").append(limit).append(unit);
        }
    }
}
