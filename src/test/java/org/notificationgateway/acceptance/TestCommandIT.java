// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.notificationgateway.NotificationGateway;
import org.notificationgateway.support.TestHome;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** {@code gateway test}: scenarios without Java. */
class TestCommandIT {
    private static final Path EXAMPLES = TestHome.PROJECT.resolve("examples/tests");

    @TempDir
    private Path folder;

    private record Run(int exit, String out, String err) {}

    @BeforeEach
    void home() {
        new TestHome(folder);
    }

    private Run gateway(String... arguments) {
        PrintStream out = System.out;
        PrintStream err = System.err;
        ByteArrayOutputStream told = new ByteArrayOutputStream();
        ByteArrayOutputStream failed = new ByteArrayOutputStream();
        System.setOut(new PrintStream(told, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(failed, true, StandardCharsets.UTF_8));
        try {
            int exit = NotificationGateway.commandLine().execute(arguments);
            return new Run(exit, told.toString(StandardCharsets.UTF_8), failed.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
    }

    @Test
    void theExamplesGoAsWrittenWithTheShippedRoutes() throws Exception {
        Path report = folder.resolve("report.xml");
        Run run = gateway("test", EXAMPLES.toString(), "--home", folder.toString(), "--junit", report.toString(), "--coverage");
        assertEquals(0, run.exit(), run.out() + run.err());
        assertTrue(run.out().contains("13 scenarios, 0 failed"), run.out());
        for (String step : List.of("to-smtp-server", "to-pickup-directory", "store-in-outbox", "answer-refused-http", "read-jms-message")) {
            assertTrue(!run.out().contains("      " + step + " ("), step + " is said to be passed by no mail\n" + run.out());
        }
        assertTrue(run.out().contains("      limit-rate ("), run.out());
        assertTrue(Files.readString(report).contains("<testsuite name=\"gateway test\" tests=\"13\" failures=\"0\">"));
    }

    @Test
    void whatComesOtherwiseIsToldPieceByPiece() throws Exception {
        Path scenario = Files.writeString(folder.resolve("wrong.test.yaml"),
                Files.readString(EXAMPLES.resolve("http-to-smtp.test.yaml"))
                        .replace("recipients: [ann@example.com, bob@example.com]", "recipients: [eve@example.com]")
                        .replace("headers: {Subject: Access review,", "headers: {Subject: Another,")
                        .replace("attempts: 1", "attempts: 2"));
        Run run = gateway("test", scenario.toString(), "--home", folder.toString());
        assertEquals(1, run.exit(), run.out());
        assertTrue(run.out().contains("FAIL  wrong ("), run.out());
        assertTrue(run.out().contains("recipients: expected [eve@example.com], was [ann@example.com, bob@example.com]"
                + "; header Subject: expected Another, was Access review ("), run.out());
        assertTrue(run.out().contains("attempts: expected 2, was 1 (" + scenario + ":"), run.out());
    }

    @Test
    void anEditedRouteFailsTheScenariosThatItBreaks() throws Exception {
        Path route = folder.resolve("routes/delivery-smtp.camel.yaml");
        Files.writeString(route, Files.readString(route).replaceFirst("uri: smtp\n(.*\n)+", "uri: pickup\n            parameters:\n"
                + "              directoryName: spool/drop\n"));
        Run run = gateway("test", EXAMPLES.resolve("http-to-smtp.test.yaml").toString(), "--home", folder.toString());
        assertEquals(1, run.exit(), run.out());
        assertTrue(run.out().contains("server: expected smtp.contoso.com:587, was " + folder.resolve("spool/drop").toString().substring(0, 1)), run.out());
    }

    @Test
    void aKeyThatNobodyKnowsIsNamedWithItsLine() throws Exception {
        Path scenario = Files.writeString(folder.resolve("odd.test.yaml"), "stepps:\n  - after: 1s\n");
        Run run = gateway("test", scenario.toString(), "--home", folder.toString());
        assertEquals(1, run.exit());
        assertTrue(run.out().contains("scenario has the key stepps (did you mean steps?)"), run.out());
        assertTrue(run.out().contains("odd.test.yaml:2"), run.out());
    }

    @Test
    void theExamplesAreAsTheSchemaSays() throws Exception {
        JsonMapper json = JsonMapper.builder().build();
        JsonSchema schema = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(gateway("test", "--schema").out());
        try (Stream<Path> all = Files.list(EXAMPLES)) {
            for (Path example : all.toList()) {
                Object yaml = new Load(LoadSettings.builder().build()).loadFromString(Files.readString(example));
                assertEquals(Set.of(), schema.validate(json.valueToTree(yaml)), example.toString());
            }
        }
        assertEquals(1, schema.validate(json.valueToTree(Map.of("steps", List.of(Map.of("dor", "http"))))).size());
    }
}
