// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.rehearsal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.notificationgateway.delivery.DeliveryOutcome;

/** What a scenario expects to have come of it, compared with what has. Keeps no state of a run. */
final class Expectations {
    private final Map<String, RouteNode> expected;

    /** @param expected by the keys of {@link Scenario#EXPECTED} */
    Expectations(Map<String, RouteNode> expected) {
        this.expected = expected;
    }

    /** One line for each difference. */
    List<String> differences(Rehearsal rehearsal) throws IOException {
        List<String> differences = new ArrayList<>();
        RouteNode mails = expected.get("mails");
        if (mails != null) {
            mails(mails, rehearsal.sent(), differences);
        }
        number("attempts", rehearsal.attempts().size(), differences);
        number("deadLetters", rehearsal.attempts().stream().filter(one -> one.settlement().hasDeadLetter()).count(), differences);
        if (expected.containsKey("failures")) {
            number("failures", rehearsal.failures().size(), differences);
        } else {
            rehearsal.failures().forEach(failure -> differences.add("step " + failure.step() + " failed: " + failure.reason() + " (" + failure.place() + ")"));
        }
        RouteNode outcomes = expected.get("outcomes");
        if (outcomes != null) {
            outcomes(outcomes, rehearsal.attempts(), differences);
        }
        return differences;
    }

    private void number(String key, long was, List<String> differences) {
        RouteNode wanted = expected.get(key);
        if (wanted != null && !wanted.text().equals(String.valueOf(was))) {
            differences.add(key + ": expected " + wanted.text() + ", was " + was + " (" + wanted.place() + ")");
        }
    }

    private static void mails(RouteNode wanted, List<SentMail> sent, List<String> differences) throws IOException {
        if (wanted.elements().size() != sent.size()) {
            differences.add("mails: expected " + wanted.elements().size() + ", was " + sent.size() + ": "
                    + sent.stream().map(Expectations::words).collect(Collectors.joining("; ")) + " (" + wanted.place() + ")");
            return;
        }
        List<SentMail> left = new ArrayList<>(sent);
        for (RouteNode mail : wanted.elements()) {
            SentMail found = left.stream().filter(one -> difference(mail, one).isEmpty()).findFirst().orElse(null);
            if (found == null) {
                differences.add("mail: " + difference(mail, left.get(0)) + " (" + mail.place() + ")");
            } else {
                left.remove(found);
            }
        }
        if (wanted.elements().stream().anyMatch(mail -> mail.text("sameMessageId").equals("true"))) {
            Set<String> ids = new TreeSet<>();
            sent.forEach(mail -> ids.add(String.valueOf(mail.header("Message-ID"))));
            if (ids.size() != 1) {
                differences.add("mails: expected one Message-ID, was " + ids + " (" + wanted.place() + ")");
            }
        }
    }

    private static String words(SentMail mail) {
        return mail.way() + " " + mail.where() + " to " + mail.recipients();
    }

    /** In what a mail is another; empty if it is the one that is wanted. */
    private static String difference(RouteNode wanted, SentMail mail) {
        List<String> differences = new ArrayList<>();
        wanted.members().forEach((part, value) -> {
            switch (part) {
                case "server", "directory", "endpoint" -> compare(part, value.text(), mail.where(), differences);
                case "way" -> compare(part, value.text(), mail.way(), differences);
                case "encryption" -> compare(part, value.text(), mail.encryption(), differences);
                case "from" -> compare(part, value.text(), mail.from(), differences);
                case "recipients" -> compare(
                        part, new TreeSet<>(value.elements().stream().map(RouteNode::text).toList()).toString(),
                        new TreeSet<>(mail.recipients()).toString(), differences);
                case "headers" -> value.members().forEach((name, header) ->
                        compare("header " + name, header.text(), String.valueOf(mail.header(name)), differences));
                case "contains", "lacks" -> {
                    if (mail.text().contains(value.text()) != part.equals("contains")) {
                        differences.add("expected " + (part.equals("lacks") ? "no " : "") + "text '" + value.text() + "' in it");
                    }
                }
                default -> { } // sameMessageId is about all mails
            }
        });
        return String.join("; ", differences);
    }

    private static void compare(String what, String wanted, String was, List<String> differences) {
        if (!wanted.equals(was)) {
            differences.add(what + ": expected " + wanted + ", was " + was);
        }
    }

    /** What became of each recipient so far: {@code delivered}, {@code waiting}, {@code given up}, {@code expired} or {@code not tried}. */
    static Map<String, String> outcomes(List<Attempted> attempts) {
        Map<String, String> last = new TreeMap<>();
        attempts.forEach(attempt -> attempt.outcomes().forEach((recipient, outcome) -> last.put(recipient, word(outcome))));
        attempts.stream().filter(attempt -> attempt.outcomes().isEmpty())
                .forEach(attempt -> attempt.settlement().outcomes().forEach(one -> last.put(one.recipient(), one.state().word())));
        return last;
    }

    private static void outcomes(RouteNode wanted, List<Attempted> attempts, List<String> differences) {
        Map<String, String> last = outcomes(attempts);
        wanted.members().forEach((recipient, word) -> {
            String was = last.getOrDefault(recipient, "nothing");
            if (!was.equals(word.text())) {
                differences.add("outcome of " + recipient + ": expected " + word.text() + ", was " + was + " (" + word.place() + ")");
            }
        });
    }

    private static String word(DeliveryOutcome outcome) {
        if (outcome instanceof DeliveryOutcome.Delivered) {
            return "delivered";
        }
        if (outcome instanceof DeliveryOutcome.GiveUp) {
            return "given up";
        }
        return outcome instanceof DeliveryOutcome.TryAgain ? "waiting" : "not tried";
    }
}
