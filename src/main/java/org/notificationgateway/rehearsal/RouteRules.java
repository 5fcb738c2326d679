// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.rehearsal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.jspecify.annotations.Nullable;
import org.notificationgateway.settings.Fault;

/** Finds failure rules that no failure reaches, and parts of them that do nothing. Not thread-safe. */
final class RouteRules {
    /** What tells how to try again, and means nothing where nothing is tried again. */
    private static final List<String> PAUSES = List.of("redeliveryDelay", "maximumRedeliveryDelay", "backOffMultiplier", "delayPattern",
            "useExponentialBackOff", "useCollisionAvoidance", "collisionAvoidanceFactor", "asyncDelayedRedelivery", "allowRedeliveryWhileStopping");

    private final CamelContext context;
    private final List<Fault> faults = new ArrayList<>();
    private final Map<String, RouteNode> rules = new HashMap<>(); // configurations with an onException

    RouteRules(CamelContext context) {
        this.context = context;
    }

    List<Fault> faults(List<RouteNode> files) {
        List<RouteNode> entries = files.stream().flatMap(file -> file.elements().stream()).toList();
        for (RouteNode entry : entries) {
            RouteNode configuration = entry.get("routeConfiguration");
            if (configuration != null && configuration.get("onException") != null) {
                rules.put(configuration.text("id"), configuration);
            }
        }
        for (RouteNode entry : entries) {
            RouteNode route = entry.route();
            if (route != null) {
                unheard(route);
                keptFailures(route);
                repeatedRules(route);
            }
            RouteNode configuration = entry.get("routeConfiguration");
            if (configuration != null) {
                repeatedRules(configuration);
            }
        }
        files.forEach(file -> file.visit(this::look));
        return List.copyOf(faults);
    }

    private void fault(RouteNode node, String thing, String seen, String expected) {
        faults.add(new Fault(thing, seen, expected, node.place()));
    }

    private void look(RouteNode node, RouteNode above) {
        if (node.word().equals("doCatch") && !node.elements().isEmpty()) {
            shadowed(node.elements());
        } else if (node.word().equals("redeliveryPolicy")) {
            pauses(node);
        }
    }

    private void pauses(RouteNode policy) {
        boolean once = policy.text("maximumRedeliveries").equals("0");
        for (String word : once ? PAUSES : List.<String>of()) {
            if (policy.get(word) != null) {
                fault(policy.get(word), word, "has no effect: maximumRedeliveries is 0", "another maximumRedeliveries, or no " + word);
                return;
            }
        }
        pointless(policy, "backOffMultiplier", "useExponentialBackOff");
        pointless(policy, "collisionAvoidanceFactor", "useCollisionAvoidance");
        if (policy.get("delayPattern") != null && policy.get("redeliveryDelay") != null) {
            fault(policy.get("redeliveryDelay"), "redeliveryDelay", "has no effect: delayPattern tells how long to wait", "one of the two");
        }
    }

    private void pointless(RouteNode policy, String word, String by) {
        if (policy.get(word) != null && Stream.of("", "false").anyMatch(policy.text(by)::equals)) {
            fault(policy.get(word), word, "has no effect without " + by, by + ": true, or no " + word);
        }
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

    /** Of two rules for the same exception one never works; Camel asks the nearest exception first, and then in this order. */
    private void repeatedRules(RouteNode holder) {
        RouteNode list = holder.get("onException");
        Map<String, RouteNode> known = new HashMap<>();
        for (RouteNode element : list == null ? List.<RouteNode>of() : list.elements()) {
            RouteNode rule = element.get("onException") == null ? element : element.get("onException");
            RouteNode exceptions = rule.get("exception");
            String when = when(rule);
            for (RouteNode exception : exceptions == null || when == null ? List.<RouteNode>of() : exceptions.elements()) {
                RouteNode wider = known.get(exception.text());
                RouteNode first = wider == null ? known.putIfAbsent(exception.text() + when, exception) : wider;
                if (first != null) {
                    fault(exception, "onException of " + exception.text(), "stands also at " + first.place() + ", and only one of the two works",
                            when.isEmpty() ? "one rule for each exception" : "a rule with onWhen before one without, each with a condition of its own");
                }
            }
        }
    }

    /** A rule's condition; empty without one, null if it may be another each time. */
    private static @Nullable String when(RouteNode rule) {
        RouteNode when = rule.get("onWhen");
        RouteNode text = when == null ? null : RouteConditions.condition(when, List.of("simple"));
        return when == null ? "" : text == null || text.text().contains("random") || text.text().contains("bean:") ? null : " " + text.text().strip();
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
}
