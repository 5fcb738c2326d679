// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.delivery;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.notificationgateway.settings.Durations;
import org.notificationgateway.smtp.Replies;

/** Says in words what the table of replies makes of a code, for whoever has found it in the log. Keeps no state. */
public final class ReplyExplanation {
    private static final int MOST_TEXTS = 3;

    private ReplyExplanation() {}

    /**
     * What the rows say of a code, a line each, for people.
     *
     * @param enhanced such as 5.2.0; empty for any
     */
    public static List<String> of(Replies replies, int code, String enhanced) {
        List<String> lines = new ArrayList<>();
        for (Replies.Row row : replies.rows()) {
            boolean named = !row.codes().isEmpty() || !row.enhanced().isEmpty();
            if (named && (row.codes().isEmpty() || row.codes().contains(code))
                    && (row.enhanced().isEmpty() || row.enhanced().stream().anyMatch(one ->
                            enhanced.isEmpty() ? one.charAt(0) - '0' == code / 100 : one.equals(enhanced)))) {
                lines.add(describe(row));
            }
        }
        lines.add("else: " + (code >= 500 ? "given up, a dead letter" : "tried again after delivery.retry-delays"));
        return lines;
    }

    private static String describe(Replies.Row row) {
        Replies.Pause pause = row.pause();
        StringBuilder words = new StringBuilder();
        if (!row.stages().isEmpty()) {
            words.append("at ").append(new TreeSet<>(row.stages()).toString().replaceAll("[\\[\\]]", "").toLowerCase(Locale.ROOT)).append(' ');
        }
        if (!row.texts().isEmpty()) {
            words.append("with the words ").append(row.texts().stream().limit(MOST_TEXTS).map(pieces -> "'" + String.join(" … ", pieces) + "'")
                    .collect(Collectors.joining(" or "))).append(row.texts().size() > MOST_TEXTS ? " and others " : " ");
        }
        if (!row.profiles().isEmpty()) {
            words.append("from ").append(String.join(" or ", new TreeSet<>(row.profiles()))).append(' ');
        }
        String what = switch (row.meaning()) {
            case DIGITS -> "it means what its digits say";
            case LOGIN -> "a login is wanted first: the sender pauses, no attempt is counted";
            case TOO_MANY_RECIPIENTS -> "the other recipients follow in a further transaction";
            case SESSION_LIMIT -> "the mail goes over a fresh connection at once";
            case CROWDED -> "fewer connections at a time, no attempt is counted";
            case QUOTA -> "the destination pauses for " + Durations.format(pause.first()) + (pause.first().equals(pause.longest())
                    ? "" : " up to " + Durations.format(pause.longest())) + ", no attempt is counted";
            case TRY_AGAIN -> "it is tried again";
            case GIVE_UP -> "it is given up, a dead letter";
        };
        return words.isEmpty() ? what + inBrackets(row.note()) : words.toString().strip() + ": " + what + inBrackets(row.note());
    }

    private static String inBrackets(String note) {
        return note.isEmpty() ? "" : " (" + note + ")";
    }
}
