// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The JMS properties of an entry: what a broker, a look into a queue or a consumer must know without opening it. Random
 * names, times and sizes alone, since brokers print properties in their logs.
 */
public final class EntryProperties {
    /** Token of the mail. */
    public static final String MAIL = "mail";
    /** When the mail was accepted, in milliseconds since 1970. */
    public static final String ACCEPTED_AT = "acceptedAt";
    /** Bytes of a mail that lies in a file; no property if it is in the entry. */
    static final String MAIL_SIZE = "mailSize";
    /** When what waits may be tried again, in milliseconds since 1970. */
    static final String DUE_AT = "dueAt";

    /** Where it waits, if not in the normal lane. */
    static final String LANE = "lane";

    /** What each version of the same entry has. */
    static final List<String> CARRIED = List.of(MAIL, ACCEPTED_AT, MAIL_SIZE, LANE);

    private EntryProperties() {}

    public static Map<String, Object> of(OutboxEntry entry) {
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put(ACCEPTED_AT, entry.acceptedAtMillis());
        if (!entry.token().isEmpty()) {
            properties.put(MAIL, entry.token());
        }
        MailFile file = entry.file();
        if (file != null) {
            properties.put(MAIL_SIZE, file.size());
        }
        if (entry.lane() != null) {
            properties.put(LANE, entry.lane().word());
        }
        Instant start = entry.notBefore();
        if (start != null) {
            properties.put(DUE_AT, start.toEpochMilli());
        }
        return properties;
    }

    /** Where a new entry belongs: what is for later waits first. */
    public static String queueOf(OutboxEntry entry) {
        return entry.notBefore() == null
                ? entry.queue()
                : Queues.waitOf(entry.sender(), 1);
    }
}
