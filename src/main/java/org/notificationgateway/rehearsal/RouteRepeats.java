// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.rehearsal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.notificationgateway.settings.Fault;

/** Finds steps that leave everything as it was before them: a value set to itself, a header removed again, a body that is of the type already. Not thread-safe. */
final class RouteRepeats {
    /** Between these a body keeps its type, and no header comes. */
    private static final Set<String> QUIET = Set.of("log", "setVariable", "setVariables", "setProperty", "removeHeader", "removeHeaders",
            "removeVariable", "removeProperty", "delay");
    private static final Map<String, String> FUNCTIONS = Map.of("setVariable", "variable", "setHeader", "header", "setProperty", "exchangeProperty");
    private static final Map<String, String> TYPES = Map.of("String", "java.lang.String", "java.lang.byte[]", "byte[]", "[B", "byte[]");

    private final List<Fault> faults = new ArrayList<>();

    List<Fault> faults(List<RouteNode> files) {
        for (RouteNode file : files) {
            file.visit((node, above) -> {
                if (node.word().equals("steps")) {
                    look(node.elements().stream().map(RouteNode::step).filter(step -> !step.isOff()).toList());
                }
            });
        }
        return List.copyOf(faults);
    }

    private void fault(RouteNode node, String thing, String seen, String expected) {
        faults.add(new Fault(thing, seen, expected, node.place()));
    }

    private static boolean has(RouteNode step, Predicate<RouteNode> wanted) {
        boolean[] found = new boolean[1];
        step.visit((node, above) -> found[0] |= wanted.test(node));
        return found[0];
    }

    private static String named(RouteNode step) {
        return "step " + (step.text("id").isEmpty() ? step.word() : step.text("id"));
    }

    private void look(List<RouteNode> steps) {
        String type = ""; // of the body, as far as it is known
        RouteNode dropped = null; // all headers, and none has come since
        for (RouteNode step : steps) {
            itself(step);
            twice(step);
            if (dropped != null && (step.word().equals("removeHeader") || step.word().equals("removeHeaders"))) {
                fault(step, named(step), "has no effect: " + named(dropped) + " at " + dropped.place() + " has dropped all headers", "no such step");
            }
            if (step.word().equals("convertBodyTo") && step.get("charset") == null && type(step.text("type")).equals(type)) {
                fault(step, named(step), "has no effect: the body is of this type already", "another type, or no such step");
            }
            dropped = step.word().equals("removeHeaders") && isAll(step) ? step : QUIET.contains(step.word()) || step.word().equals("setBody") ? dropped : null;
            type = next(step, type);
        }
    }

    private static boolean isAll(RouteNode step) {
        return step.text("pattern").equals("*") && step.get("excludePattern") == null && step.get("excludePatterns") == null;
    }

    private static String type(String name) {
        return TYPES.getOrDefault(name, name.isEmpty() ? "?" : name);
    }

    /** The type of the body behind a step; empty if only a mail can tell. */
    private static String next(RouteNode step, String type) {
        return switch (step.word()) {
            case "convertBodyTo" -> step.text("mandatory").equals("false") ? "" : type(step.text("type"));
            case "setBody" -> isText(step) ? "java.lang.String" : "";
            case "setHeader", "setHeaders" -> type;
            default -> QUIET.contains(step.word()) ? type : "";
        };
    }

    /** True for a constant, and for a text with words around its functions. */
    private static boolean isText(RouteNode step) {
        RouteNode constant = RouteConditions.condition(step, List.of("constant"));
        RouteNode text = constant == null ? RouteConditions.condition(step, List.of("simple")) : constant;
        return text != null && !has(step, one -> one.word().equals("resultType"))
                && (constant != null || !text.text().isBlank() && !text.text().strip().matches("(?s)\\$\\{.*|.*(}}|[=<>?]).*"));
    }

    private void itself(RouteNode step) {
        RouteNode value = RouteConditions.condition(step, List.of("simple"));
        String function = FUNCTIONS.get(step.word());
        String text = value == null || has(step, one -> one.word().equals("resultType")) ? "" : value.text().strip();
        boolean same = step.word().equals("setBody") && text.equals("${body}")
                || function != null && !step.text("name").isEmpty() && text.matches("\\$\\{" + function + "[.:]\\Q" + step.text("name") + "\\E}");
        if (same) {
            fault(step, named(step), "has no effect: it sets " + text + " to itself", "another value, or no such step");
        }
    }

    private void twice(RouteNode step) {
        RouteNode list = list(step);
        Map<String, RouteNode> known = new HashMap<>();
        for (RouteNode one : list == null ? List.<RouteNode>of() : list.elements()) {
            RouteNode first = known.put(one.text("name"), one);
            if (first != null && !has(one, text -> !text.word().equals("name") && text.text().contains(one.text("name")))) {
                fault(first, list.word().replaceFirst("s$", "") + " " + one.text("name"), "is set again by the same step at " + one.place(), "each once");
            }
        }
    }

    private static @Nullable RouteNode list(RouteNode step) {
        return step.word().equals("setVariables") ? step.get("variables") : step.word().equals("setHeaders") ? step.get("headers") : null;
    }
}
