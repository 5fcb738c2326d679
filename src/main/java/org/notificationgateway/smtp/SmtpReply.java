// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.smtp;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One reply of an SMTP server (RFC 5321 4.2). Its first digit alone decides: codes nobody has heard of must not be taken
 * for refusals.
 *
 * @param lines without the code
 */
record SmtpReply(int code, List<String> lines) {
    private static final Pattern ENHANCED = Pattern.compile("([245]\\.\\d{1,3}\\.\\d{1,3})\\b.*");

    SmtpReply {
        lines = List.copyOf(lines);
    }

    /** All lines as one, printable and of bounded length. */
    String text() {
        return Failures.oneLine(String.join(" ", lines));
    }

    boolean isPositive() {
        return code / 100 == 2;
    }

    boolean isPermanent() {
        return code / 100 == 5;
    }

    /** The server closes the line after this one. */
    boolean isFarewell() {
        return code == 421;
    }

    /** RFC 3463 status such as 5.7.139, or nothing. */
    String enhanced() {
        Matcher matcher = ENHANCED.matcher(text());
        return matcher.matches() ? matcher.group(1) : "";
    }

    /** What a refusal means for a recipient by its digits alone. */
    SmtpOutcome refusal() {
        return isPermanent() ? SmtpOutcome.refused(toString()) : SmtpOutcome.tryAgain(toString());
    }

    @Override
    public String toString() {
        return (code + " " + text()).strip();
    }
}
