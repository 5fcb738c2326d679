// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.rehearsal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Tells what may come to pass after a step, through calls of other routes and back, and when a step fails. Rather too much
 * than too little, so that nothing is called useless that is not. Keeps no state once it is made.
 */
final class RouteFlow {
    private static final Set<String> RULES = Set.of("onException", "onCompletion", "intercept", "interceptFrom", "interceptSendToEndpoint");
    private static final Set<String> ANYWHERE = Set.of("recipientList", "routingSlip", "dynamicRouter");

    /**
     * One route.
     *
     * @param from its beginning, with all its steps below
     * @param rules what happens when a step fails, and at last
     */
    record Line(RouteNode route, RouteStep from, List<RouteStep> rules) {}

    /** What to look for on the way. */
    interface Look {
        /** True at a step that was looked for. */
        boolean finds(RouteStep step);

        /** True at a step behind which nothing is to be looked for. */
        boolean ends(RouteStep step);

        /** True if whoever calls a route from outside is what was looked for. */
        boolean findsConsumer(RouteNode from);
    }

    private final List<Line> lines = new ArrayList<>();
    private final Map<RouteStep, Line> byBeginning = new HashMap<>();
    private final Map<String, Line> called = new HashMap<>();
    private final Map<String, List<RouteStep>> calls = new HashMap<>();
    private final List<RouteStep> anywhere = new ArrayList<>();

    RouteFlow(List<RouteNode> files) {
        Map<String, List<RouteStep>> configurations = new HashMap<>();
        for (RouteNode file : files) {
            for (RouteNode entry : file.elements()) {
                RouteNode configuration = entry.get("routeConfiguration");
                RouteNode holder = configuration == null ? entry : configuration; // a rule of its own is for all
                configurations.computeIfAbsent(holder.text("id"), id -> new ArrayList<>()).addAll(rules(holder));
            }
        }
        for (RouteNode file : files) {
            for (RouteNode entry : file.elements()) {
                RouteNode route = entry.route();
                if (route != null && route.get("from") != null) {
                    add(route, configurations);
                }
            }
        }
    }

    private void add(RouteNode route, Map<String, List<RouteStep>> configurations) {
        List<RouteStep> rules = rules(route);
        rules.addAll(configurations.getOrDefault(route.text("routeConfigurationId"), List.of()));
        rules.addAll(configurations.getOrDefault("", List.of()));
        RouteNode from = route.members().get("from");
        Line line = new Line(route, RouteStep.of(from), rules);
        lines.add(line);
        byBeginning.put(line.from(), line);
        if (!RouteEndpoints.target(from).isEmpty()) {
            called.put(RouteEndpoints.target(from), line);
        }
        line.from().visit(this::noteCall);
        rules.forEach(rule -> rule.visit(this::noteCall));
    }

    private static List<RouteStep> rules(RouteNode holder) {
        List<RouteStep> rules = new ArrayList<>();
        holder.members().forEach((word, piece) -> {
            if (RULES.contains(word)) {
                (piece.elements().isEmpty() ? List.of(piece) : piece.elements()).forEach(one -> rules.add(RouteStep.of(one)));
            }
        });
        return rules;
    }

    private void noteCall(RouteStep step) {
        String target = RouteEndpoints.target(step.node());
        boolean open = ANYWHERE.contains(step.word()) || step.word().equals("toD") && RouteEndpoints.uri(step.node()).matches(".*\\$\\{.*");
        if (open || target.contains("$")) {
            anywhere.add(step);
        } else if (!target.isEmpty()) {
            calls.computeIfAbsent(target, name -> new ArrayList<>()).add(step);
        }
    }

    List<Line> lines() {
        return List.copyOf(lines);
    }

    /** Every step of every route; those of failure rules are not among them. */
    List<RouteStep> steps() {
        List<RouteStep> steps = new ArrayList<>();
        lines.forEach(line -> line.from().visit(steps::add));
        return steps;
    }

    /** True if some step calls a route that only a mail tells. */
    boolean isOpen() {
        return !anywhere.isEmpty();
    }

    /** False for a step of a route that nobody calls. */
    boolean isCalled(RouteStep step) {
        Line line = byBeginning.get(step.root());
        String target = line == null ? "" : RouteEndpoints.target(line.from().node());
        return target.isEmpty() || calls.containsKey(target) || isOpen();
    }

    /** True if this finds what it looks for somewhere behind a step. The beginning of a route counts as one. */
    boolean mayFollow(RouteStep step, Look look) {
        return new Walk(look).from(step);
    }

    /** True for a step of which this finds something in itself, in its branches, or in what it calls. */
    boolean contains(RouteStep step, Predicate<RouteStep> wanted) {
        return new Walk(new Look() {
            @Override
            public boolean finds(RouteStep one) {
                return wanted.test(one);
            }

            @Override
            public boolean ends(RouteStep one) {
                return false;
            }

            @Override
            public boolean findsConsumer(RouteNode from) {
                return false;
            }
        }).within(step);
    }

    /** One look, which visits each step once. */
    private final class Walk {
        private final Look look;
        private final Set<RouteStep> seen = new HashSet<>();
        private final Set<RouteStep> left = new HashSet<>();
        private final Set<Line> failing = new HashSet<>();

        Walk(Look look) {
            this.look = look;
        }

        boolean from(RouteStep step) {
            Line line = byBeginning.get(step.root());
            return line != null && (failures(line) || (step.above() == null ? straight(step.blocks()) || end(line) : after(step)));
        }

        /** A step may fail, and whoever called its route hears of it. */
        private boolean failures(Line line) {
            if (!failing.add(line)) {
                return false;
            }
            for (RouteStep rule : line.rules()) {
                if (straight(rule.blocks())) {
                    return true;
                }
            }
            return callers(line).stream().anyMatch(call -> {
                Line caller = byBeginning.get(call.root());
                return caller != null && failures(caller);
            });
        }

        private List<RouteStep> callers(Line line) {
            List<RouteStep> callers = new ArrayList<>(calls.getOrDefault(RouteEndpoints.target(line.from().node()), List.of()));
            callers.addAll(anywhere);
            return callers;
        }

        private boolean straight(List<List<RouteStep>> blocks) {
            for (List<RouteStep> block : blocks) {
                for (RouteStep step : block) {
                    if (within(step)) {
                        return true;
                    }
                    if (look.ends(step)) {
                        break;
                    }
                }
            }
            return false;
        }

        private boolean after(RouteStep step) {
            if (!left.add(step)) {
                return false;
            }
            for (RouteStep next : step.following()) {
                if (within(next)) {
                    return true;
                }
                if (look.ends(next)) {
                    return false;
                }
            }
            RouteStep above = step.above();
            if (above == null || above.above() == null) {
                Line line = byBeginning.get(step.root());
                return line != null && end(line);
            }
            boolean again = above.word().equals("loop") || above.blocks().size() > 1 && !above.word().equals("choice");
            return again && above.blocks().stream().flatMap(List::stream).anyMatch(this::within) || after(above);
        }

        private boolean end(Line line) {
            RouteNode from = line.from().node();
            if (RouteEndpoints.target(from).isEmpty()) {
                return look.findsConsumer(from);
            }
            List<RouteStep> callers = callers(line);
            return callers.isEmpty() ? look.findsConsumer(from) : callers.stream().anyMatch(this::after);
        }

        boolean within(RouteStep step) {
            if (!seen.add(step)) {
                return false;
            }
            if (look.finds(step)) {
                return true;
            }
            if (step.blocks().stream().flatMap(List::stream).anyMatch(this::within)) {
                return true;
            }
            Line line = called.get(RouteEndpoints.target(step.node()));
            return line != null && line.from().blocks().stream().flatMap(List::stream).anyMatch(this::within);
        }
    }
}
