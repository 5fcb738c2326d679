// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.rehearsal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.notificationgateway.settings.Fault;

/** Finds steps that do nothing as they are, or do what they should not: empty ones, ones that another takes the work of, ones switched off in vain. Not thread-safe. */
final class RouteHabits {
    private static final Set<String> HOLDERS = Set.of("filter", "choice", "multicast", "split", "loop", "doTry", "pipeline", "step");
    private static final Set<String> MOMENTS = Set.of("doFinally", "onCompletion", "intercept", "interceptFrom");

    private final List<Fault> faults = new ArrayList<>();

    List<Fault> faults(List<RouteNode> files) {
        for (RouteNode file : files) {
            for (RouteNode entry : file.elements()) {
                RouteNode route = entry.route();
                if (route != null) {
                    foreignHeaders(route);
                    lastStop(route);
                }
            }
            file.visit(this::look);
        }
        return List.copyOf(faults);
    }

    private void fault(RouteNode node, String thing, String seen, String expected) {
        faults.add(new Fault(thing, seen, expected, node.place()));
    }

    private void look(RouteNode node, RouteNode above) {
        if (HOLDERS.contains(node.word()) && !node.members().isEmpty() && RouteStep.of(node).blocks().isEmpty()) {
            fault(node, named("step", node), "has no steps, so that nothing depends on it", "steps below it, or no such step");
        }
        if (node.word().equals("delay") && above.yaml() != node.yaml() && isStep(node) && text(node).matches("0+")) {
            fault(node, named("step", node), "waits for no time", "a time in milliseconds");
        }
        if (node.word().equals("log") && isStep(node) && text(node).isBlank()) {
            fault(node, named("step", node), "logs no text", "message, with a text");
        }
        if (node.word().equals("log") && isStep(node) && node.text("loggingLevel").equals("OFF")) {
            fault(node, named("step", node), "logs nothing: its loggingLevel is OFF", "another loggingLevel, or no such step");
        }
        if (node.word().equals("loop") && text(node).matches("-\\d+|0+|false")) {
            fault(node, named("step", node), "is passed through no time", "a number above 0, or a condition that may hold");
        }
        if (RouteNode.NEVER_OFF.contains(node.word()) && !Set.of("", "false").contains(node.text("disabled"))) {
            fault(node.get("disabled"), named("step", node), "runs all the same: Camel does not look at disabled of " + node.word(),
                    "no such step, or a filter around it");
        }
        tries(node);
        if (node.word().equals("steps")) {
            repeatedDeliveries(node.elements().stream().map(RouteNode::step).toList());
        }
    }

    /** What is tried without a word on failures, and what comes at last or in between without a step. */
    private void tries(RouteNode node) {
        if (node.word().equals("doTry") && !node.isOff() && !node.steps().isEmpty() && node.get("doCatch") == null && node.get("doFinally") == null) {
            fault(node, named("step", node), "catches nothing and has no doFinally", "its steps without it, or a doCatch");
        }
        boolean empty = node.get("steps") != null && node.steps().isEmpty();
        if (empty && MOMENTS.contains(node.word())) {
            fault(node, node.word(), "has no steps, and no effect", "steps below it, or no such word");
        }
    }

    private void lastStop(RouteNode route) {
        RouteNode from = route.get("from");
        List<RouteNode> steps = from == null ? List.of() : from.steps();
        RouteNode last = steps.isEmpty() ? null : steps.get(steps.size() - 1).step();
        if (last != null && last.word().equals("stop") && !last.isOff() && RouteEndpoints.target(from).isEmpty()) {
            fault(last, named("step", last), "has no effect: the route ends here all the same", "no such step");
        }
    }

    private static String named(String thing, RouteNode node) {
        String id = node.text("id");
        return thing + " " + (id.isEmpty() ? node.word() : id);
    }

    /** False for an option that has the name of a step. */
    private static boolean isStep(RouteNode node) {
        return node.get("id") != null || node.get("expression") != null || node.get("message") != null || node.get("constant") != null
                || node.get("simple") != null;
    }

    private static String text(RouteNode step) {
        RouteNode piece = step.get("expression") == null ? step : step.get("expression");
        for (String word : List.of("message", "constant", "simple")) {
            RouteNode text = piece.get(word);
            if (text != null) {
                return text.get("expression") == null ? text.text() : text.text("expression");
            }
        }
        return step.word().equals("delay") ? "?" : "";
    }

    /** HTTP answers with the headers it was called with, unless the route drops them. */
    private void foreignHeaders(RouteNode route) {
        RouteNode from = route.get("from");
        if (from == null || !RouteEndpoints.scheme(from).equals("platform-http")) {
            return;
        }
        for (List<RouteStep> block : RouteStep.of(from).blocks()) {
            for (RouteStep step : block) {
                if (RouteEffects.dropsAll(step)) {
                    return;
                }
                if (RouteEndpoints.target(step.node()).equals("direct:intake")) {
                    fault(step.node(), named("step", step.node()), "passes on every header of the caller, and the answer will have them, too",
                            "removeHeaders with pattern: \"*\" before it");
                }
            }
        }
    }

    /** The same mail twice to the same place, and a report of what was reported. */
    private void repeatedDeliveries(List<RouteNode> steps) {
        Map<String, RouteNode> known = new HashMap<>();
        RouteNode last = null;
        for (RouteNode step : steps) {
            if (step.isOff()) {
                continue;
            }
            if (RouteEndpoints.reports(step)) {
                RouteNode parameters = step.get("parameters");
                StringBuilder place = new StringBuilder(RouteEndpoints.uri(step));
                if (parameters != null) {
                    parameters.members().forEach((name, value) -> place.append('&').append(name).append('=').append(value.text()));
                }
                RouteNode first = known.putIfAbsent(place.toString(), step);
                if (first != null) {
                    fault(step, named("step", step), "delivers the mail again, as " + first.place() + " did before", "one delivery");
                }
                last = step;
            } else if (RouteEndpoints.handsOver(step) && last != null) {
                fault(step, named("step", step), "has no effect: " + named("step", last) + " has reported of every recipient",
                        "handed-over only behind an endpoint that reports nothing");
            }
        }
    }
}
