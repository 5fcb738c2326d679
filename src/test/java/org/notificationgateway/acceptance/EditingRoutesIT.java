// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.acceptance;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.GreenMailUtil;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.jms.ConnectionFactory;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.notificationgateway.support.CapturedLog;
import org.notificationgateway.support.Commands;
import org.notificationgateway.support.Jms;
import org.notificationgateway.support.TestGateway;
import org.notificationgateway.support.TestHome;

/** Routes are the engineer's: what is edited in the folder is what runs, after a restart or with reload on. */
class EditingRoutesIT {
    private static final String REQUEST = "{\"to\": \"ann@example.com\", \"subject\": \"s\", \"text\": \"t\"}";

    @TempDir
    private Path folder;

    private TestHome home;
    private CapturedLog log;

    @BeforeEach
    void makeHome() {
        home = new TestHome(folder);
        log = new CapturedLog(Map.of());
    }

    @AfterEach
    void showTheLogAgain() {
        log.close();
    }

    private String output() {
        return String.join("\n", log.lines());
    }

    private long errors() {
        return log.lines().stream().filter(line -> line.startsWith("ERROR")).count();
    }

    @Test
    void anEditedRouteTakesEffectAfterARestart() throws IOException {
        try (TestGateway gateway = TestGateway.start(home)) {
            assertEquals(202, gateway.post(REQUEST).statusCode());
            assertEquals(404, post("/mails"));
        }
        renameHttpPath();
        try (TestGateway gateway = TestGateway.start(home)) {
            assertEquals(404, gateway.post(REQUEST).statusCode());
            assertEquals(202, post("/mails"));
        }
    }

    @Test
    void anEditedRouteTakesEffectAtOnceWithReloadOn() throws IOException {
        home.set("camel.main.routesReloadEnabled", "true");
        try (TestGateway gateway = TestGateway.start(home)) {
            assertEquals(202, gateway.post(REQUEST).statusCode());
            renameHttpPath();
            await().atMost(Duration.ofSeconds(30)).until(() -> post("/mails") == 202);
            await().atMost(Duration.ofSeconds(10)).until(() -> home.files("data/pickup", ".eml").count() == 2);
        }
    }

    private static final String HANDED_OVER = "- to: {id: close-mail, uri: outbox, parameters: {operation: handed-over}}";

    /** Text of a shipped route, and what stands in its place. */
    private void edit(String route, String old, String text) throws IOException {
        Path file = home.path("routes/" + route + ".camel.yaml");
        String before = Files.readString(file);
        assertTrue(before.contains(old), route + " has no " + old);
        Files.writeString(file, before.replace(old, text));
    }

    /** The same route with other steps. */
    private void steps(String route, String... steps) throws IOException {
        String file = Files.readString(home.path("routes/" + route + ".camel.yaml"));
        int end = file.indexOf("      steps:\n") + "      steps:\n".length();
        home.write("routes/" + route + ".camel.yaml", file.substring(0, end) + String.join("\n", steps).indent(8));
    }

    private void sendOne(TestGateway gateway) {
        assertEquals(202, gateway.post(REQUEST).statusCode());
    }

    private void assertSettled(TestGateway gateway) {
        Jms jms = new Jms(gateway.bean("connectionFactory", ConnectionFactory.class));
        await().until(() -> jms.browse("notification.outbox.server").isEmpty()
                && jms.browse("notification.outbox.server.wait.1").isEmpty());
        assertEquals(0, jms.browse("notification.dead").size());
    }

    @Test
    void theExampleOfTheTourPrintsWhatItSays() throws IOException {
        Path page = TestHome.PROJECT.resolve("docs/editing-routes.md");
        String text = Files.readString(page);
        int begin = text.indexOf("        - log:\n            id: log-way");
        Path route = home.path("routes/outbox.camel.yaml");
        Files.writeString(route, Files.readString(route) + text.substring(begin, text.indexOf("```", begin)));
        try (TestGateway gateway = TestGateway.start(home)) {
            assertEquals(202, gateway.post(REQUEST.replace("{", "{\"id\": \"7\", ")).statusCode());
            await().until(() -> output().contains("server/7, attempt 1, by pickup"));
        }
    }

    @Test
    void theMailOfAnSmtpSenderGoesIntoADirectoryThatTheRouteNames() throws IOException {
        home.server("{ \"FromAddress\": \"no-reply@contoso.com\", \"Host\": \"mail.example.com\" }");
        Files.createDirectories(home.path("spool/drop"));
        steps("delivery-smtp", "- to: {id: to-drop, uri: pickup, parameters: {directoryName: spool/drop}}");
        try (TestGateway gateway = TestGateway.start(home)) {
            sendOne(gateway);
            await().until(() -> home.files("spool/drop", ".eml").count() == 1);
            assertSettled(gateway);
        }
    }

    @Test
    void camelsOwnSmtpEndpointSendsTheMailWhole() throws Exception {
        GreenMail server = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
        server.start();
        home.server("{ \"FromAddress\": \"no-reply@contoso.com\", \"Host\": \"mail.example.com\" }");
        steps("delivery-smtp", "- to: {id: to-other, uri: smtp, parameters: {host: 127.0.0.1, port: %d}}"
                .formatted(server.getSmtp().getPort()), HANDED_OVER);
        try (TestGateway gateway = TestGateway.start(home)) {
            assertEquals(202, gateway.post("{\"to\": \"ann@example.com\", \"bcc\": \"hidden@example.com\","
                    + " \"subject\": \"Réunion\", \"text\": \"t\"}").statusCode());
            await().until(() -> server.getReceivedMessages().length == 2);
            assertSettled(gateway);
            assertEquals("Réunion", server.getReceivedMessages()[0].getSubject());
            assertFalse(GreenMailUtil.getWholeMessage(server.getReceivedMessages()[0]).contains("hidden@"));
            assertEquals(Set.of("ann@example.com", "hidden@example.com"), server.getUserManager().listUser().stream()
                    .map(user -> user.getEmail()).collect(Collectors.toSet()));
        } finally {
            server.stop();
        }
    }

    @Test
    void anyOtherEndpointTakesTheMailAndTheRouteSaysSo() throws IOException {
        steps("delivery-pickup", toFolder("elsewhere"), HANDED_OVER);
        try (TestGateway gateway = TestGateway.start(home)) {
            sendOne(gateway);
            await().until(() -> home.files("elsewhere", ".eml").count() == 1);
            assertSettled(gateway);
            Path file = home.files("elsewhere", ".eml").findFirst().orElseThrow();
            assertTrue(Files.readString(file).contains("\r\nSubject: s\r\n"), Files.readString(file));
        }
    }

    @Test
    void anEndpointThatFailsIsTriedAgain() throws IOException {
        Path blocked = Files.writeString(home.path("blocked"), "no folder");
        steps("delivery-pickup", toFolder("blocked"), HANDED_OVER);
        try (TestGateway gateway = TestGateway.start(home)) {
            sendOne(gateway);
            await().until(() -> output().contains("attempt 2: 1 pending"));
            Files.delete(blocked);
            await().until(() -> home.files("blocked", ".eml").count() == 1);
            assertSettled(gateway);
        }
    }

    @Test
    void aBrokenStepBehindTheDeliverySendsNothingTwiceAndIsOneError() throws IOException {
        Path route = home.path("routes/outbox.camel.yaml");
        Files.writeString(route, Files.readString(route)
                + "        - log: {id: typo, message: 'sent ${variable.id} to ${body.envelope.recipient}'}\n");
        try (TestGateway gateway = TestGateway.start(home)) {
            sendOne(gateway);
            await().until(() -> output().contains("failed after the delivery of"));
            assertSettled(gateway);
            await().during(Duration.ofSeconds(1)).until(() -> home.files("data/pickup", ".eml").count() == 1);
            assertEquals(1, errors(), output());
        }
    }

    @Test
    void aRouteThatDeliversNothingHoldsItsSenderAndNamesItself() throws IOException {
        steps("delivery-pickup", "- setHeader: {id: only-this, name: x, expression: {constant: {expression: '1'}}}");
        try (TestGateway gateway = TestGateway.start(home)) {
            sendOne(gateway);
            await().until(() -> output().contains("sender server pauses until"));
            assertTrue(output().contains("route outbox, last step to direct://delivery-pickup, ended without a word"), output());
            assertTrue(gateway.manage("/observe/health/ready?data=true").body().contains("a route does not say"));
            sendOne(gateway);
            await().during(Duration.ofSeconds(1)).until(() -> errors() == 1);
        }
    }

    @Test
    void aVariableThatNobodySetsReadsAsNothingAndIsNamedByCheck() throws IOException {
        edit("outbox", "${variable.delivery} == 'pickup'", "${variable.deliver} == 'pickup'");
        try (TestGateway gateway = TestGateway.start(home)) {
            sendOne(gateway);
            await().until(() -> output().contains("attempt 1: "));
            assertEquals(0, home.files("data/pickup", ".eml").count(), "its branch is never taken");
        }
        Commands.Run check = Commands.execute("check", folder); // which logs nothing, and lets nothing be logged
        assertEquals(1, check.exit());
        assertTrue(check.err().startsWith("gateway: variable deliver is read here and set nowhere: expected one of [atLimit, "), check.err());
        assertTrue(check.err().strip().endsWith(" (did you mean delivery?) (" + home.path("routes/outbox.camel.yaml") + ":24)"), check.err());
    }

    static Stream<Arguments> optionsWithoutEffect() {
        String ours = "javaMailSender: '#mailSettingsSender'";
        return Stream.of(
                arguments("- to: {id: x, uri: smtp, parameters: {host: 127.0.0.1, " + ours + "}}", "would have no effect"),
                arguments("- to: {id: x, uri: smtp, parameters: {host: mail-settings, port: 25, " + ours + "}}",
                        "would have no effect"),
                arguments("- to: {id: x, uri: smtp, parameters: {host: mail-settings, username: me, " + ours + "}}",
                        "[username] would have no effect"),
                arguments("- to: {id: x, uri: smtp, parameters: {host: mail-settings, contentType: text/html, " + ours + "}}",
                        "[contentType] would have no effect"),
                arguments("- to: {id: x, uri: pickup, parameters: {fileExist: Override}}", "option fileExist=Override"),
                arguments("- to: {id: x, uri: pickup, parameters: {directoryName: nowhere}}", "nowhere, which is no directory"),
                arguments("- to: {id: x, uri: outbox, parameters: {operation: handed-over, transacted: true}}",
                        "Unknown parameters"),
                arguments("- to: {id: x, uri: outbox, parameters: {operation: handed-ovr}}", "operation is handed-ovr"));
    }

    @ParameterizedTest
    @MethodSource("optionsWithoutEffect")
    void anOptionWithoutEffectIsRefusedAtTheStart(String step, String told) throws IOException {
        steps("delivery-smtp", step);
        assertRefused(told);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "concurrentConsumers: \"{{outbox.consumers}}\" | selector: a = 1 | Unknown parameters",
        "concurrentConsumers: \"{{outbox.consumers}}\" | transacted: false | Unknown parameters",
        "\"{{outbox.consumers}}\" | 0 | concurrentConsumers is 0: expected 1 or more"})
    void soIsOneOfTheOutbox(String old, String text, String told) throws IOException {
        edit("outbox", old, text);
        assertRefused(told);
    }

    @Test
    void aSecondRouteFromTheOutboxWouldGetNoMailAndIsRefused() throws IOException {
        home.write("routes/outbox-other.camel.yaml", Files.readString(home.path("routes/outbox.camel.yaml"))
                .replaceAll("\\bid: (\\S+)", "id: $1-other").replace("{{outbox.consumers}}", "2"));
        assertRefused("another route takes the mail already");
    }

    private void assertRefused(String told) {
        var e = assertThrows(RuntimeException.class, () -> TestGateway.start(home).close());
        StringBuilder all = new StringBuilder();
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            all.append(cause.getMessage()).append('\n');
        }
        assertTrue(all.toString().contains(told), all.toString());
    }

    private String toFolder(String name) {
        return "- to: {id: to-folder, uri: file, parameters: {directoryName: '%s', fileName: '${variable.id}.eml'}}"
                .formatted(home.path(name));
    }

    private void renameHttpPath() throws IOException {
        Path route = home.path("routes/ingress-http.camel.yaml");
        String edited = Files.readString(route).replace("path: /notifications", "path: /mails");
        Path beside = Files.writeString(home.path("edited"), edited);
        Files.move(beside, route, StandardCopyOption.REPLACE_EXISTING); // as editors save: never half a file
    }

    private int post(String path) {
        return TestGateway.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + home.httpPort() + path))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(REQUEST))
                        .build())
                .statusCode();
    }
}
