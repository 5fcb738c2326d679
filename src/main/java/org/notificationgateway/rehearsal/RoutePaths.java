// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.rehearsal;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.notificationgateway.settings.Fault;
import org.notificationgateway.settings.Spelling;

/**
 * Follows the ways of a mail through route files: calls that lead nowhere, variables that nobody sets or reads, steps that
 * nobody reaches, and ways out of the outbox that report nothing. Not thread-safe.
 */
final class RoutePaths {
    /** Set by the gateway itself. */
    private static final Set<String> GIVEN = Set.of("sender", "id", "attempt", "delivery", "file");
    private static final Pattern READ = Pattern.compile("\\$\\{(?:variable|variables)[.:]([A-Za-z0-9_-]+)");

    private final List<RouteNode> files;
    private final List<Fault> faults = new ArrayList<>();
    private final List<Fault> unread = new ArrayList<>();
    private final Map<String, RouteNode> called = new LinkedHashMap<>(); // routes by direct name
    private final Map<String, RouteNode> off = new LinkedHashMap<>();
    private final Map<String, RouteNode> ids = new LinkedHashMap<>();
    private final Set<String> set = new TreeSet<>(GIVEN);
    private final Set<String> read = new HashSet<>();
    private final Set<String> copies = new HashSet<>();
    private final Set<String> configurations = new TreeSet<>();

    RoutePaths(List<RouteNode> files) {
        this.files = files;
    }

    /** What is wrong with them together. */
    List<Fault> faults() {
        routes().forEach(this::consumer);
        for (RouteNode file : files) {
            file.visit(this::note);
        }
        RouteEnds ends = new RouteEnds(files, called);
        for (RouteNode file : files) {
            file.visit((node, above) -> look(node, above, ends));
        }
        Map<String, RouteNode> outboxes = new LinkedHashMap<>();
        routes().forEach(route -> {
            if (RouteEndpoints.scheme(route.get("from")).equals("outbox")) {
                RouteNode other = outboxes.putIfAbsent(RouteEndpoints.target(route.get("from")), route);
                if (other != null && !other.text("id").equals(route.text("id"))) {
                    fault(route, "route " + route.text("id"), "takes mails out of the outbox, as does " + other.text("id") + " at " + other.place(),
                            "one route from: outbox, with a choice for each way");
                }
                reports(route);
            }
        });
        RouteNode resting = off.values().stream().filter(route -> RouteEndpoints.scheme(route.get("from")).equals("outbox")).findFirst().orElse(null);
        if (outboxes.isEmpty() && resting != null) {
            fault(resting, "route " + resting.text("id"), "does not start, and no other takes mails out of the outbox", "no " + switchedOff(resting) + ": false");
        }
        return List.copyOf(faults);
    }

    /** Variables that nobody reads, which keep no mail from passing; known once the faults are. */
    List<Fault> unread() {
        return List.copyOf(unread);
    }

    private List<RouteNode> routes() {
        List<RouteNode> routes = new ArrayList<>();
        for (RouteNode file : files) {
            for (RouteNode entry : file.elements()) {
                RouteNode route = entry.route();
                if (route != null && route.get("from") != null && switchedOff(route).isEmpty()) {
                    routes.add(route);
                } else if (route != null && route.get("from") != null) {
                    off.put(RouteEndpoints.target(route.get("from")), route);
                }
            }
        }
        return routes;
    }

    /** The word that keeps a route from starting, whatever the settings are; empty if none does. */
    private static String switchedOff(RouteNode route) {
        return Stream.of("autoStartup", "precondition").filter(word -> route.text(word).equals("false")).findFirst().orElse("");
    }

    private void consumer(RouteNode route) {
        String name = RouteEndpoints.target(route.get("from"));
        if (!name.isEmpty()) {
            called.put(name, route);
        }
    }

    private void note(RouteNode node, RouteNode above) {
        if (node.get("variableReceive") != null) {
            set.add(node.text("variableReceive"));
        }
        if (node.get("variableSend") != null) {
            read.add(node.text("variableSend"));
        }
        if (node.word().equals("routeConfiguration")) {
            configurations.add(node.text("id"));
        }
        if (node.word().equals("setVariable") && !node.text("name").isEmpty()) {
            set.add(node.text("name"));
        } else if (above.word().equals("variables") && node.get("name") != null) {
            set.add(node.text("name"));
        } else if (node.word().equals("variable")) {
            read.add(node.get("expression") == null ? node.text() : node.text("expression"));
        }
        Matcher matcher = READ.matcher(node.text());
        while (matcher.find()) {
            read.add(matcher.group(1));
        }
    }

    private void look(RouteNode node, RouteNode above, RouteEnds ends) {
        Matcher matcher = READ.matcher(node.text());
        while (matcher.find()) {
            unset(node, matcher.group(1));
        }
        if (node.word().equals("variable") && !node.text("expression").isEmpty()) {
            unset(node, node.text("expression"));
        }
        boolean sets = node.word().equals("setVariable") || above.word().equals("variables");
        String name = node.text("name");
        if (sets && !name.isEmpty() && !read.contains(name) && !name.contains("{")) {
            unread.add(new Fault("variable " + name, "is set here and read nowhere" + Spelling.hint(name, read), "a step that reads it, or none that sets it", node.place()));
        }
        if (Set.of("to", "toD", "wireTap", "enrich").contains(node.word()) || above.word().equals("steps")) {
            String target = RouteEndpoints.target(node);
            if (!target.isEmpty() && !target.contains("{") && !called.containsKey(target)) {
                RouteNode resting = off.get(target);
                if (resting != null) {
                    fault(resting, "route " + resting.text("id"), "does not start, and is called at " + node.place(), "no " + switchedOff(resting) + ": false");
                    return;
                }
                fault(node, "endpoint " + target, "leads to no route", "one of " + new TreeSet<>(called.keySet()) + Spelling.hint(target, called.keySet()));
            }
        }
        if (node.word().equals("routeConfigurationId") && !configurations.contains(node.text())) {
            fault(node, "routeConfigurationId " + node.text(), "is defined in no file",
                    "one of " + configurations + Spelling.hint(node.text(), configurations));
        }
        if (node.word().equals("steps") && !node.elements().isEmpty()) {
            faults.addAll(ends.faults(node.elements()));
        }
        if (node.word().equals("id") && !node.text().isEmpty() && !above.word().equals("parameters")) {
            RouteNode first = ids.putIfAbsent(node.text(), node);
            if (first != null && copies.add(first.file() + " " + node.file())) { // of a copied file one is enough
                fault(node, "id " + node.text(), "stands also at " + first.place(), "each id once");
            }
        }
    }

    private void unset(RouteNode node, String name) {
        if (!set.contains(name)) {
            fault(node, "variable " + name, "is read here and set nowhere", "one of " + set + Spelling.hint(name, set));
        }
    }

    private void reports(RouteNode route) {
        RouteNode silent = silent(route.get("from"), new HashSet<>());
        if (silent != null) {
            fault(silent, "route " + route.text("id"), "has a path that reports no delivery" + where(silent),
                    "pickup, smtp with mailSettingsSender, or outbox with operation: handed-over on each path");
        }
    }

    private String where(RouteNode node) {
        String id = node.text("id");
        StringBuilder where = new StringBuilder(id.isEmpty() ? "" : ", by " + id);
        for (RouteNode one : node.steps()) {
            RouteNode route = called.get(RouteEndpoints.target(one.step()));
            if (route != null) {
                where.append(", by route ").append(route.text("id")).append(" of ").append(route.file().getFileName());
            }
        }
        return where.toString();
    }

    /** Where a path through these steps ends without a report; null if none does. */
    private @Nullable RouteNode silent(RouteNode block, Set<String> entered) {
        for (RouteNode one : block.steps()) {
            RouteNode step = one.step();
            if (step.isOff()) {
                continue;
            }
            if (step.word().equals("choice")) {
                RouteNode without = silentChoice(step, entered);
                if (without == null) {
                    return null;
                }
                if (without != step) {
                    return rest(block, step, entered) ? null : without;
                }
            } else if (ends(step, entered)) {
                return null;
            }
        }
        return block;
    }

    /** True if what stands behind a step reports whatever came before. */
    private boolean rest(RouteNode block, RouteNode step, Set<String> entered) {
        boolean behind = false;
        for (RouteNode one : block.steps()) {
            behind |= one.step().place().equals(step.place());
            if (behind && !one.step().place().equals(step.place())
                    && (ends(one.step(), entered) || one.step().word().equals("choice") && silentChoice(one.step(), entered) == null)) {
                return true;
            }
        }
        return false;
    }

    /** The branch that reports nothing; the choice itself if it has no otherwise; null if all report. */
    private @Nullable RouteNode silentChoice(RouteNode choice, Set<String> entered) {
        RouteNode when = choice.get("when");
        RouteNode otherwise = choice.get("otherwise");
        List<RouteNode> branches = new ArrayList<>(when == null ? List.of() : when.elements());
        if (otherwise != null) {
            branches.add(otherwise);
        }
        for (RouteNode branch : branches) {
            RouteNode silent = silent(branch, entered);
            if (silent != null) {
                return silent;
            }
        }
        return otherwise == null ? choice : null;
    }

    private boolean ends(RouteNode step, Set<String> entered) {
        if (step.word().equals("throwException") || step.word().equals("rollback")) {
            return true;
        }
        String target = RouteEndpoints.target(step);
        if (!target.isEmpty()) {
            RouteNode route = called.get(target);
            Set<String> further = new HashSet<>(entered);
            return route == null || further.add(target) && silent(route.get("from"), further) == null;
        }
        boolean reports = RouteEndpoints.reports(step) || RouteEndpoints.handsOver(step);
        return reports || step.get("steps") != null && !step.word().equals("filter") && silent(step, entered) == null;
    }

    private void fault(RouteNode node, String thing, String seen, String expected) {
        faults.add(new Fault(thing, seen, expected, node.place()));
    }
}
