// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.rehearsal;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.notificationgateway.operations.GatewayHome;

/** Says what a change of routes or settings does to mail: the same requests through two homes, and what comes out otherwise. */
public final class Plan {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final List<String> ENCRYPTIONS = List.of("none", "starttls-if-offered", "starttls", "at-connect"); // the safer, the later

    private Plan() {}

    /**
     * One thing that is otherwise.
     *
     * @param request name of its file
     * @param harmful true if somebody gets less or more than before, or mail goes elsewhere or less encrypted
     */
    public record Difference(String request, String words, boolean harmful) {}

    /** What came of one request. */
    private record Outcome(int status, List<SentMail> mails, List<String> failures) {}

    /** What differs, in the order of the requests' names. */
    public static List<Difference> differences(GatewayHome before, GatewayHome after, List<Path> requests) throws Exception {
        Map<String, Outcome> old = outcomes(before, requests);
        Map<String, Outcome> now = outcomes(after, requests);
        List<Difference> differences = new ArrayList<>();
        old.forEach((name, was) -> compare(name, was, now.get(name), differences));
        return differences;
    }

    private static Map<String, Outcome> outcomes(GatewayHome home, List<Path> requests) throws Exception {
        Map<String, Outcome> outcomes = new LinkedHashMap<>();
        try (Rehearsal rehearsal = Rehearsal.start(home, Map.of("ingress.jms.enabled", "false"), server -> SmtpScript.YES)) {
            for (Path request : requests) {
                outcomes.put(request.getFileName().toString(), outcome(rehearsal, Files.readAllBytes(request)));
            }
        }
        return outcomes;
    }

    private static Outcome outcome(Rehearsal rehearsal, byte[] request) throws Exception {
        Set<String> known = new TreeSet<>(rehearsal.sent().stream().map(Plan::mark).toList());
        int failed = rehearsal.failures().size();
        Rehearsal.Answer answer = rehearsal.post(request, Map.of());
        rehearsal.attempted(PATIENCE);
        rehearsal.quiet(PATIENCE);
        List<SentMail> mails = rehearsal.sent().stream().filter(mail -> !known.contains(mark(mail))).toList();
        List<String> failures = rehearsal.failures().stream().skip(failed)
                .map(failure -> "step " + failure.step() + ": " + failure.reason()).toList();
        return new Outcome(answer.status(), mails, failures);
    }

    /** Tells one mail from another. */
    private static String mark(SentMail mail) {
        return mail.where() + " " + mail.file() + " " + mail.recipients() + " " + new String(mail.bytes(), ISO_8859_1);
    }

    private static void compare(String request, Outcome was, Outcome is, List<Difference> differences) {
        if (was.status() != is.status()) {
            boolean refused = is.status() / 100 != 2 && was.status() / 100 == 2;
            differences.add(new Difference(request, "is answered " + is.status() + " instead of " + was.status(), refused));
        }
        Map<String, SentMail> before = byRecipient(was);
        Map<String, SentMail> after = byRecipient(is);
        Set<String> everybody = new TreeSet<>(before.keySet());
        everybody.addAll(after.keySet());
        for (String recipient : everybody) {
            recipient(request, recipient, before.get(recipient), after.get(recipient), differences);
        }
        is.failures().stream().filter(failure -> !was.failures().contains(failure))
                .forEach(failure -> differences.add(new Difference(request, failure, true)));
    }

    private static Map<String, SentMail> byRecipient(Outcome outcome) {
        Map<String, SentMail> mails = new TreeMap<>();
        for (SentMail mail : outcome.mails()) {
            for (String recipient : mail.recipients().isEmpty() ? List.of("(whoever it is for)") : mail.recipients()) {
                SentMail first = mails.putIfAbsent(recipient, mail);
                if (first != null) {
                    mails.put(recipient + ", a second time", mail);
                }
            }
        }
        return mails;
    }

    private static void recipient(String request, String recipient, SentMail was, SentMail is, List<Difference> differences) {
        if (was == null || is == null) {
            differences.add(new Difference(request, recipient + (is == null ? " gets no mail any more" : " gets mail, too"), true));
            return;
        }
        if (!was.where().equals(is.where()) || !was.way().equals(is.way())) {
            differences.add(new Difference(request, "mail to " + recipient + " goes to " + is.way() + " " + is.where() + " instead of "
                    + was.way() + " " + was.where(), true));
        }
        if (!was.encryption().equals(is.encryption())) {
            boolean less = ENCRYPTIONS.indexOf(is.encryption()) < ENCRYPTIONS.indexOf(was.encryption());
            differences.add(new Difference(request, "mail to " + recipient + " is encrypted " + is.encryption() + " instead of "
                    + was.encryption(), less));
        }
        if (!was.from().equals(is.from())) {
            differences.add(new Difference(request, "mail to " + recipient + " comes from " + is.from() + " instead of " + was.from(), false));
        }
        List<String> lines = changedLines(was, is);
        if (!lines.isEmpty()) {
            differences.add(new Difference(request, "mail to " + recipient + " reads otherwise: " + lines.get(0)
                    + (lines.size() == 1 ? "" : " (and " + (lines.size() - 1) + " lines more)"), false));
        }
    }

    /** What stands in the one and not in the other, apart from the time and what is derived from it. */
    private static List<String> changedLines(SentMail was, SentMail is) {
        List<String> left = new ArrayList<>(lines(is));
        lines(was).forEach(left::remove);
        return left;
    }

    private static List<String> lines(SentMail mail) {
        return new String(mail.bytes(), ISO_8859_1).lines()
                .filter(line -> !line.startsWith("Date:") && !line.startsWith("Message-ID:"))
                .toList();
    }

    /** The requests of a folder, by name. */
    public static List<Path> requests(Path folder) throws IOException {
        try (var all = Files.list(folder)) {
            return all.filter(file -> file.toString().endsWith(".json")).sorted().toList();
        }
    }
}
