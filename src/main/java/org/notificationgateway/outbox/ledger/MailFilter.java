// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox.ledger;

import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Which mails are meant; all that is said must hold, and what is null says nothing.
 *
 * @param senders mails of these alone
 * @param state of one of the recipients
 * @param recipient the whole address, in capitals or not
 * @param reply a part of what was said of a recipient, in capitals or not
 * @param tag one of the mail's
 * @param since when it was accepted at the earliest, in milliseconds since 1970
 * @param before token of a mail that is newer than all of these
 */
public record MailFilter(
        @Nullable Collection<String> senders, Outcome.@Nullable State state, @Nullable String recipient,
        @Nullable String reply, @Nullable String tag, @Nullable Long since, @Nullable String before) {
    /** All mails. */
    public static final MailFilter ALL = new MailFilter(null, null, null, null, null, null, null);

    private static final int DIGITS_OF_TIME = 12;

    /** The newest of them first; the order of tokens is that of time. */
    String sql(List<Object> parameters) {
        StringBuilder sql = new StringBuilder("SELECT DISTINCT r.mail FROM notification_recipient r"
                + " CROSS JOIN notification_mail m WHERE m.mail = r.mail AND m.accepted = 1"); // SQLite keeps this order
        and(sql, parameters, " AND r.mail < ?", before);
        if (since != null) {
            // A token is made after its mail was accepted, so that this bounds the search, and the time decides.
            and(sql, parameters, " AND r.mail >= ?", HexFormat.of().toHexDigits(Math.max(0, since), DIGITS_OF_TIME));
            and(sql, parameters, " AND m.accepted_at >= ?", since);
        }
        and(sql, parameters, " AND lower(r.recipient) = ?", recipient == null ? null : recipient.toLowerCase(Locale.ROOT));
        and(sql, parameters, " AND r.state = ?", state == null ? null : state.name());
        if (state != null && !state.isDone()) {
            sql.append(" AND r.").append(LedgerTables.NOT_DONE);
        }
        and(sql, parameters, " AND lower(r.reply) LIKE ? ESCAPE '!'", reply == null ? null : contains(reply.toLowerCase(Locale.ROOT)));
        and(sql, parameters, " AND m.tags LIKE ? ESCAPE '!'", tag == null ? null : contains(RecipientsJson.writeTag(tag)));
        if (senders != null) {
            sql.append(" AND m.sender IN (").append("?, ".repeat(Math.max(0, senders.size() - 1)))
                    .append(senders.isEmpty() ? "NULL" : "?").append(')');
            parameters.addAll(senders);
        }
        return sql.append(" ORDER BY r.mail DESC LIMIT ?").toString();
    }

    private static void and(StringBuilder sql, List<Object> parameters, String condition, @Nullable Object value) {
        if (value != null) {
            sql.append(condition);
            parameters.add(value);
        }
    }

    private static String contains(String text) {
        return "%" + text.replace("!", "!!").replace("%", "!%").replace("_", "!_") + "%";
    }
}
