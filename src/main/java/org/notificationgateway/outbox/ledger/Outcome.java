// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox.ledger;

import java.sql.SQLException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * What became of one recipient of a mail, as the ledger keeps it: after a final one the mail is not sent to that recipient
 * again, whatever comes out of the broker.
 *
 * @param mail token of the mail
 * @param reply of the server, or why there is none
 * @param attempts deliveries tried so far; 0 if that does not matter
 * @param nextAt when it is tried again, in milliseconds since 1970; 0 if it is not
 */
public record Outcome(String mail, String recipient, State state, String reply, int attempts, long nextAt) {
    /** The closed set of states, and the word of each for people and programs. */
    public enum State {
        /** It is to be delivered, for the first time or again. */
        WAITING,
        /** The server has the mail. */
        DELIVERED,
        /** A pickup directory or another endpoint has the mail, of which no server has said a word. */
        HANDED_OVER,
        /** There is a dead letter. */
        GIVEN_UP,
        /** Its time was over before it could be delivered. */
        EXPIRED,
        /** The recipient policy took the recipient out when the mail was accepted. */
        SUPPRESSED,
        /** An operator took it back, or a newer mail its place. */
        CANCELLED,
        /** An operator dropped the dead letter. */
        DROPPED,
        /** The mail was accepted, and neither it nor an outcome was found. */
        UNKNOWN;

        /** The state of that word. */
        public static Optional<State> of(String word) {
            return Arrays.stream(values()).filter(state -> state.word().equals(word)).findFirst();
        }

        /** The state that a row has. */
        static State read(String name) throws SQLException {
            try {
                return valueOf(name);
            } catch (IllegalArgumentException e) {
                throw new SQLException("a row of notification_recipient has a state that no gateway writes");
            }
        }

        /** As answers and commands have it. */
        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        /** True if the mail lies with somebody else. */
        public boolean isDone() {
            return this == DELIVERED || this == HANDED_OVER;
        }
    }

    /** One that says nothing of attempts. */
    public Outcome(String mail, String recipient, State state, String reply) {
        this(mail, recipient, state, reply, 0, 0);
    }
}
