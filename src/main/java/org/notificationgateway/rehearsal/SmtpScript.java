// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.rehearsal;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * What a rehearsed SMTP server does apart from saying yes; the first rule that fits a command holds.
 *
 * @param rules in their order
 */
public record SmtpScript(List<Rule> rules) {
    /** Says yes to everything. */
    public static final SmtpScript YES = new SmtpScript(List.of());

    /** What a server does instead of its usual answer. */
    public enum Act {
        /** Answers as the rule says. */
        REPLY,
        /** Hangs up in order. */
        CLOSE,
        /** Hangs up with a reset. */
        RESET,
        /** Says nothing more. */
        STALL,
        /** Answers as usual, but late. */
        SLOW
    }

    /**
     * One exception.
     *
     * @param command {@code CONNECT}, {@code EHLO}, {@code AUTH}, {@code MAIL}, {@code RCPT}, {@code DATA} or {@code DOT}, the
     *     end of the mail; empty for any
     * @param recipient whose RCPT it is about; empty for anybody's
     * @param from the first connection or, but for CONNECT and EHLO, the first mail of this server that it holds for, from 1
     * @param to the last one
     * @param act what the server does
     * @param reply its words, such as {@code 450 4.2.0 greylisted}; empty unless it replies
     * @param delay how late it is, if it is slow
     */
    public record Rule(String command, String recipient, int from, int to, Act act, String reply, Duration delay) {
        boolean fits(String what, String whom, int attempt) {
            return (command.isEmpty() || command.equals(what))
                    && (recipient.isEmpty() || recipient.toLowerCase(Locale.ROOT).equals(whom.toLowerCase(Locale.ROOT)))
                    && attempt >= from && attempt <= to;
        }
    }

    public SmtpScript {
        rules = List.copyOf(rules);
    }
}
