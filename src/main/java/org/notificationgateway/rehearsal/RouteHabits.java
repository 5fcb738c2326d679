// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.rehearsal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.notificationgateway.settings.Fault;

/** Finds steps and rules that do nothing as they are: empty ones, ones that another takes the work of, ones that no failure reaches. Not thread-safe. */
final class RouteHabits {
    private static final Set<String> HOLDERS = Set.of("filter", "choice", "multicast", "split", "loop", "doTry", "pipeline");

    private final CamelContext context;
    private final List<Fault> faults = new ArrayList<>();
    private final Map<String, RouteNode> rules = new HashMap<>(); // configurations with an onException

    RouteHabits(CamelContext context) {
        this.context = context;
    }

    List<Fault> faults(List<RouteNode> files) {
        for (RouteNode file : files) {
            for (RouteNode entry : file.elements()) {
                RouteNode configuration = entry.get("routeConfiguration");
                if (configuration != null && configuration.get("onException") != null) {
                    rules.put(configuration.text("id"), configuration);
                }
            }
        }
        for (RouteNode file : files) {
            for (RouteNode entry : file.elements()) {
                RouteNode route = entry.route();
                if (route != null) {
                    unheard(route);
                    foreignHeaders(route);
                    keptFailures(route);
                    repeatedRules(route);
                }
                RouteNode configuration = entry.get("routeConfiguration");
                if (configuration != null) {
                    repeatedRules(configuration);
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
        if (node.word().equals("doCatch") && !node.elements().isEmpty()) {
            shadowed(node.elements());
        }
        if (node.word().equals("steps")) {
            repeatedDeliveries(node.elements().stream().map(RouteNode::step).toList());
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

    /** A failure rule of a route whose failures go to whoever called it. */
    private void unheard(RouteNode route) {
        RouteNode handler = route.get("errorHandler");
        if (handler == null || handler.get("noErrorHandler") == null) {
            return;
        }
        String why = "has no effect: the route has noErrorHandler, and its failures go to whoever called it";
        String expected = "no such rule here, or no noErrorHandler";
        RouteNode own = route.get("onException");
        if (own != null) {
            fault(own, "onException of route " + route.text("id"), why, expected);
        }
        RouteNode named = route.get("routeConfigurationId");
        if (named != null && rules.containsKey(named.text())) {
            fault(named, "routeConfigurationId " + named.text(), why, expected);
        }
    }

    /** Camel asks no rule of the door about a failure that a called route has dealt with by itself. */
    private void keptFailures(RouteNode route) {
        RouteNode from = route.get("from");
        RouteNode handler = route.get("errorHandler");
        boolean open = handler != null && handler.get("noErrorHandler") != null;
        if (from == null || open || !RouteEndpoints.target(from).startsWith("direct:")) {
            return;
        }
        RouteStep.of(from).visit(step -> {
            if (RouteEndpoints.scheme(step.node()).equals("outbox") && !RouteEndpoints.handsOver(step.node())) {
                fault(route, "route " + route.text("id"), "has no noErrorHandler, so that no failure rule of a door hears of what it refuses",
                        "errorHandler with noErrorHandler: {}");
            }
        });
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

    /** Of two rules for the same exception one never works. */
    private void repeatedRules(RouteNode holder) {
        RouteNode list = holder.get("onException");
        Map<String, RouteNode> known = new HashMap<>();
        for (RouteNode element : list == null ? List.<RouteNode>of() : list.elements()) {
            RouteNode rule = element.get("onException") == null ? element : element.get("onException");
            RouteNode exceptions = rule.get("exception");
            for (RouteNode exception : exceptions == null || rule.get("onWhen") != null ? List.<RouteNode>of() : exceptions.elements()) {
                RouteNode first = known.putIfAbsent(exception.text(), exception);
                if (first != null) {
                    fault(exception, "onException of " + exception.text(), "stands also at " + first.place() + ", and only one of the two works", "one rule for each exception");
                }
            }
        }
    }

    /** The first that fits catches. */
    private void shadowed(List<RouteNode> catches) {
        List<Class<?>> wider = new ArrayList<>();
        for (RouteNode one : catches) {
            List<Class<?>> types = new ArrayList<>();
            RouteNode exceptions = one.get("exception");
            if (exceptions != null) {
                exceptions.elements().forEach(name -> {
                    Class<?> type = context.getClassResolver().resolveClass(name.text());
                    if (type != null) {
                        types.add(type);
                    }
                });
            }
            for (Class<?> type : types) {
                wider.stream().filter(before -> before.isAssignableFrom(type)).findFirst().ifPresent(before ->
                        fault(one, "doCatch of " + type.getName(), "is never reached: that of " + before.getName() + " stands before it",
                                "the narrower exception first"));
            }
            if (one.get("onWhen") == null) {
                wider.addAll(types);
            }
        }
    }

    /** The same mail twice to the same place, and a report of what was reported. */
    private void repeatedDeliveries(List<RouteNode> steps) {
        Map<String, RouteNode> known = new HashMap<>();
        RouteNode last = null;
        for (RouteNode step : steps) {
            if (step.text("disabled").equals("true")) {
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
