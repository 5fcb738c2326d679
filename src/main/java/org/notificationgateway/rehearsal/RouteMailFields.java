// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.rehearsal;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.notificationgateway.settings.Fault;

/**
 * Finds options of Camel's own {@code smtp} that say who a mail is for or what stands in it: Camel takes a finished mail as it
 * is, and looks at none of them. In doubt it says nothing. Keeps no state once it is made.
 */
final class RouteMailFields {
    private static final List<String> FIELDS = List.of("to", "cc", "bcc", "from", "replyTo", "subject", "contentType", "alternativeBodyHeader",
            "useHeaderFrom", "useHeaderRecipients", "useHeaderReplyTo", "useHeaderSubject");
    /** Steps and endpoints that leave a body alone. */
    private static final Set<String> STEPS = Set.of("log", "setHeader", "setHeaders", "setVariable", "setVariables", "setProperty", "removeHeader",
            "removeHeaders", "removeVariable", "removeProperty", "choice", "filter", "multicast", "loop", "doTry", "stop", "delay", "throttle",
            "throwException", "rollback", "pipeline", "step", "validate", "wireTap");
    private static final Set<String> ENDPOINTS = Set.of("direct", "seda", "log", "file", "smtp", "smtps", "pickup", "outbox");

    private final RouteFlow flow;

    RouteMailFields(List<RouteNode> files) {
        flow = new RouteFlow(files);
    }

    List<Fault> faults() {
        List<Fault> faults = new ArrayList<>();
        boolean ruled = flow.isOpen() || flow.lines().stream().flatMap(line -> line.rules().stream()).anyMatch(RouteMailFields::calls);
        for (RouteStep step : ruled ? List.<RouteStep>of() : flow.steps()) {
            RouteNode parameters = step.node().get("parameters");
            boolean sent = step.word().equals("to") && RouteEndpoints.scheme(step.node()).matches("smtps?") && parameters != null;
            if (sent && FIELDS.stream().anyMatch(field -> parameters.get(field) != null) && takesTheMail(step)) {
                parameters.members().values().stream().filter(option -> FIELDS.contains(option.word())).forEach(option -> faults.add(new Fault(
                        "option " + option.word() + " of endpoint smtp", "has no effect: the mail goes out as it is, to the recipients of its envelope",
                        "no such option", option.place())));
            }
        }
        return faults;
    }

    /** A rule that hands something on to another route. */
    private static boolean calls(RouteStep rule) {
        boolean[] calls = new boolean[1];
        rule.visit(step -> calls[0] |= !RouteEndpoints.target(step.node()).isEmpty());
        return calls[0];
    }

    private boolean takesTheMail(RouteStep step) {
        Stream<RouteStep> beginnings = flow.lines().stream().map(RouteFlow.Line::from);
        List<RouteStep> from = beginnings.filter(one -> RouteEndpoints.target(one.node()).isEmpty() && leads(one, step)).toList();
        return !from.isEmpty() && from.stream().allMatch(one -> RouteEndpoints.scheme(one.node()).equals("outbox"))
                && flow.steps().stream().filter(RouteMailFields::changes).noneMatch(one -> leads(one, step));
    }

    private static boolean changes(RouteStep step) {
        boolean plain = STEPS.contains(step.word()) || step.word().equals("to") && ENDPOINTS.contains(RouteEndpoints.scheme(step.node()));
        return !plain || !step.node().text("variableReceive").isEmpty() || !step.node().text("variableSend").isEmpty();
    }

    private boolean leads(RouteStep source, RouteStep wanted) {
        return flow.mayFollow(source, new RouteFlow.Look() {
            @Override
            public boolean finds(RouteStep step) {
                return step.equals(wanted);
            }

            @Override
            public boolean ends(RouteStep step) {
                return false;
            }

            @Override
            public boolean findsConsumer(RouteNode from) {
                return false;
            }
        });
    }
}
