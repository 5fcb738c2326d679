// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.smtp;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * One reply of an SMTP server (RFC 5321 4.2). Its first digit alone decides: codes nobody has heard of must not be taken
 * for refusals.
 *
 * @param lines without the code
 */
record SmtpReply(int code, List<String> lines) {
    private static final Pattern SPACES = Pattern.compile(" {2,}+");
    private static final Pattern ENHANCED = Pattern.compile("([245]\\.\\d{1,3}\\.\\d{1,3})\\b.*");

    SmtpReply {
        lines = List.copyOf(lines);
    }

    /** All lines as one, printable and of bounded length. */
    String text() {
        return Failures.oneLine(String.join(" ", lines));
    }

    /** In lower case, and without what begins each further line again: a server breaks its sentences where it likes. */
    String words() {
        String status = enhanced();
        String all = lines.stream()
                .map(line -> !status.isEmpty() && line.startsWith(status) ? line.substring(status.length()) : line)
                .collect(Collectors.joining(" "));
        return SPACES.matcher(Failures.oneLine(status + " " + all)).replaceAll(" ").strip().toLowerCase(Locale.ROOT);
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
