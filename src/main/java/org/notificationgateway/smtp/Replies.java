// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.smtp;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The table of replies that mean something else than their digits say (RFC 5321 4.2.1), so that an operator can add one.
 * Whatever no row fits means what its first digit says. Immutable, safe to share.
 */
public final class Replies {
    /** What a reply answers. */
    public enum Stage { MAIL, RCPT, DATA, DOT }

    /** What a refusal means. */
    public enum Meaning {
        /** What its first digit says. */
        DIGITS,
        /** The server wants a login first: its sender pauses. */
        LOGIN,
        /** The recipients left go in a transaction of their own, at once; behind DATA, all of them in halves. */
        TOO_MANY_RECIPIENTS,
        /** The line has carried its last mail: this one goes over a fresh one, at once. */
        SESSION_LIMIT,
        /** Fewer lines at a time; this mail is tried again. */
        CROWDED,
        /** This mail is tried again. */
        TRY_AGAIN,
        /** Tried again never; for codes of 5yz alone. */
        GIVE_UP
    }

    /**
     * One exception; an empty set or list fits everything.
     *
     * @param texts each the pieces of a text in their order, in lower case
     * @param profiles whose hosts it holds for
     */
    public record Row(
            Set<Stage> stages, Set<Integer> codes, Set<String> enhanced, List<List<String>> texts, Set<String> profiles,
            Meaning meaning) {
        boolean fits(Stage stage, SmtpReply reply, String text, Set<String> known) {
            return (stages.isEmpty() || stages.contains(stage))
                    && (codes.isEmpty() || codes.contains(reply.code()))
                    && (enhanced.isEmpty() || enhanced.contains(reply.enhanced()))
                    && (profiles.isEmpty() || profiles.stream().anyMatch(known::contains))
                    && (texts.isEmpty() || texts.stream().anyMatch(pieces -> holds(text, pieces)));
        }

        /** The pieces in this order, whatever stands between them: no expression that somebody could make slow. */
        private static boolean holds(String text, List<String> pieces) {
            int from = 0;
            for (String piece : pieces) {
                int at = text.indexOf(piece, from);
                if (at < 0) {
                    return false;
                }
                from = at + piece.length();
            }
            return true;
        }
    }

    private final Map<String, List<String>> profiles;
    private final List<Row> rows;

    /** @param profiles patterns of hosts, by the name that rows use */
    public Replies(Map<String, List<String>> profiles, List<Row> rows) {
        this.profiles = Map.copyOf(profiles);
        this.rows = List.copyOf(rows);
    }

    /** What a refusal means; {@link Meaning#DIGITS} for most. A reply that is no refusal is never asked about. */
    public Meaning of(Stage stage, SmtpReply reply, String host) {
        String text = reply.text().toLowerCase(Locale.ROOT);
        Set<String> known = profilesOf(host.toLowerCase(Locale.ROOT));
        for (Row row : rows) {
            if (row.fits(stage, reply, text, known)) {
                return row.meaning;
            }
        }
        return Meaning.DIGITS;
    }

    private Set<String> profilesOf(String host) {
        return profiles.entrySet().stream()
                .filter(profile -> profile.getValue().stream().anyMatch(pattern -> matches(host, pattern)))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    /** {@code *} at the front stands for any labels. */
    private static boolean matches(String host, String pattern) {
        return pattern.startsWith("*") ? host.endsWith(pattern.substring(1)) : host.equals(pattern);
    }
}
