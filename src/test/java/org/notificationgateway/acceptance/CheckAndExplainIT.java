// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.notificationgateway.operations.GatewayHome;
import org.notificationgateway.operations.KeyExplanation;
import org.notificationgateway.support.Commands.Run;
import org.notificationgateway.support.Commands;
import org.notificationgateway.support.TestHome;

/** Tells an operator before a start what would stop it, everything at once, and what holds, without a secret. */
class CheckAndExplainIT {
    private static final String SECRET = "canary-7d41";

    @TempDir
    private Path folder;

    private TestHome home;

    @BeforeEach
    void makeHome() throws IOException {
        home = new TestHome(folder);
        property("camel.server.port", String.valueOf(home.httpPort()));
        property("camel.management.port", String.valueOf(home.managementPort()));
    }

    @Test
    void theShippedHomeIsInOrder() throws IOException {
        List<Path> before = everything();
        Run check = gateway("check");
        assertEquals(0, check.exit(), check.all());
        assertEquals("", check.err());
        assertEquals("settings and routes are in order\n", check.out());
        assertEquals(0, gateway("explain").exit());
        assertEquals(before, everything(), "neither leaves a trace");
    }

    @Test
    void checkNamesEveryFaultAtOnce() throws IOException {
        home.server("{ \"FromAddress\": \"nobody\", \"Host\": \"mail.contoso.com\", \"Port\": \"smtp\", \"Prot\": 1 }");
        property("delivery.retry-delays", "soon");
        property("delivery.pickup.file-mode", "6x0");
        String http = Files.readString(home.path("routes/ingress-http.camel.yaml"));
        home.write("routes/copy.camel.yaml", http.replace("{{ingress.http.enabled}}", "{{ingress.nowhere.enabled}}"));
        home.write("routes/broken.camel.yaml", "- route:\n    nonsense: true\n");
        Run check = gateway("check");
        assertEquals(1, check.exit(), check.all());
        for (List<String> fault : List.of(
                List.of("MailSettings:FromAddress", "has no @", "appsettings.json:1"),
                List.of("MailSettings:Port", "is 'smtp'", "appsettings.json:1"),
                List.of("delivery.retry-delays", "is 'soon'", "config/application.properties"),
                List.of("delivery.pickup.file-mode", "is '6x0'", "three octal digits", "config/application.properties"),
                List.of("{{ingress.nowhere.enabled}}", "has no value", "copy.camel.yaml"),
                List.of("id ingress-http", "stands also at", "copy.camel.yaml"),
                List.of("route file cannot be loaded", "expected", "broken.camel.yaml"))) {
            assertTrue(check.err().lines().anyMatch(line -> fault.stream().allMatch(line::contains)),
                    fault + " is not in\n" + check.err());
        }
        assertEquals(7, check.err().lines().count(), check.err());
        assertTrue(check.err().lines().allMatch(line -> line.startsWith("gateway: ")), check.err());
        assertFalse(check.out().contains("in order"), check.out());
    }

    @Test
    @DisplayName("D1: an inbox in which others may replace what is not theirs")
    void checkNamesAnInboxThatRunRefuses() throws IOException {
        Path inbox = Files.createDirectories(home.path("data/inbox"));
        Files.setPosixFilePermissions(inbox, PosixFilePermissions.fromString("rwxrwxrwx"));
        Run check = gateway("check");
        assertEquals(1, check.exit(), check.all());
        assertTrue(check.err().startsWith("gateway: inbox " + inbox + " may be written to by others"), check.err());
        assertEquals(1, check.err().lines().count(), check.err());
        property("ingress.file.enabled", "false");
        assertEquals(0, gateway("check").exit());
    }

    @Test
    void aWarningIsNoFault() {
        home.server("{ \"FromAddress\": \"a@contoso.com\", \"PickupDirectory\": \"data/pickup\", \"AlowedDomains\": \"x.com\" }");
        Run check = gateway("check");
        assertEquals(0, check.exit(), check.all());
        assertTrue(check.out().contains("did you mean AllowedDomains?"), check.out());
    }

    @Test
    @DisplayName("S8: secrets that are open to all, and a broker beyond this machine")
    void checkWarnsOfWhatRunWarnsOf() throws IOException {
        Path properties = home.path("config/application.properties");
        Files.writeString(properties, Files.readString(properties) + "\ngateway.broker.acceptor = tcp://0.0.0.0:61616\n"
                + "gateway.broker.username = app\ngateway.broker.password = " + SECRET
                + "\ndelivery.oauth.server.client-key = config/key.pem\n");
        home.write("config/key.pem", "x");
        Files.setPosixFilePermissions(properties, PosixFilePermissions.fromString("rw-r--r--"));
        Run check = gateway("check");
        for (String warning : List.of(
                "warning: " + properties + " holds gateway.broker.password and may be read by every account of this machine: chmod 600",
                "warning: gateway.broker.acceptor listens on 0.0.0.0: whoever reaches it",
                "warning: delivery.oauth.server.client-key is config/key.pem, which every account of this machine may read")) {
            assertEquals(1, check.out().lines().filter(line -> line.startsWith(warning)).count(), warning + " in\n" + check.all());
        }
        assertFalse(check.all().contains(SECRET), check.all());
    }

    @Test
    @DisplayName("G5: management that is not as it seems")
    void checkWarnsOfManagementThatIsNotAsItSeems() throws IOException {
        Map<String, String> warnings = Map.of(
                "camel.main.jmxUpdateRouteEnabled = true", "is set and has no effect: camel.main.jmxEnabled is false",
                "camel.main.jmxManagementStatisticsLevel = Extended", "is set and has no effect: camel.main.jmxEnabled is false",
                "camel.management.jolokiaEnabled = true", "is set and has no effect: this distribution carries no Jolokia",
                "camel.debug.enabled = true", "opens JMX to whoever reaches port 1099, without a login: not for production");
        Path properties = home.path("config/application.properties");
        String shipped = Files.readString(properties);
        Files.writeString(properties, shipped + "\n" + String.join("\n", warnings.keySet()) + "\n");
        Run check = gateway("check");
        Set<String> told = warnings.entrySet().stream()
                .map(entry -> "warning: " + entry.getKey().split(" ")[0] + " " + entry.getValue()).collect(Collectors.toSet());
        told.add("settings and routes are in order");
        assertEquals(told, check.out().lines().collect(Collectors.toSet()), check.all());
        Files.writeString(properties, shipped + "\n" + warnings.keySet().stream().filter(line -> line.endsWith("true"))
                .map(line -> line.replace("true", "false")).collect(Collectors.joining("\n")) + "\n");
        assertEquals("settings and routes are in order\n", gateway("check").out());
    }

    @ParameterizedTest(name = "G5: {0}")
    @ValueSource(strings = {"camel.main.jmxEnabled = true", "camel.main.jmx-enabled = true"})
    void jmxIsOnBoard(String line) throws IOException {
        Path properties = home.path("config/application.properties");
        Files.writeString(properties, Files.readString(properties).replace("camel.main.jmxEnabled = false", line)
                + "\ncamel.main.jmxUpdateRouteEnabled = true\n");
        assertEquals("settings and routes are in order\n", gateway("check").out());
    }

    @Test
    @DisplayName("S8: a key file that cannot be")
    void aFaultOfAKeyFileIsNoWarning() throws IOException {
        Path properties = home.path("config/application.properties");
        Files.writeString(properties, Files.readString(properties) + "\ndelivery.oauth.server.client-key = {{nowhere}}\n");
        Run check = gateway("check");
        assertEquals(1, check.exit(), check.all());
        assertTrue(check.err().contains("delivery.oauth.server.client-key is a placeholder that cannot be resolved"), check.all());
    }

    @Test
    void explainSaysWhatDecidedEachValueAndMasksSecrets() throws IOException {
        home.write("config/password", SECRET + "-file");
        home.server("{ \"FromAddress\": \"a@contoso.com\", \"Host\": \"mail.contoso.com\", \"SecureSocketOption\": \"StartTls\","
                + " \"UserName\": \"mailer\", \"Password\": \"" + SECRET + "\" }");
        home.write("config/appsettings.ops.json", "{ \"MailSettings\": { \"FromAddress\": \"o@contoso.com\","
                + " \"Host\": \"mail.contoso.com\", \"UserName\": \"o\", \"PasswordFile\": \"config/password\" } }");
        Run explain = gateway("explain");
        assertEquals(0, explain.exit(), explain.all());
        assertFalse(explain.all().contains(SECRET), explain.all());
        assertTrue(explain.out().contains("= ***"), explain.out());
        assertTrue(explain.out().contains("appsettings.json:1"), explain.out());
        assertTrue(explain.out().contains("SMTP server mail.contoso.com, port 25, STARTTLS or no mail"), explain.out());
        for (String sender : List.of("agent", "ops", "server")) {
            assertTrue(explain.out().contains("sender " + sender + "\n"), explain.out());
        }

        Run json = gateway("explain", "--json");
        assertEquals(0, json.exit(), json.all());
        assertFalse(json.all().contains(SECRET), json.all());
        JsonNode all = new ObjectMapper().readTree(json.out());
        assertEquals(List.of("agent", "ops", "server"), all.findValuesAsText("sender"));
        assertEquals("SMTP", all.get(2).path("method").asText());
    }

    @Test
    void explainShowsOneSenderOrRefusesAnUnknownOne() throws IOException {
        JsonNode one = new ObjectMapper().readTree(gateway("explain", "server", "--json").out());
        assertEquals(List.of("server"), one.findValuesAsText("sender"));
        Run unknown = gateway("explain", "nobody");
        assertEquals(1, unknown.exit(), unknown.all());
        assertTrue(unknown.err().contains("no sender 'nobody' is configured"), unknown.err());
    }

    @Test
    void explainShowsAKeyWithWhatDecidedItAndWhatElseItCouldBe() throws IOException {
        assertEquals("""
                outbox.consumers = 4
                  from     %s
                  type     number, 1 to 1000
                  default  4
                  meaning  Mails delivered at a time to one destination.
                """.formatted(home.path("config/application.properties")), gateway("explain", "outbox.consumers").all());
        property("camel.server.maxBodySize", "{{outbox.group-size}}");
        property("outbox.consumers", "many");
        String size = gateway("explain", "camel.server.max-body-size").out();
        assertTrue(size.startsWith("camel.server.maxBodySize = 64\n  written  {{outbox.group-size}}\n"), size);
        String wrong = gateway("explain", "outbox.consumers").out();
        assertTrue(wrong.endsWith("  fault    outbox.consumers is 'many': expected a whole number from 1 to 1000"
                + " (config/application.properties, or the environment)\n"), wrong);
        home.write("config/application.properties", "");
        JsonNode json = new ObjectMapper().readTree(gateway("explain", "delivery.max-age", "--json").out());
        assertEquals("24h default duration, 0s to 3650d", json.path("value").asText() + " " + json.path("from").asText() + " "
                + json.path("type").asText());
    }

    @Test
    void explainMasksTheSecretOfAKeyAndNamesTheEnvironment() throws IOException {
        home.write("config/application.properties", "gateway.broker.password = " + SECRET
                + "\ngateway.ledger.url = jdbc:postgresql://db/x?password=" + SECRET + "\ndelivery.oauth.server.client-secret = " + SECRET + "\n");
        for (String key : List.of("gateway.broker.password", "gateway.ledger.url", "delivery.oauth.server.client-secret")) {
            Run explain = gateway("explain", key);
            assertTrue(explain.exit() == 0 && explain.out().contains("***") && !explain.all().contains(SECRET), explain.all());
            assertFalse(gateway("explain", key, "--json").all().contains(SECRET), key);
        }
        KeyExplanation set = KeyExplanation.of(
                new GatewayHome(folder), "gateway.broker.url", Map.of("GATEWAY_BROKER_URL", "tcp://broker:61616", "GATEWAY_PORT", "x"));
        assertEquals("tcp://broker:61616 environment variable GATEWAY_BROKER_URL", set.value() + " " + set.origin());
    }

    @Test
    void explainNamesTheNearestOfAnUnknownKey() {
        Run unknown = gateway("explain", "outbox.consumer");
        assertEquals(1, unknown.exit());
        assertEquals("gateway: outbox.consumer is unknown: expected another key; did you mean outbox.consumers?"
                + " (config/application.properties)\n", unknown.all());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/no/such/directory", "C:/inetpub/mailroot/Pickup", "C:\\\\inetpub\\\\Pickup", "\\\\\\\\mail\\\\Pickup"})
    void aPickupDirectoryThatCannotWorkStopsCheckAndRunAndShowsInExplain(String directory) throws Exception {
        home.server("{ \"FromAddress\": \"a@contoso.com\", \"PickupDirectory\": \"" + directory + "\" }");
        String seen = "is " + directory.replace("\\\\", "\\");
        List<Path> before = everything();
        Run check = gateway("check");
        assertEquals(1, check.exit(), check.all());
        assertTrue(check.err().contains("pickup directory of sender agent, server " + seen), check.err());

        Run explain = gateway("explain", "server");
        assertEquals(0, explain.exit(), explain.all());
        assertTrue(explain.out().contains("fault: pickup directory of sender server " + seen), explain.out());
        assertEquals(before, everything());

        Run run = gateway("run");
        assertEquals(1, run.exit(), run.all());
        assertTrue(run.err().contains("pickup directory of sender agent, server " + seen), run.err());
        assertFalse(Files.exists(Path.of("C:")) || Files.exists(home.path("C:")), "nothing is made of a typo");
    }

    @Test
    void aMistakeInTheTableOfRepliesStopsCheckAndRun() throws IOException {
        home.write("config/replies.yaml", "replies:\n  - {code: 530, means: pause}\n");
        for (String command : List.of("check", "run")) {
            Run run = gateway(command);
            assertEquals(1, run.exit(), run.all());
            assertTrue(run.err().startsWith("gateway: ") && run.err().contains("replies.yaml:2 means 'pause': expected"),
                    run.err());
            assertEquals(1, run.err().lines().count(), run.err());
        }
    }

    @Test
    void aFolderThatIsNoHomeIsNamed() {
        for (String command : List.of("check", "explain", "run")) {
            Run run = Commands.execute(command, "--home", folder.resolve("none").toString());
            assertEquals(1, run.exit(), run.all());
            assertTrue(run.err().startsWith("gateway: home folder is "), run.err());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "run", "check", "explain", "send", "key", "key add", "dead", "dead list", "dead resend"})
    void everyCommandTellsItsVersion(String command) {
        Run version = Commands.execute((command + " -V").strip().split(" "));
        assertEquals(0, version.exit(), version.all());
        assertTrue(version.out().matches("gateway \\S.*\\R"), version.all());
    }

    private void property(String key, String value) throws IOException {
        Path file = home.path("config/application.properties");
        Files.writeString(file, Files.readString(file).replaceAll("(?m)^" + key + " =.*$", key + " = " + value));
    }

    private List<Path> everything() throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.sorted().toList();
        }
    }

    private Run gateway(String... words) {
        return Commands.in(folder, words);
    }
}
