// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.rehearsal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.notificationgateway.settings.Fault;

/** Each kind of step without effect, and beside it the step that is close to it and has one. */
class StepsWithoutEffectTest {
    private static final DefaultCamelContext CONTEXT = new DefaultCamelContext();

    /**
     * @param wrong steps of a route from the outbox
     * @param words of the fault
     * @param right steps that differ in a little, of which nothing is to be said
     */
    record Pair(String kind, String wrong, String words, String right) {
        @Override
        public String toString() {
            return kind;
        }
    }

    static List<Pair> pairs() {
        return List.of(
                new Pair("a header nobody reads", "setHeader: {name: X-Tag, constant: a}; to: pickup", "header X-Tag is set here, and nothing behind",
                        "setHeader: {name: X-Tag, constant: a}; to: \"file:spool?fileName=${header.X-Tag}\"; to: outbox:handed-over"),
                new Pair("a header another endpoint takes", "setHeader: {name: X-Tag, constant: a}; removeHeaders: {pattern: \"*\"}; to: \"file:spool\"", "before removeHeaders",
                        "setHeader: {name: X-Tag, constant: a}; to: \"file:spool\""),
                new Pair("a header that a called route reads", "to: direct:reader; setHeader: {name: Tag, constant: a}", "header Tag is set here",
                        "setHeader: {name: Tag, constant: a}; to: direct:reader"),
                new Pair("a body set twice", "setBody: {constant: a}; setBody: {constant: b}; log: {message: \"${body}\"}", "body is set here, and nothing reads it before setBody",
                        "setBody: {constant: a}; setBody: {simple: \"${body} b\"}; log: {message: \"${body}\"}"),
                new Pair("a body behind the delivery", "to: pickup; setBody: {constant: a}", "body is set here, and nothing behind",
                        "to: pickup; setBody: {constant: a}; log: {message: \"${body}\"}"),
                new Pair("a variable set twice", "setVariable: {name: a, constant: a}; setVariable: {name: a, constant: b}; log: {message: \"${variable.a}\"}",
                        "variable a is set here, and nothing reads it before setVariable",
                        "setVariable: {name: a, constant: a}; filter: {simple: \"${variable.attempt} > 1\", steps: [{setVariable: {name: a, constant: b}}]}; log: {message: \"${variable.a}\"}"),
                new Pair("a variable set too late", "log: {message: \"${variable.a}\"}; setVariable: {name: a, constant: a}", "variable a is read here, but is set only at",
                        "loop: {constant: 2, steps: [{log: {message: \"${variable.a}\"}}, {setVariable: {name: a, constant: a}}]}"),
                new Pair("a variable of a door", "log: {message: \"${variable.file}\"}", "variable file is read here, but is known only in routes behind the file door",
                        "log: {message: \"${variable.attempt}\"}"),
                new Pair("a removed variable nobody sets", "removeVariable: {name: atempt}", "did you mean attempt?", "removeVariable: {name: attempt}"),
                new Pair("a property nobody reads", "setProperty: {name: a, constant: a}", "property a is set here, and nothing behind",
                        "setProperty: {name: a, constant: a}; log: {message: \"${exchangeProperty.a}\"}"),
                new Pair("a property nobody sets", "log: {message: \"${exchangeProperty.a}\"}", "property a is read here and set nowhere",
                        "log: {message: \"${exchangeProperty.CamelToEndpoint}\"}"),
                new Pair("a header of the mail", "log: {message: \"${header.Subject}\"}", "header Subject is read here, where there is none",
                        "setHeader: {name: Subject, simple: \"${variable.id}\"}; log: {message: \"${header.Subject}\"}"),
                new Pair("a condition that holds for all", "filter: {simple: \"true\", steps: [{log: {message: a}}]}", "condition true holds for every mail",
                        "filter: {simple: \"{{my.switch:true}}\", steps: [{log: {message: a}}]}"),
                new Pair("a condition that holds for none", "filter: {constant: \"false\", steps: [{log: {message: a}}]}", "holds for no mail",
                        "filter: {simple: \"${variable.attempt} > 1\", steps: [{log: {message: a}}]}"),
                new Pair("a comparison inside the braces", "filter: {simple: \"${variable.delivery == 'smtp'}\", steps: [{log: {message: a}}]}", "inside the braces",
                        "filter: {simple: \"${variable.delivery} == 'smtp'\", steps: [{log: {message: a}}]}"),
                new Pair("a way that does not exist", "filter: {simple: \"${variable.delivery} == 'SMTP'\", steps: [{log: {message: a}}]}", "did you mean smtp?",
                        "filter: {simple: \"${variable.delivery} =~ 'SMTP'\", steps: [{log: {message: a}}]}"),
                new Pair("a variable alone", "filter: {simple: \"${variable.sender}\", steps: [{log: {message: a}}]}", "always set",
                        "filter: {simple: \"${variable.sender} != null && ${variable.attempt} > 1\", steps: [{log: {message: a}}]}"),
                new Pair("a branch asked before", "choice: {when: [{simple: \"${variable.id} == 'a'\", steps: [{log: {message: a}}]}, {simple: \"${variable.id} == 'a'\", steps: [{log: {message: b}}]}]}",
                        "is never asked", "choice: {when: [{simple: \"${variable.id} == 'a'\", steps: [{log: {message: a}}]}, {simple: \"${variable.id} == 'b'\", steps: [{log: {message: b}}]}]}"),
                new Pair("a filter of nothing", "filter: {simple: \"${variable.attempt} > 1\", steps: []}", "has no steps",
                        "choice: {when: [{simple: \"${variable.attempt} > 1\", steps: []}], otherwise: {steps: [{log: {message: a}}]}}"),
                new Pair("a delay of nothing", "delay: {constant: \"0\"}", "waits for no time", "delay: {constant: \"10\"}"),
                new Pair("a log of nothing", "log: {message: \"\"}", "logs no text", "log: {message: a}"),
                new Pair("a catch behind a wider one", "doTry: {steps: [{to: pickup}], doCatch: [{exception: [java.lang.Exception], steps: [{log: {message: a}}]}, {exception: [java.io.IOException], steps: [{log: {message: b}}]}]}",
                        "doCatch of java.io.IOException is never reached",
                        "doTry: {steps: [{to: pickup}], doCatch: [{exception: [java.io.IOException], steps: [{log: {message: a}}]}, {exception: [java.lang.Exception], steps: [{log: {message: b}}]}]}"),
                new Pair("handed-over behind pickup", "to: pickup; to: outbox:handed-over", "has no effect", "to: \"file:spool\"; to: outbox:handed-over"),
                new Pair("the same delivery twice", "to: {uri: pickup}; to: {uri: pickup}", "delivers the mail again",
                        "to: {uri: pickup}; to: {uri: pickup, parameters: {directoryName: spool/copy}}"));
    }

    @AfterAll
    static void close() throws Exception {
        CONTEXT.close();
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void isNamedAndItsHarmlessTwinIsNot(Pair pair) throws Exception {
        List<String> faults = faults(route("outbox", pair.wrong()));
        assertEquals(1, faults.size(), faults::toString);
        assertTrue(faults.get(0).contains(pair.words()) && faults.get(0).endsWith("(own.camel.yaml:" + line(faults.get(0)) + ")"), faults::toString);
        assertEquals(List.of(), faults(route("outbox", pair.right())));
    }

    @Test
    void aFailureRuleThatNoFailureReachesIsNamed() throws Exception {
        String rule = "- routeConfiguration:\n    id: rule\n    onException:\n      - onException:\n          exception: [java.lang.Exception]\n          steps: [{log: {message: a}}]\n";
        String route = route("outbox", "to: pickup").replace("    from:", "    routeConfigurationId: rule\n    from:");
        assertEquals(List.of(), faults(rule + route));
        List<String> faults = faults(rule + route.replace("    from:", "    errorHandler: {noErrorHandler: {}}\n    from:"));
        assertTrue(faults.size() == 1 && faults.get(0).startsWith("routeConfigurationId rule has no effect"), faults::toString);
    }

    @Test
    void headersOfTheCallerAreNotPassedOnByHttp() throws Exception {
        List<String> faults = faults(route("platform-http:/own", "to: direct:intake"));
        assertTrue(faults.size() == 1 && faults.get(0).contains("passes on every header of the caller"), faults::toString);
        assertEquals(List.of(), faults(route("platform-http:/own", "removeHeaders: {pattern: \"*\"}; to: direct:intake")));
    }

    @Test
    void aRouteThatStoresLeavesItsFailuresToTheDoors() throws Exception {
        List<String> faults = faults(route("direct:own-intake", "to: outbox"));
        assertTrue(faults.size() == 1 && faults.get(0).contains("no failure rule of a door hears"), faults::toString);
        assertEquals(List.of(), faults(route("direct:own-intake", "to: outbox").replace("    from:", "    errorHandler: {noErrorHandler: {}}\n    from:")));
    }

    private static String line(String fault) {
        return fault.replaceFirst(".*:(\\d+)\\)$", "$1");
    }

    private static String route(String from, String steps) {
        StringBuilder route = new StringBuilder("- route:\n    id: own\n    from:\n      uri: " + from + "\n      steps:\n");
        for (String step : steps.split("; ")) {
            route.append("        - ").append(step).append('\n');
        }
        return route.toString();
    }

    private static List<String> faults(String text) throws Exception {
        String reader = "- route:\n    id: reader\n    from:\n      uri: direct:reader\n      steps:\n        - log: {message: \"${header.Tag}\"}\n";
        List<RouteNode> files = new ArrayList<>(List.of(RouteNode.of(Path.of("own.camel.yaml"), text)));
        if (text.contains("direct:reader")) {
            files.add(RouteNode.of(Path.of("reader.camel.yaml"), reader));
        }
        List<Fault> faults = new ArrayList<>(new RouteEffects(files).faults());
        faults.addAll(new RouteConditions(CONTEXT).faults(files));
        faults.addAll(new RouteHabits(CONTEXT).faults(files));
        return faults.stream().filter(fault -> fault.where().startsWith("own")).map(Fault::toString).toList();
    }
}
