// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.rehearsal;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.notificationgateway.settings.Fault;
import org.notificationgateway.settings.Spelling;

/**
 * Finds what steps leave for others and nobody takes, and what steps take and nobody leaves: bodies, headers, variables,
 * properties. In doubt it says nothing. Not thread-safe.
 */
final class RouteEffects {
    private static final Pattern READ = Pattern.compile("\\$\\{(variable|header|exchangeProperty)s?[.:]([A-Za-z0-9_-]+)");
    /** Between these no failure rule looks at what they leave. */
    private static final Set<String> QUIET = Set.of("log", "setBody", "setHeader", "setHeaders", "setVariable", "setVariables", "setProperty",
            "removeHeader", "removeHeaders", "removeVariable", "removeProperty");
    /** What the program itself reads, besides the steps. */
    private static final Set<String> OURS = Set.of("atLimit", "caller");
    private static final Map<String, Set<String>> GIVEN = Map.of(
            "outbox", Set.of("sender", "id", "attempt", "delivery"), "file", Set.of("file", "defaultId"));

    private final RouteFlow flow;
    private final List<Fault> faults = new ArrayList<>();
    private final Set<String> early = new HashSet<>(); // variables that somebody reads before they are set
    private final boolean open;
    private final boolean code;

    RouteEffects(List<RouteNode> files) {
        flow = new RouteFlow(files);
        open = flow.isOpen();
        code = flow.steps().stream().anyMatch(StepReads::isCode);
    }

    /** Something that a step leaves. */
    private record Left(String kind, String name, RouteNode place) {
        @Override
        public String toString() {
            return kind.equals("body") ? "body" : kind + " " + name;
        }
    }

    List<Fault> faults() {
        for (RouteStep step : flow.steps()) {
            if (flow.isCalled(step)) {
                reads(step);
            }
        }
        for (RouteStep step : flow.steps()) {
            left(step).forEach(left -> unread(step, left));
            removed(step);
        }
        return List.copyOf(faults);
    }

    private void fault(RouteNode node, String thing, String seen, String expected) {
        faults.add(new Fault(thing, seen, expected, node.place()));
    }

    /** What a step leaves for those behind it. */
    private static List<Left> left(RouteStep step) {
        RouteNode node = step.node();
        return switch (step.word()) {
            case "setBody", "transform" -> List.of(new Left("body", "", node));
            case "setHeader" -> List.of(new Left("header", node.text("name"), node));
            case "setVariable" -> List.of(new Left("variable", node.text("name"), node));
            case "setProperty" -> List.of(new Left("property", node.text("name"), node));
            case "setHeaders" -> all("header", node.get("headers"));
            case "setVariables" -> all("variable", node.get("variables"));
            default -> List.of();
        };
    }

    private static List<Left> all(String kind, @Nullable RouteNode list) {
        return list == null ? List.of() : list.elements().stream().map(one -> new Left(kind, one.text("name"), one)).toList();
    }

    private static boolean isPlain(Left left) {
        return left.kind().equals("body") || left.name().matches("[\\w.-]+") && !left.kind().equals("property") || left.name().matches("(?!Camel)[\\w-]+");
    }

    private void unread(RouteStep step, Left left) {
        if (!isPlain(left)) {
            return; // a name that only a mail tells, or one that Camel itself may read
        }
        RouteNode over = overwritten(step, left);
        if (over != null) {
            fault(left.place(), left.toString(), "is set here, and nothing reads it before " + over.word() + " at " + over.place() + " puts an end to it",
                    "one of the two steps, or a step between them that reads it");
            return;
        }
        boolean known = left.kind().equals("variable")
                && (OURS.contains(left.name()) || early.contains(left.name()) || flow.steps().stream().noneMatch(one -> StepReads.variable(one, left.name())));
        if (!known && !flow.mayFollow(step, look(left))) {
            String hint = left.kind().equals("header") ? "; a mail takes its headers from the request alone" : "";
            fault(left.place(), left.toString(), "is set here, and nothing behind this step reads it", "a step behind it that reads it, or no such step" + hint);
        }
    }

    /** The step that puts another thing in its place at once; null if none does. */
    private @Nullable RouteNode overwritten(RouteStep step, Left left) {
        for (RouteStep next : step.following()) {
            if (!QUIET.contains(next.word()) || flow.contains(next, one -> reads(one, left))) {
                return null;
            }
            if (ends(next, left)) {
                return next.node();
            }
        }
        return null;
    }

    private static boolean reads(RouteStep step, Left left) {
        return switch (left.kind()) {
            case "body" -> StepReads.body(step);
            case "header" -> StepReads.header(step, left.name());
            case "variable" -> StepReads.variable(step, left.name());
            default -> StepReads.property(step, left.name());
        };
    }

    private static boolean ends(RouteStep step, Left left) {
        RouteNode node = step.node();
        boolean again = left(step).stream().anyMatch(one -> one.kind().equals(left.kind()) && one.name().equalsIgnoreCase(left.name()));
        return again || switch (left.kind()) {
            case "body" -> StepReads.isAnswer(step);
            case "header" -> StepReads.isAnswer(step) || dropsAll(step) || step.word().equals("removeHeader") && node.text("name").equalsIgnoreCase(left.name());
            case "variable" -> step.word().equals("removeVariable") && node.text("name").equals(left.name());
            default -> step.word().equals("removeProperty") && node.text("name").equals(left.name());
        };
    }

    static boolean dropsAll(RouteStep step) {
        return step.word().equals("removeHeaders") && step.node().text("pattern").equals("*")
                && step.node().get("excludePattern") == null && step.node().get("excludePatterns") == null;
    }

    private static RouteFlow.Look look(Left left) {
        return new RouteFlow.Look() {
            @Override
            public boolean finds(RouteStep step) {
                return reads(step, left);
            }

            @Override
            public boolean ends(RouteStep step) {
                return RouteEffects.ends(step, left);
            }

            @Override
            public boolean findsConsumer(RouteNode from) {
                return left.kind().equals("body") ? StepReads.bodyIsTaken(from) : left.kind().equals("header") && StepReads.headersAreTaken(from);
            }
        };
    }

    private void removed(RouteStep step) {
        String name = step.node().text("name");
        Set<String> names = new TreeSet<>();
        flow.steps().forEach(one -> left(one).stream().filter(left -> left.kind().equals("variable")).forEach(left -> names.add(left.name())));
        GIVEN.values().forEach(names::addAll);
        if (step.word().equals("removeVariable") && !code && name.matches("[\\w-]+") && !names.contains(name)) {
            fault(step.node(), "variable " + name, "is removed here and set nowhere", "one of " + names + Spelling.hint(name, names));
        }
    }

    /** What a step reads and no step before it can have left. */
    private void reads(RouteStep step) {
        if (open) {
            return;
        }
        for (RouteNode text : step.texts()) {
            Matcher matcher = READ.matcher(text.text());
            while (matcher.find()) {
                String name = matcher.group(2);
                switch (matcher.group(1)) {
                    case "variable" -> variable(step, text, name);
                    case "header" -> header(step, text, name);
                    default -> property(text, name);
                }
            }
        }
    }

    private void variable(RouteStep step, RouteNode text, String name) {
        List<RouteStep> sources = flow.steps().stream().filter(one -> sets(one, "variable", name)).toList();
        boolean given = GIVEN.values().stream().anyMatch(names -> names.contains(name));
        if (code || sources.isEmpty() && !given) {
            return; // of one that is set nowhere RoutePaths tells
        }
        Stream<RouteStep> all = Stream.concat(sources.stream(), beginnings(from -> from.text("variableReceive").equals(name)
                || GIVEN.getOrDefault(RouteEndpoints.scheme(from), Set.of()).contains(name)));
        if (all.noneMatch(source -> source == step || leads(source, step, one -> false))) {
            String where = sources.isEmpty() ? "is known only in routes behind " + (name.equals("file") ? "the file door" : "the outbox") : "is set only at "
                    + sources.get(0).node().place() + ", which is never before this step";
            early.add(name);
            fault(text, "variable " + name, "is read here, but " + where, "a variable that is set before it is read");
        }
    }

    private void header(RouteStep step, RouteNode text, String name) {
        boolean there = Stream.concat(flow.steps().stream().filter(one -> StepReads.isForeign(one) || sets(one, "header", name)),
                        beginnings(from -> RouteEndpoints.target(from).isEmpty() && !RouteEndpoints.scheme(from).equals("outbox")))
                .anyMatch(source -> source == step || leads(source, step, RouteEffects::dropsAll));
        if (!there) {
            fault(text, "header " + name, "is read here, where there is none: the outbox gives none, and doors drop all of them",
                    "a variable that the door keeps before it drops the headers");
        }
    }

    private void property(RouteNode text, String name) {
        boolean set = flow.steps().stream().anyMatch(one -> sets(one, "property", name));
        if (!set && !code && !name.startsWith("Camel")) {
            fault(text, "property " + name, "is read here and set nowhere", "a property that is set before it is read");
        }
    }

    private static boolean sets(RouteStep step, String kind, String name) {
        return left(step).stream().anyMatch(left -> left.kind().equals(kind) && left.name().equalsIgnoreCase(name))
                || kind.equals("variable") && step.node().text("variableReceive").equals(name);
    }

    private Stream<RouteStep> beginnings(Predicate<RouteNode> wanted) {
        return flow.lines().stream().map(RouteFlow.Line::from).filter(from -> wanted.test(from.node()));
    }

    private boolean leads(RouteStep source, RouteStep wanted, Predicate<RouteStep> ends) {
        return flow.mayFollow(source, new RouteFlow.Look() {
            @Override
            public boolean finds(RouteStep step) {
                return Objects.equals(step, wanted);
            }

            @Override
            public boolean ends(RouteStep step) {
                return ends.test(step);
            }

            @Override
            public boolean findsConsumer(RouteNode from) {
                return false;
            }
        });
    }
}
