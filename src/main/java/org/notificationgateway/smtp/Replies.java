// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.smtp;

import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
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
        /** Fewer connections at a time; no attempt is counted. */
        CROWDED,
        /** The account may send no more for a while: its destination pauses, and no attempt is counted. */
        QUOTA,
        /** This mail is tried again. */
        TRY_AGAIN,
        /** Tried again never; for codes of 5yz alone. */
        GIVE_UP
    }

    /**
     * One exception; an empty set or list fits everything.
     *
     * @param texts each the pieces of a text in their order, in lower case
     * @param profiles of the destinations it holds for
     * @param pause for {@link Meaning#QUOTA}: until the account is tried again
     * @param note what it means and what to do, for people; may be empty
     */
    public record Row(
            Set<Stage> stages, Set<Integer> codes, Set<String> enhanced, List<List<String>> texts, Set<String> profiles,
            Meaning meaning, Pause pause, String note) {
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

    /**
     * How long a destination rests.
     *
     * @param first after the first such reply
     * @param longest each pause is twice the one before, up to this
     */
    public record Pause(Duration first, Duration longest) {
        /** For rows that do not say. */
        public static final Pause STANDARD = new Pause(Duration.ofMinutes(1), Duration.ofMinutes(15));
    }

    /** Of whatever no row fits. */
    private static final Row DIGITS = new Row(
            Set.of(), Set.of(), Set.of(), List.of(), Set.of(), Meaning.DIGITS, Pause.STANDARD, "");

    private final List<Profile> profiles;
    private final List<Row> rows;

    /** @param profiles those that rows name */
    public Replies(Collection<Profile> profiles, List<Row> rows) {
        this.profiles = List.copyOf(profiles);
        this.rows = List.copyOf(rows);
    }

    /** In the order in which they are asked. */
    public List<Row> rows() {
        return rows;
    }

    /** What a refusal means; {@link Meaning#DIGITS} for most. A reply that is no refusal is never asked about. */
    Row of(Stage stage, SmtpReply reply, SmtpServer server) {
        String text = reply.words();
        Set<String> known = profilesOf(server);
        for (Row row : rows) {
            if (row.fits(stage, reply, text, known)) {
                return row;
            }
        }
        return DIGITS;
    }

    /** The one that is set, and those made for its host: a wrong one must not make a quota a fault of the mail. */
    private Set<String> profilesOf(SmtpServer server) {
        Set<String> names = profiles.stream()
                .filter(profile -> profile.fits(server.host()))
                .map(Profile::name)
                .collect(Collectors.toCollection(HashSet::new));
        names.add(server.profile().name());
        return names;
    }
}
