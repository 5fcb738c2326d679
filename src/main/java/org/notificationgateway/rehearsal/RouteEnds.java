// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.rehearsal;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.notificationgateway.settings.Fault;

/** Finds steps that no mail reaches, because whatever stands before them ends its way. In doubt it says nothing. Keeps no state once it is made. */
final class RouteEnds {
    private static final Set<String> ENDS = Set.of("stop", "rollback", "throwException");

    private final Map<String, RouteNode> called;
    private final boolean goesOn; // a failure rule may let a mail go on where a step has failed

    /** @param called routes by the name that calls them */
    RouteEnds(List<RouteNode> files, Map<String, RouteNode> called) {
        this.called = called;
        boolean[] continued = new boolean[1];
        files.forEach(file -> file.visit((node, above) -> continued[0] |= node.word().equals("continued")));
        goesOn = continued[0];
    }

    /** At most one of a list of steps. */
    List<Fault> faults(List<RouteNode> elements) {
        List<RouteNode> steps = elements.stream().map(RouteNode::step).filter(step -> !step.isOff()).toList();
        for (int i = 0; i + 1 < steps.size(); i++) {
            RouteNode step = steps.get(i);
            if (ends(step, new HashSet<>())) {
                RouteNode next = steps.get(i + 1);
                String how = ENDS.contains(step.word()) ? " stands before it" : " before it lets no mail go on";
                return List.of(new Fault("step " + name(next), "is never reached: " + name(step) + how, "no step behind it", next.place()));
            }
        }
        return List.of();
    }

    private static String name(RouteNode step) {
        return step.text("id").isEmpty() || ENDS.contains(step.word()) ? step.word() : step.text("id");
    }

    private boolean ends(RouteNode step, Set<String> entered) {
        if (ENDS.contains(step.word())) {
            return step.word().equals("stop") || !goesOn;
        }
        return switch (step.word()) {
            case "pipeline", "step" -> block(step, entered);
            case "choice" -> choice(step, entered);
            case "doTry" -> block(step, entered) && blocks(step.get("doCatch")).stream().allMatch(one -> block(one, entered));
            case "to" -> {
                RouteNode route = called.get(RouteEndpoints.target(step));
                yield RouteEndpoints.scheme(step).equals("direct") && route != null && passesOn(route)
                        && entered.add(RouteEndpoints.target(step)) && block(route.members().get("from"), entered);
            }
            default -> false;
        };
    }

    /** True for a route whose failures go to whoever called it. */
    private static boolean passesOn(RouteNode route) {
        RouteNode handler = route.get("errorHandler");
        return handler != null && handler.get("noErrorHandler") != null;
    }

    /** True if a mail that enters these steps does not leave them at their end. */
    private boolean block(@Nullable RouteNode holder, Set<String> entered) {
        return holder != null && holder.steps().stream().map(RouteNode::step).filter(step -> !step.isOff()).anyMatch(step -> ends(step, entered));
    }

    private boolean choice(RouteNode choice, Set<String> entered) {
        RouteNode otherwise = choice.get("otherwise");
        List<RouteNode> branches = new ArrayList<>(blocks(choice.get("when")).stream().filter(one -> !one.isOff()).toList());
        if (otherwise == null || otherwise.isOff()) {
            return false;
        }
        branches.add(otherwise);
        return branches.stream().allMatch(branch -> block(branch, new HashSet<>(entered)));
    }

    private static List<RouteNode> blocks(@Nullable RouteNode list) {
        return list == null ? List.of() : list.elements();
    }
}
