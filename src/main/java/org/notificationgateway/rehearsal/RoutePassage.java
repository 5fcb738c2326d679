// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.rehearsal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.notificationgateway.delivery.DeliveryOutcome;
import org.notificationgateway.settings.Fault;

/**
 * Lets mails pass routes that are built, and says what goes wrong on the way: one of each sender and one through each door,
 * then a request at each door that has to be refused, and a mail that not everybody gets. For one thread.
 */
final class RoutePassage {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String REFUSED = "refused@example.com";

    /** Says yes to everybody but one. */
    static final SmtpScript SERVER = new SmtpScript(List.of(new SmtpScript.Rule(
            "RCPT", REFUSED, 1, Integer.MAX_VALUE, SmtpScript.Act.REPLY, "550 5.1.1 no such user", Duration.ZERO)));

    private final Rehearsal rehearsal;
    private final List<RouteNode> files;
    private final Set<String> faults;

    /** @param faults a line is added for each */
    RoutePassage(Rehearsal rehearsal, List<RouteNode> files, Set<String> faults) {
        this.rehearsal = rehearsal;
        this.files = files;
        this.faults = faults;
    }

    void look() throws Exception {
        deliver();
        if (faults.isEmpty()) {
            new RefusedRequests(rehearsal, files).faults().forEach(fault -> faults.add(fault.toString()));
            outcomes();
            lost();
        }
    }

    private void deliver() throws Exception {
        int mails = 0;
        for (String sender : rehearsal.senders()) {
            mails += handIn("check-" + (mails + 1), request(sender, "check-" + (mails + 1), "somebody@example.com")) ? 1 : 0;
        }
        if (rehearsal.hasHttpDoor() && rehearsal.hasRoute("ingress-file")) {
            mails++;
            answered("file", rehearsal.file("check-file.json", request("server", "check-file", "somebody@example.com"), PATIENCE));
        }
        if (rehearsal.hasHttpDoor() && rehearsal.hasJmsDoor()) {
            mails++;
            rehearsal.jms(request("server", "check-jms", "somebody@example.com"));
        }
        for (String folder : rehearsal.emlFolders()) {
            mails++;
            answered("eml-" + folder, rehearsal.eml(folder, "check.eml", mail(rehearsal.fromAddress(folder)), PATIENCE));
        }
        int all = mails;
        boolean tried = !faults.isEmpty() || rehearsal.await(PATIENCE, () -> rehearsal.attempts().size() >= all || !rehearsal.failures().isEmpty());
        for (RehearsalFailure failure : rehearsal.failures()) {
            fault("step " + failure.step(), "fails when a mail passes: " + failure.reason(), "a step that does not fail", failure.place());
        }
        for (Attempted attempt : rehearsal.attempts()) {
            if (attempt.settlement().hasRetry() || attempt.settlement().hasDeadLetter()) {
                fault("mail of sender " + attempt.sender(), "is not delivered: " + attempt.settlement().summary(),
                        "a delivery to a server that says yes", beginning());
            }
        }
        if (!tried && faults.isEmpty()) {
            fault("routes", "let " + rehearsal.attempts().size() + " of " + all + " mails pass within " + PATIENCE.toSeconds() + " s", "each of them", beginning());
        }
    }

    /** By the first door that is open; false if there is none. */
    private boolean handIn(String name, byte[] request) throws Exception {
        if (rehearsal.hasHttpDoor()) {
            answered("http", rehearsal.post(request, Map.of()));
        } else if (rehearsal.hasRoute("ingress-file")) {
            answered("file", rehearsal.file(name + ".json", request, PATIENCE));
        } else if (rehearsal.hasJmsDoor()) {
            rehearsal.jms(request);
        } else {
            return false;
        }
        return true;
    }

    /** A mail of which a server refuses one recipient: nothing may report that one as delivered. */
    private void outcomes() throws Exception {
        String sender = rehearsal.attempts().stream()
                .filter(attempt -> rehearsal.isSentBySmtp(attempt.sender()))
                .map(Attempted::sender).findFirst().orElse("");
        Attempted attempt = sender.isEmpty() ? null : attempted(sender, "check-outcomes", "somebody@example.com\",\"" + REFUSED);
        boolean refused = rehearsal.sent().stream().anyMatch(mail -> mail.replies().getOrDefault(REFUSED, "").startsWith("550"));
        if (attempt != null && refused && attempt.outcomes().get(REFUSED) instanceof DeliveryOutcome.Delivered) {
            fault("mail of sender " + sender, "counts as delivered to whom the server refuses", "outbox:handed-over only behind an endpoint that"
                    + " reports nothing", beginning());
        }
    }

    /** Mails that no endpoint of a route's own takes: nothing may report them as delivered. */
    private void lost() throws Exception {
        List<String> senders = rehearsal.senders().stream().filter(rehearsal::wentElsewhere).toList();
        rehearsal.takeEndpointsAway();
        for (String sender : senders) {
            String recipient = sender + "@lost.example.com";
            Attempted attempt = attempted(sender, "check-lost-" + sender, recipient);
            boolean lost = attempt != null && attempt.outcomes().get(recipient) instanceof DeliveryOutcome.Delivered
                    && rehearsal.sent().stream().noneMatch(mail -> mail.recipients().contains(recipient));
            String endpoint = rehearsal.lostAt(sender); // else it was for nobody
            if (lost && !endpoint.isEmpty()) {
                fault("mail of sender " + sender, "counts as delivered though " + endpoint + " has failed",
                        "a failure that reaches the outbox, or another endpoint that takes the mail", beginning());
            }
        }
    }

    private @Nullable Attempted attempted(String sender, String id, String to) throws Exception {
        if (!handIn(id, request(sender, id, to))) {
            return null;
        }
        rehearsal.await(PATIENCE, () -> attempt(id) != null);
        return attempt(id);
    }

    private @Nullable Attempted attempt(String id) {
        return rehearsal.attempts().stream().filter(attempt -> attempt.id().equals(id)).findFirst().orElse(null);
    }

    /** Where mails come out of the outbox. */
    private String beginning() {
        return files.stream()
                .flatMap(file -> file.elements().stream())
                .map(entry -> entry.get("route"))
                .filter(route -> route != null && RouteEndpoints.scheme(route.get("from")).equals("outbox"))
                .map(RouteNode::place).findFirst().orElse("routes/");
    }

    private void answered(String door, Rehearsal.Answer answer) {
        if (answer.status() / 100 != 2) {
            fault("door " + door, "answers a sound request with " + answer.status() + " " + answer.body(), "202", rehearsal.placeOf("ingress-" + door));
        }
    }

    private void fault(String thing, String seen, String expected, String where) {
        faults.add(new Fault(thing, seen, expected, where).toString());
    }

    private static byte[] mail(String from) {
        return ("From: " + from + "\r\nTo: somebody@example.com\r\nSubject: A check\r\n\r\nOf the routes\r\n").getBytes(UTF_8);
    }

    private static byte[] request(String sender, String id, String to) {
        return ("{\"id\":\"" + id + "\",\"sender\":\"" + sender + "\",\"to\":[\"" + to + "\"],\"subject\":\"A check\",\"text\":\"Of the routes\"}").getBytes(UTF_8);
    }
}
