// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.rehearsal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.LoggerContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.notificationgateway.operations.GatewayHome;
import org.notificationgateway.support.Commands;
import org.notificationgateway.support.TestHome;

class RouteCheckIT {
    @TempDir
    private Path folder;

    @BeforeEach
    void home() {
        new TestHome(folder);
    }

    /** An edit of a shipped route file that no gateway can work with, and words that name it. */
    record Mistake(String file, String before, String after, String words) {
        @Override
        public String toString() {
            return file + ": " + after.strip();
        }
    }

    static List<Mistake> mistakes() {
        return List.of(
                new Mistake("intake", "ref: requestReader", "ref: requestReadr", "bean requestReadr does not exist"),
                new Mistake("intake", "ref: requestReader", "ref: requestReadr", "did you mean requestReader?"),
                new Mistake("intake", "method: compose(", "method: composee(", "method composee of bean entryComposer does not exist"),
                new Mistake("intake", "compose(${body}", "compose(${body}, 1", "is given 5 values"),
                new Mistake("ingress-file", "greedy: true", "greeedy: true", "option greeedy of endpoint file"),
                new Mistake("ingress-file", "filter: \"#inboxDoor\"", "filter: \"#inboxDor\"", "inboxDor"),
                new Mistake("delivery-pickup", "uri: pickup", "uri: pikcup", "component pikcup is not on board"),
                new Mistake("delivery-smtp", "#mailSettingsSender", "#mailSettingsSende", "mailSettingsSende"),
                new Mistake("ingress-http", "name: intake", "name: intakee", "endpoint direct:intakee leads to no route"),
                new Mistake("outbox", "name: delivery-smtp", "name: delivery-smpt", "did you mean direct:delivery-smtp?"),
                new Mistake("outbox", "{{outbox.consumers}}", "{{outbox.consumer}}", "placeholder {{outbox.consumer}} has no value"),
                new Mistake("outbox", "${variable.delivery} == 'pickup'", "${variable.deliver} == 'pickup'",
                        "variable deliver is read here and set nowhere"),
                new Mistake("outbox", "${variable.delivery} == 'pickup'", "${variable.delivery} === 'pickup'", "expression"),
                new Mistake("intake", "${variable.atLimit}", "${variable.atLimits}", "variable atLimits"),
                new Mistake("ingress-file", "name: atLimit", "name: atLimits", "variable atLimits is set here and read nowhere"),
                new Mistake("delivery-smtp", "javaMailSender: \"#mailSettingsSender\"", "port: 25",
                        "has a path that reports no delivery"),
                new Mistake("delivery-pickup", "      steps:\n", "      steps:\n        - stop:\n            id: stop-here\n", "is never reached"),
                new Mistake("error-handling", "org.notificationgateway.intake.InvalidRequestException", "org.contoso.Missing",
                        "exception org.contoso.Missing does not exist"),
                new Mistake("intake", "id: compose-mails", "id: check-request", "id check-request stands also at"),
                new Mistake("intake", "routePolicyRef: requestMemory", "routePolicyRef: requestMemry", "did you mean requestMemory?"),
                new Mistake("ingress-http", "routeConfigurationId: http-door", "routeConfigurationId: http-dor", "did you mean http-door?"),
                new Mistake("delivery-pickup", "uri: pickup", "uri: pickup\n            parameters:\n              fileExist: Append", "fileExist"),
                new Mistake("outbox", "id: when-pickup-directory", "ids: when-pickup-directory", "ids"));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void isNamedWithFileAndLine(Mistake mistake) throws Exception {
        Path file = folder.resolve("routes/" + mistake.file() + ".camel.yaml");
        String text = Files.readString(file);
        assertTrue(text.contains(mistake.before()), "no " + mistake.before());
        Files.writeString(file, text.replace(mistake.before(), mistake.after()));
        List<String> faults = RouteCheck.faults(new GatewayHome(folder));
        String all = String.join("\n", faults);
        assertTrue(all.contains(mistake.words()), all);
        assertTrue(all.matches("(?s).*[.]camel[.]yaml(:\\d+)?.*"), all);
    }

    @Test
    void theShippedRoutesAreInOrder() throws Exception {
        assertEquals(List.of(), RouteCheck.faults(new GatewayHome(folder)));
    }

    @Test
    void whatIsLoggedAfterwardsIsAsBefore() throws Exception {
        Map<String, Level> before = levels();
        RouteCheck.faults(new GatewayHome(folder));
        assertEquals(before, levels());
    }

    private static Map<String, Level> levels() {
        Map<String, Level> levels = new TreeMap<>();
        LoggerContext.getContext(false).getConfiguration().getLoggers().forEach((name, logger) -> levels.put(name, logger.getLevel()));
        return levels;
    }

    @Test
    void allMistakesOfAllFilesAreNamedInOneGo() throws Exception {
        for (Mistake one : mistakes().subList(0, 5)) {
            Path file = folder.resolve("routes/" + one.file() + ".camel.yaml");
            Files.writeString(file, Files.readString(file).replace(one.before(), one.after()));
        }
        String all = String.join("\n", RouteCheck.faults(new GatewayHome(folder)));
        for (String word : List.of("requestReadr", "composee", "greeedy")) {
            assertTrue(all.contains(word), all);
        }
    }

    @Test
    void whatARouteSendsElsewhereReachesNobody() throws Exception {
        try (ServerSocket outside = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            edit("delivery-smtp", "host: mail-settings\n              javaMailSender: \"#mailSettingsSender\"",
                    "host: 127.0.0.1\n              port: " + outside.getLocalPort() + "\n        - to:\n            id: close-mail\n"
                            + "            uri: outbox\n            parameters:\n              operation: handed-over");
            Files.writeString(folder.resolve("config/appsettings.json"),
                    "{\"MailSettings\": {\"FromAddress\": \"a@contoso.com\", \"Host\": \"127.0.0.1\", \"Port\": "
                            + outside.getLocalPort() + "}}");
            assertEquals(List.of(), RouteCheck.faults(new GatewayHome(folder)));
            outside.setSoTimeout(200);
            assertTrue(isSilent(outside), "somebody connected");
        }
    }

    private static boolean isSilent(ServerSocket socket) {
        try {
            socket.accept().close();
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    @Test
    void aStepThatFailsBehindTheDeliveryIsNamed() throws Exception {
        edit("outbox", "name: delivery-pickup\n", "name: delivery-pickup\n                  - log:\n                      id: log-done\n"
                + "                      message: \"done for ${body.envelope.recipient}\"\n");
        String all = String.join("\n", RouteCheck.faults(new GatewayHome(folder)));
        assertTrue(all.contains("step log-done fails when a mail passes"), all);
        assertTrue(all.contains("outbox.camel.yaml:"), all);
    }

    @Test
    void mistakesOfSettingsAndOfRoutesAreNamedInOneGo() throws Exception {
        edit("intake", "ref: requestReader", "ref: requestReadr");
        Path properties = folder.resolve("config/application.properties");
        Files.writeString(properties, Files.readString(properties).replace("camel.server.port = 8080", "camel.server.port = 99999") + "\ndelivery.smtp.conections = 9\n");
        Files.writeString(folder.resolve("config/appsettings.json"), "{\"MailSettings\": {\"FromAddress\": \"a@contoso.com\", \"Host\": \"x\", \"Port\": 123456}}");
        Commands.Run run = Commands.execute("check", folder);
        for (String words : List.of("camel.server.port is '99999'", "delivery.smtp.conections is unknown", "MailSettings:Port is '123456'",
                "bean requestReadr does not exist", folder.resolve("routes/intake.camel.yaml") + ":")) {
            assertTrue(run.err().contains(words), run.err());
        }
        assertEquals(4, run.err().lines().count(), run.err());
    }

    @Test
    void anUnreadableSettingHidesNoFaultOfAMailThatPasses() throws Exception {
        edit("error-handling", "java.lang.Exception", "java.io.IOException");
        Files.writeString(folder.resolve("config/application.properties"), "gateway.data-directory = C:\\data\noutbox.consumers = 2\n");
        String said = Commands.execute("check", folder).err();
        assertTrue(said.contains("gateway.data-directory has a single backslash"), said);
        assertTrue(said.contains("door http answers a request without a subject with 500"), said);
        assertTrue(said.contains(folder.resolve("routes/error-handling.camel.yaml") + ":"), said);
    }

    @Test
    void aMailThatNoEndpointHasTakenDoesNotCountAsDelivered() throws Exception {
        edit("delivery-pickup", "        - to:\n            id: to-pickup-directory\n            uri: pickup\n", """
                        - doTry:
                            steps:
                              - to:
                                  id: to-own
                                  uri: file:spool
                            doCatch:
                              - exception:
                                  - java.lang.Exception
                                steps:
                                  - log:
                                      message: not written
                        - to: outbox:handed-over
                """);
        List<String> faults = RouteCheck.faults(new GatewayHome(folder));
        assertTrue(!faults.isEmpty() && faults.stream().allMatch(fault -> fault.contains("counts as delivered though file://spool has failed")), faults::toString);
    }

    private void edit(String name, String before, String after) throws IOException {
        Path file = folder.resolve("routes/" + name + ".camel.yaml");
        String text = Files.readString(file);
        assertTrue(text.contains(before), text);
        Files.writeString(file, text.replace(before, after));
    }
}
