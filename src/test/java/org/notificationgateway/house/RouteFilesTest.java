// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.notificationgateway.support.TestHome;

/** Keeps every route file in the one form that people, Kaoto and Camel read alike, also the next one somebody adds. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RouteFilesTest {
    private final CanonicalForm form = new CanonicalForm();
    private final List<RouteFile> files = RouteFile.all();

    List<RouteFile> files() {
        return files;
    }

    /** Those that people copy, too. */
    Stream<RouteFile> filesAndExamples() {
        return Stream.concat(files.stream(), RouteFile.below(TestHome.PROJECT.resolve("examples")).stream());
    }

    @ParameterizedTest
    @MethodSource("filesAndExamples")
    void followsCamelsSchema(RouteFile file) {
        assertEquals(List.of(), form.schemaFaults(file));
    }

    @ParameterizedTest
    @MethodSource("filesAndExamples")
    void isWrittenInTheLongForm(RouteFile file) {
        assertEquals(List.of(), form.shortcuts(file));
    }

    @Test
    void anExampleIsFoundInWhateverFolder(@TempDir Path folder) throws IOException {
        Path deep = Files.createDirectories(folder.resolve("a/b"));
        Files.writeString(deep.resolve("demo.camel.yaml"), "- route: {id: demo, from: {uri: 'timer:x', steps: [{log: hello}]}}");
        RouteFile demo = RouteFile.below(folder).get(0);
        assertEquals(List.of(), form.schemaFaults(demo));
        assertFalse(form.shortcuts(demo).isEmpty());
    }

    @ParameterizedTest
    @MethodSource("filesAndExamples")
    void hasItsKeysInTheOrderOfReading(RouteFile file) {
        assertEquals(List.of(), KeyOrder.faults(file));
    }

    @ParameterizedTest
    @MethodSource("filesAndExamples")
    void saysWhoItIsAndWhatItDoes(RouteFile file) {
        assertEquals(List.of(), RouteRules.faults(file));
    }

    @ParameterizedTest
    @MethodSource("filesAndExamples")
    void hasARowInTheReadme(RouteFile file) throws IOException {
        String page = files.contains(file) ? "routes/README.md" : "examples/routes/README.md";
        String readme = Files.readString(TestHome.PROJECT.resolve(page));
        assertTrue(readme.contains("\n| `" + file.name() + "` |"), page + " has no row for " + file);
    }

    @Test
    void stepIdsAreThereAndUniqueAcrossAllFiles() {
        assertEquals(List.of(), RouteRules.idFaults(filesAndExamples().toList()));
    }

    @Test
    void failureRulesExistAndAreUsed() {
        assertEquals(List.of(), RouteRules.failureRuleFaults(files));
    }

    /** A rule that nothing can break is none: one small file, and each rule broken once. */
    @Nested
    class AFileThatBreaksARule {
        private static final String GOOD = """
                # SPDX-License-Identifier: Apache-2.0
                - route:
                    id: ingress-demo
                    group: ingress
                    description: Shows the form
                    routeConfigurationId: refused-demo
                    from:
                      uri: timer
                      parameters: {timerName: demo}
                      steps:
                        - setBody: {id: greet, expression: {simple: {expression: "${date:now}"}}}
                        - choice:
                            id: choose
                            when:
                              - id: when-long
                                expression: {simple: {expression: "${body} != null"}}
                                steps:
                                  - log: {id: say, message: "${body}"}
                        - to: {id: to-intake, uri: direct, parameters: {name: intake}}
                """;

        @Test
        void isRefusedOnlyForThat() {
            assertEquals(List.of(), faults(GOOD));
        }

        @ParameterizedTest(name = "{2}")
        @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
            "{simple: {expression: \"${date:now}\"}} | {simple: \"x\"} | setBody.expression.simple: string found, object expected",
            "expression: {simple: {expression: \"${date:now}\"}} | simple: {expression: x} | setBody: property 'simple' is not defined in the schema",
            "expression: {simple: {expression: \"${body} != null\"}} | simple: \"x\" | when[0]: property 'simple' is not defined in the schema",
            "log: {id: say, message: \"${body}\"} | log: \"${body}\" | log: string found, object expected",
            "to: {id: to-intake, uri: direct, parameters: {name: intake}} | to: direct:intake | to: string found, object expected",
            "uri: direct, parameters: {name: intake} | uri: direct:intake | uri: is 'direct:intake': expected the scheme alone, all else in parameters",
            "uri: timer | uri: timer?period=1 | uri: is 'timer?period=1': expected the scheme alone, all else in parameters",
            "group: ingress | autoStartup: \"{{demo.enabled}}\" | autoStartup: is a placeholder: expected precondition",
            "group: ingress | autoStartup: \"{{demo.enabled}}\" | autoStartup: string found, boolean expected",
            "uri: timer | url: timer | from: required property 'uri' not found",
            "id: ingress-demo | id: demo | id is 'demo': expected the file's name ingress-demo",
            "group: ingress | group: doors | group is 'doors': expected ingress, intake, outbox, delivery or events",
            "group: ingress | group: intake | group is 'intake': expected the stage in the name ingress-demo",
            "description: Shows the form | note: Shows the form | description is missing at ingress-demo",
            "routeConfigurationId: refused-demo | note: none | routeConfigurationId is missing: expected the failure rule of this route",
            "uri: timer | uri: direct | errorHandler is missing: expected noErrorHandler, so that direct learns of each failure",
            "uri: timer | uri: file | errorHandler is missing: expected noErrorHandler, so that file learns of each failure",
            "id: greet, expression: {simple: {expression: \"${date:now}\"}} | expression: {simple: {expression: x}}, id: greet | setBody/id: stands behind expression: expected it before",
            "uri: direct, parameters: {name: intake} | parameters: {name: intake}, uri: direct | to/uri: stands behind parameters: expected it before",
            "group: ingress | steps: [] | route/description: stands behind steps: expected it before",
            "# SPDX-License-Identifier: Apache-2.0 | # A demo | first line: expected # SPDX-License-Identifier: Apache-2.0",
            "- route: | - from: | from: stands at the top: expected route, routeTemplate or routeConfiguration",
            "id: greet, | note: greet, | setBody: id is '': expected one in kebab-case",
            "id: when-long | note: long | when/0: id is '': expected one in kebab-case",
            "id: say, | id: saySo, | log: id is 'saySo': expected one in kebab-case",
            "id: say, | id: greet, | log: id 'greet' stands also at ",
            "refused-demo | refused | routeConfigurationId 'refused' is no routeConfiguration",
            "refused-demo | refused | routeConfiguration 'refused-demo' is used by no route"})
        void isToldWhichOne(String part, String broken, String expected) {
            assertTrue(GOOD.contains(part), part);
            List<String> faults = faults(GOOD.replace(part, broken));
            assertTrue(faults.stream().anyMatch(fault -> fault.contains(expected)), () -> faults.toString());
        }

        private List<String> faults(String yaml) {
            RouteFile file = RouteFile.of("ingress-demo", yaml);
            RouteFile rules = RouteFile.of("error-handling", "- routeConfiguration: {id: refused-demo}");
            return List.of(
                            form.schemaFaults(file), form.shortcuts(file), KeyOrder.faults(file), RouteRules.faults(file),
                            RouteRules.idFaults(List.of(file)),
                            RouteRules.failureRuleFaults(List.of(file, rules))).stream()
                    .flatMap(List::stream)
                    .toList();
        }
    }
}
