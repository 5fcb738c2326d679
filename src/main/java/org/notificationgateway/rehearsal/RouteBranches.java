// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.rehearsal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.notificationgateway.settings.Fault;

/** Finds branches of a choice that no mail takes, whatever it brings. In doubt it says nothing. Keeps no state once it is made. */
final class RouteBranches {
    private final Function<RouteNode, Condition> conditions;

    /** @param conditions of a branch; one like no other if it cannot be told */
    RouteBranches(Function<RouteNode, Condition> conditions) {
        this.conditions = conditions;
    }

    List<Fault> faults(RouteNode choice) {
        List<Fault> faults = new ArrayList<>();
        RouteNode list = choice.get("when");
        List<RouteNode> branches = list == null ? List.of() : list.elements().stream().filter(branch -> !branch.isOff()).toList();
        List<Condition> asked = branches.stream().map(conditions).toList();
        List<Map<String, Object>> left = Worlds.of(asked);
        if (left.isEmpty()) {
            return faults;
        }
        List<Map<String, Object>> all = left;
        Map<Condition, RouteNode> known = new HashMap<>();
        RouteNode last = choice;
        for (int i = 0; i < branches.size(); i++) {
            RouteNode branch = branches.get(i);
            Condition condition = asked.get(i);
            if (left.isEmpty()) {
                faults.add(never(branch, last));
                return faults; // of those behind it the same is true
            }
            RouteNode first = known.putIfAbsent(condition, branch);
            boolean alone = all.stream().anyMatch(world -> condition.holds(world::get));
            if (alone && left.stream().noneMatch(world -> condition.holds(world::get))) {
                faults.add(first == null ? covered(branch) : repeated(branch, first));
            }
            left = left.stream().filter(world -> !condition.holds(world::get)).toList();
            last = branch;
        }
        RouteNode otherwise = choice.get("otherwise");
        if (left.isEmpty() && otherwise != null && !otherwise.isOff()) {
            faults.add(never(otherwise, last));
        }
        return faults;
    }

    private static Fault never(RouteNode branch, RouteNode last) {
        return new Fault(name(branch), "is never reached: every mail goes by " + name(last) + " at " + last.place() + ", or by a branch before that",
                branch.word().equals("otherwise") ? "otherwise in the place of that branch, or no otherwise" : "no branch behind that one", branch.place());
    }

    private static Fault covered(RouteNode branch) {
        return new Fault(name(branch), "is never reached: each mail for which its condition holds goes by a branch before it",
                "a condition that another mail meets, or no such branch", branch.place());
    }

    private static Fault repeated(RouteNode branch, RouteNode first) {
        return new Fault(name(branch), "is never asked: its condition is that of " + first.place(), "each condition once in a choice", branch.place());
    }

    private static String name(RouteNode branch) {
        return branch.text("id").isEmpty() ? branch.word() : "branch " + branch.text("id");
    }
}
