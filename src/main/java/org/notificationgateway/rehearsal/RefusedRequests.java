// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.rehearsal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.notificationgateway.outbox.Queues;
import org.notificationgateway.settings.Fault;
import org.notificationgateway.settings.Spelling;

/** Hands in what cannot become mail at each door, and says which door does not tell its caller so. For one thread. */
final class RefusedRequests {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final byte[] REQUEST = "{\"id\":\"check-refused\",\"to\":\"somebody@example.com\"}".getBytes(UTF_8);
    private static final byte[] LIST = ("[{\"id\":\"check-part\",\"to\":\"somebody@example.com\",\"subject\":\"A check\",\"text\":\"Of the routes\"},"
            + "{\"id\":\"check-refused-part\",\"to\":\"somebody@example.com\"}]").getBytes(UTF_8);
    private static final String WITHOUT = "a request without a subject";

    private final Rehearsal rehearsal;
    private final List<RouteNode> files;
    private final List<Fault> faults = new ArrayList<>();

    RefusedRequests(Rehearsal rehearsal, List<RouteNode> files) {
        this.rehearsal = rehearsal;
        this.files = files;
    }

    /** What is wrong; empty if every door says no. */
    List<Fault> faults() throws Exception {
        if (rehearsal.hasHttpDoor()) {
            http();
        }
        if (rehearsal.hasRoute("ingress-file")) {
            filed("file", rehearsal.file("check-refused.json", REQUEST, PATIENCE), WITHOUT, ".rejected, with NAME.error.json beside it");
        }
        if (rehearsal.hasJmsDoor()) {
            jms(REQUEST, WITHOUT, rule("jms"));
            jms(LIST, "the refused part of an array", route("jms"));
        }
        for (String folder : rehearsal.emlFolders()) {
            filed("eml-" + folder, rehearsal.eml(folder, "check-refused.eml", "Subject: to nobody\r\n\r\n\r\n".getBytes(UTF_8), PATIENCE),
                    "a mail without a sender", "NAME.bad, with NAME.error.json beside it");
        }
        return List.copyOf(faults);
    }

    /** Whoever answers in another way of his own may do so, if callers learn that they are to blame, and why. */
    private void http() throws Exception {
        Rehearsal.Answer answer = rehearsal.post(REQUEST, Map.of());
        if (answer.status() / 100 != 4 || answer.body().isBlank()) {
            fault("door http", "answers " + WITHOUT + " with " + answer.status() + (answer.body().isBlank() ? " and no body" : " " + answer.body()),
                    "422 and a problem+json that names the fault", answer.status() / 100 == 2 && !isAsked("http") ? check() : rule("http"));
        }
    }

    private void filed(String door, Rehearsal.Answer answer, String what, String expected) {
        if (answer.status() != 422) {
            fault("door " + door, (answer.status() == 202 ? "accepts " : "neither accepts nor refuses ") + what, expected, rehearsal.placeOf("ingress-" + door));
        }
    }

    private void jms(byte[] request, String what, String place) {
        int before = rehearsal.keptByRoutes().size();
        int failed = rehearsal.failures().size();
        rehearsal.jms(request);
        rehearsal.await(PATIENCE, () -> rehearsal.keptByRoutes().size() > before || rehearsal.failures().size() > failed);
        List<SentMail> kept = rehearsal.keptByRoutes();
        if (kept.size() == before) {
            fault("door jms", "loses " + what, "it in the queue " + Queues.REFUSED, place);
            return;
        }
        rehearsal.await(PATIENCE, () -> rehearsal.hasTakenRequests() || rehearsal.keptByRoutes().size() > before + 1);
        if (rehearsal.keptByRoutes().size() > before + 1) {
            fault("door jms", "keeps " + what + ", and puts it back to take it again", "a rule with handled: true", place);
            return;
        }
        String queue = kept.get(kept.size() - 1).where().replaceFirst("^jms:(//)?(queue:)?", "").replaceFirst("[?].*", "");
        String hint = Spelling.hint(queue, Set.of(Queues.REFUSED));
        if (!queue.equals(Queues.REFUSED) && !hint.isEmpty()) {
            fault("door jms", "keeps " + what + " in the queue " + queue, Queues.REFUSED + hint, place);
        }
    }

    /** The step that has failed, if one has, says it better than the place. */
    private void fault(String thing, String seen, String expected, String where) {
        List<RehearsalFailure> failures = rehearsal.failures();
        RehearsalFailure last = failures.isEmpty() ? null : failures.get(failures.size() - 1);
        String why = last == null ? "" : ", since step " + last.step() + " fails: " + last.reason();
        boolean known = last != null && !last.place().isEmpty() && !rehearsal.hasRoute(last.step()); // of a rule Camel names the route alone
        faults.add(new Fault(thing, seen + why, expected, known ? last.place() : where));
    }

    /** True if a step of the rule has been passed. */
    private boolean isAsked(String door) {
        Set<String> passed = rehearsal.passed();
        return pieces("routeConfiguration").stream()
                .filter(configuration -> configuration.text("id").equals(configurationOf(door)))
                .anyMatch(configuration -> {
                    boolean[] asked = {false};
                    configuration.visit((node, above) -> asked[0] |= node.word().equals("id") && passed.contains(node.text()));
                    return asked[0];
                });
    }

    /** Where requests are checked: somebody has caught there what was for the doors. */
    private String check() {
        List<String> places = new ArrayList<>();
        files.forEach(file -> file.visit((node, above) -> {
            if (node.word().equals("bean") && node.text("ref").equals("requestReader")) {
                places.add(node.place());
            }
        }));
        return places.isEmpty() ? rule("http") : places.get(0);
    }

    private String configurationOf(String door) {
        return pieces("route").stream()
                .filter(route -> route.text("id").equals("ingress-" + door))
                .map(route -> route.text("routeConfigurationId")).findFirst().orElse("");
    }

    private String route(String door) {
        return rehearsal.placeOf("ingress-" + door);
    }

    /** The rule that a door's route has for its failures; the route if it has none. */
    private String rule(String door) {
        String id = configurationOf(door);
        return pieces("routeConfiguration").stream()
                .filter(configuration -> !id.isEmpty() && configuration.text("id").equals(id))
                .map(configuration -> Objects.requireNonNullElse(configuration.get("onException"), configuration).place())
                .findFirst().orElseGet(() -> route(door));
    }

    private List<RouteNode> pieces(String word) {
        List<RouteNode> pieces = new ArrayList<>();
        for (RouteNode file : files) {
            for (RouteNode entry : file.elements()) {
                @Nullable RouteNode piece = entry.get(word);
                if (piece != null) {
                    pieces.add(piece);
                }
            }
        }
        return pieces;
    }
}
