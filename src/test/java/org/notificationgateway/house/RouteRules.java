// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.house;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The house rules for what a route file says, so that one name finds the file, the route, its log lines and its
 * settings. Each method returns the faults it found.
 */
final class RouteRules {
    static final String SPDX = "# SPDX-License-Identifier: Apache-2.0";
    private static final Set<String> STAGES = Set.of("ingress", "intake", "outbox", "delivery", "events");
    private static final String FAILURE_RULES = "error-handling";
    private static final Set<String> KINDS = Set.of("route", "routeTemplate", "routeConfiguration");
    private static final Set<String> BRANCHES = Set.of(
            "when", "otherwise", "doCatch", "doFinally", "onException", "onCompletion", "onFallback", "intercept");
    private static final Pattern KEBAB_CASE = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");

    private RouteRules() {}

    /** One file alone. */
    static List<String> faults(RouteFile file) {
        List<String> faults = new ArrayList<>();
        if (!file.text().startsWith(SPDX + "\n")) {
            faults.add("first line: expected " + SPDX);
        }
        file.tree().forEach(entry -> entry.fieldNames().forEachRemaining(kind -> {
            if (!KINDS.contains(kind)) {
                faults.add(kind + ": stands at the top: expected route, routeTemplate or routeConfiguration");
            }
        }));
        List<JsonNode> configurations = file.entries("routeConfiguration");
        if (file.name().equals(FAILURE_RULES)) {
            if (configurations.isEmpty() || !file.routes().isEmpty()) {
                faults.add(FAILURE_RULES + ": expected routeConfigurations and no route");
            }
            configurations.forEach(configuration -> described(configuration, faults));
        } else if (file.routes().size() != 1 || file.tree().size() != 1) {
            faults.add("has " + file.tree().size() + " entries: expected one route or one routeTemplate");
        } else {
            JsonNode entry = file.tree().get(0).elements().next();
            if (!entry.path("id").asText().equals(file.name())) {
                faults.add("id is '" + entry.path("id").asText() + "': expected the file's name " + file.name());
            }
            route(file.name(), file.routes().get(0), faults);
        }
        return faults;
    }

    private static void route(String name, JsonNode route, List<String> faults) {
        described(route, faults);
        String group = route.path("group").asText();
        if (!STAGES.contains(group)) {
            faults.add("group is '" + group + "': expected ingress, intake, outbox, delivery or events");
        } else if (!name.equals(group) && !name.startsWith(group + "-")) {
            faults.add("group is '" + group + "': expected the stage in the name " + name);
        }
        String door = route.at("/from/uri").asText();
        boolean told = Set.of("direct", "file", "outbox").contains(door); // failures are its caller's, or its component's
        if (told && !route.path("errorHandler").has("noErrorHandler")) {
            faults.add("errorHandler is missing: expected noErrorHandler, so that " + door + " learns of each failure");
        } else if (told && route.has("routeConfigurationId")) {
            faults.add("routeConfigurationId: a rule that handles a failure hides it from " + door);
        } else if (!told && !route.has("routeConfigurationId") && !route.path("errorHandler").has("defaultErrorHandler")) {
            faults.add("routeConfigurationId is missing: expected the failure rule of this route");
        }
    }

    private static void described(JsonNode entry, List<String> faults) {
        if (entry.path("description").asText().isBlank()) {
            faults.add("description is missing" + (entry.has("id") ? " at " + entry.path("id").asText() : ""));
        }
    }

    /** Ids of steps and branches: each has one, in kebab-case, and no two are alike in all files together. */
    static List<String> idFaults(List<RouteFile> files) {
        List<String> faults = new ArrayList<>();
        Map<String, String> seen = new TreeMap<>();
        files.forEach(file -> file.visit((pointer, node) -> {
            if (!node.isObject() || !bearsId(pointer, node)) {
                return;
            }
            String id = node.path("id").asText();
            String place = file + " " + pointer;
            if (!KEBAB_CASE.matcher(id).matches()) {
                faults.add(place + ": id is '" + id + "': expected one in kebab-case");
            } else if (seen.putIfAbsent(id, place) != null) {
                faults.add(place + ": id '" + id + "' stands also at " + seen.get(id));
            }
        }));
        return faults;
    }

    private static boolean bearsId(String pointer, JsonNode node) {
        String member = RouteFile.member(pointer);
        boolean step = pointer.matches(".*/steps/\\d+/[^/]+");
        return step || BRANCHES.contains(member) && !node.has(member);
    }

    /** Failure rules: each one named exists, and each one there is named. */
    static List<String> failureRuleFaults(List<RouteFile> files) {
        Set<String> named = new TreeSet<>();
        Set<String> there = new TreeSet<>();
        for (RouteFile file : files) {
            file.routes().stream().filter(r -> r.has("routeConfigurationId"))
                    .forEach(route -> named.add(route.path("routeConfigurationId").asText()));
            file.entries("routeConfiguration").forEach(rule -> there.add(rule.path("id").asText()));
        }
        List<String> faults = new ArrayList<>();
        named.stream().filter(id -> !there.contains(id))
                .forEach(id -> faults.add("routeConfigurationId '" + id + "' is no routeConfiguration"));
        there.stream().filter(id -> !named.contains(id))
                .forEach(id -> faults.add("routeConfiguration '" + id + "' is used by no route"));
        return faults;
    }
}
