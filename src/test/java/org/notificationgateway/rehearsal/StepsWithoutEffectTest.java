// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.rehearsal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each kind of step without effect, and beside it the step that is close to it and has one. */
class StepsWithoutEffectTest {
        static List<StepPair> pairs() {
        return List.of(
                new StepPair("a header nobody reads", "setHeader: {name: X-Tag, constant: a}; to: pickup", "header X-Tag is set here, and nothing behind",
                        "setHeader: {name: X-Tag, constant: a}; to: \"file:spool?fileName=${header.X-Tag}\"; to: outbox:handed-over"),
                new StepPair("a header another endpoint takes", "setHeader: {name: X-Tag, constant: a}; removeHeaders: {pattern: \"*\"}; to: \"file:spool\"", "before removeHeaders",
                        "setHeader: {name: X-Tag, constant: a}; to: \"file:spool\""),
                new StepPair("a header that a called route reads", "to: direct:reader; setHeader: {name: Tag, constant: a}", "header Tag is set here",
                        "setHeader: {name: Tag, constant: a}; to: direct:reader"),
                new StepPair("a body set twice", "setBody: {constant: a}; setBody: {constant: b}; log: {message: \"${body}\"}", "body is set here, and nothing reads it before setBody",
                        "setBody: {constant: a}; setBody: {simple: \"${body} b\"}; log: {message: \"${body}\"}"),
                new StepPair("a body behind the delivery", "to: pickup; setBody: {constant: a}", "body is set here, and nothing behind",
                        "to: pickup; setBody: {constant: a}; log: {message: \"${body}\"}"),
                new StepPair("a variable set twice", "setVariable: {name: a, constant: a}; setVariable: {name: a, constant: b}; log: {message: \"${variable.a}\"}",
                        "variable a is set here, and nothing reads it before setVariable",
                        "setVariable: {name: a, constant: a}; filter: {simple: \"${variable.attempt} > 1\", steps: [{setVariable: {name: a, constant: b}}]}; log: {message: \"${variable.a}\"}"),
                new StepPair("a variable set too late", "log: {message: \"${variable.a}\"}; setVariable: {name: a, constant: a}", "variable a is read here, but is set only at",
                        "loop: {constant: 2, steps: [{log: {message: \"${variable.a}\"}}, {setVariable: {name: a, constant: a}}]}"),
                new StepPair("a variable of a door", "log: {message: \"${variable.file}\"}", "variable file is read here, but is known only in routes behind the file door",
                        "log: {message: \"${variable.attempt}\"}"),
                new StepPair("a removed variable nobody sets", "removeVariable: {name: atempt}", "did you mean attempt?", "removeVariable: {name: attempt}"),
                new StepPair("a property nobody reads", "setProperty: {name: a, constant: a}", "property a is set here, and nothing behind",
                        "setProperty: {name: a, constant: a}; log: {message: \"${exchangeProperty.a}\"}"),
                new StepPair("a property nobody sets", "log: {message: \"${exchangeProperty.a}\"}", "property a is read here and set nowhere",
                        "log: {message: \"${exchangeProperty.CamelToEndpoint}\"}"),
                new StepPair("a header of the mail", "log: {message: \"${header.Subject}\"}", "header Subject is read here, where there is none",
                        "setHeader: {name: Subject, simple: \"${variable.id}\"}; log: {message: \"${header.Subject}\"}"),
                new StepPair("a condition that holds for all", "filter: {simple: \"true\", steps: [{log: {message: a}}]}", "condition true holds for every mail",
                        "filter: {simple: \"{{my.switch:true}}\", steps: [{log: {message: a}}]}"),
                new StepPair("a condition that holds for none", "filter: {constant: \"false\", steps: [{log: {message: a}}]}", "holds for no mail",
                        "filter: {simple: \"${variable.attempt} > 1\", steps: [{log: {message: a}}]}"),
                new StepPair("a comparison inside the braces", "filter: {simple: \"${variable.delivery == 'smtp'}\", steps: [{log: {message: a}}]}", "inside the braces",
                        "filter: {simple: \"${variable.delivery} == 'smtp'\", steps: [{log: {message: a}}]}"),
                new StepPair("a way that does not exist", "filter: {simple: \"${variable.delivery} == 'SMTP'\", steps: [{log: {message: a}}]}", "did you mean smtp?",
                        "filter: {simple: \"${variable.delivery} =~ 'SMTP'\", steps: [{log: {message: a}}]}"),
                new StepPair("a variable alone", "filter: {simple: \"${variable.sender}\", steps: [{log: {message: a}}]}", "always set",
                        "filter: {simple: \"${variable.sender} != null && ${variable.attempt} > 1\", steps: [{log: {message: a}}]}"),
                new StepPair("a branch asked before", "choice: {when: [{simple: \"${variable.id} == 'a'\", steps: [{log: {message: a}}]}, {simple: \"${variable.id} == 'a'\", steps: [{log: {message: b}}]}]}",
                        "is never asked", "choice: {when: [{simple: \"${variable.id} == 'a'\", steps: [{log: {message: a}}]}, {simple: \"${variable.id} == 'b'\", steps: [{log: {message: b}}]}]}"),
                new StepPair("a filter of nothing", "filter: {simple: \"${variable.attempt} > 1\", steps: []}", "has no steps",
                        "choice: {when: [{simple: \"${variable.attempt} > 1\", steps: []}], otherwise: {steps: [{log: {message: a}}]}}"),
                new StepPair("a delay of nothing", "delay: {constant: \"0\"}", "waits for no time", "delay: {constant: \"10\"}"),
                new StepPair("a log of nothing", "log: {message: \"\"}", "logs no text", "log: {message: a}"),
                new StepPair("a catch behind a wider one", "doTry: {steps: [{to: pickup}], doCatch: [{exception: [java.lang.Exception], steps: [{log: {message: a}}]}, {exception: [java.io.IOException], steps: [{log: {message: b}}]}]}",
                        "doCatch of java.io.IOException is never reached",
                        "doTry: {steps: [{to: pickup}], doCatch: [{exception: [java.io.IOException], steps: [{log: {message: a}}]}, {exception: [java.lang.Exception], steps: [{log: {message: b}}]}]}"),
                new StepPair("handed-over behind pickup", "to: pickup; to: outbox:handed-over", "has no effect", "to: \"file:spool\"; to: outbox:handed-over"),
                new StepPair("the same delivery twice", "to: {uri: pickup}; to: {uri: pickup}", "delivers the mail again",
                        "to: {uri: pickup}; to: {uri: pickup, parameters: {directoryName: spool/copy}}"));
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void isNamedAndItsHarmlessTwinIsNot(StepPair pair) throws Exception {
        pair.check();
    }

    @Test
    void aFailureRuleThatNoFailureReachesIsNamed() throws Exception {
        String rule = "- routeConfiguration:\n    id: rule\n    onException:\n      - onException:\n          exception: [java.lang.Exception]\n          steps: [{log: {message: a}}]\n";
        String route = StepPair.route("outbox", "to: pickup").replace("    from:", "    routeConfigurationId: rule\n    from:");
        assertEquals(List.of(), StepPair.faults(rule + route));
        List<String> faults = StepPair.faults(rule + route.replace("    from:", "    errorHandler: {noErrorHandler: {}}\n    from:"));
        assertTrue(faults.size() == 1 && faults.get(0).startsWith("routeConfigurationId rule has no effect"), faults::toString);
    }

    @Test
    void headersOfTheCallerAreNotPassedOnByHttp() throws Exception {
        List<String> faults = StepPair.faults(StepPair.route("platform-http:/own", "to: direct:intake"));
        assertTrue(faults.size() == 1 && faults.get(0).contains("passes on every header of the caller"), faults::toString);
        assertEquals(List.of(), StepPair.faults(StepPair.route("platform-http:/own", "removeHeaders: {pattern: \"*\"}; to: direct:intake")));
    }

    @Test
    void aRouteThatStoresLeavesItsFailuresToTheDoors() throws Exception {
        List<String> faults = StepPair.faults(StepPair.route("direct:own-intake", "to: outbox"));
        assertTrue(faults.size() == 1 && faults.get(0).contains("no failure rule of a door hears"), faults::toString);
        assertEquals(List.of(), StepPair.faults(StepPair.route("direct:own-intake", "to: outbox").replace("    from:", "    errorHandler: {noErrorHandler: {}}\n    from:")));
    }
}
