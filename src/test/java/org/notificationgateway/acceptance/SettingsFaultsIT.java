// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.notificationgateway.ingress.ApiKey;
import org.notificationgateway.ingress.ApiKeyFile;
import org.notificationgateway.ingress.Right;
import org.notificationgateway.settings.GatewayKey;
import org.notificationgateway.settings.GatewayKeys;
import org.notificationgateway.settings.StartRefusedException;
import org.notificationgateway.support.Commands;
import org.notificationgateway.support.Effort;
import org.notificationgateway.support.TestHome;

/** What check lets pass, run takes; what run refuses, check has named, in the same line, all of it in one go. */
class SettingsFaultsIT {
    @TempDir
    private Path folder;

    private TestHome home;

    @BeforeEach
    void makeHome() throws IOException {
        home = new TestHome(folder);
        new ApiKeyFile(home.path("config/api-keys")) // so that any address may be listened at
                .add(ApiKey.of("monitoring", "key", Set.of("*"), Set.of(Right.values())));
        Files.createDirectories(home.path("data/pickup")); // wherever the data folder is
    }

    private static List<String> badValues() {
        List<String> values = List.of("", "-1", "1.5", "99999999999", "C:mail", "30s,,1m", "5 apples", "0", "4 # four", "yes", "TRUE", "10", "-5s",
                "0s", "999999999d", "C:/mail", "a b", "config/appsettings.json");
        return values.subList(0, Effort.of(6, values.size()));
    }

    @ParameterizedTest(name = "every key = {0}")
    @MethodSource("badValues")
    void checkAndRunSayTheSameOfABadValue(String value) throws IOException {
        List<GatewayKey> keys = GatewayKeys.ALL.stream().filter(key -> !key.name().matches(".*\\.(?:SENDER|FOLDER)\\..*")).toList();
        properties(keys.stream().map(key -> key.name() + " = " + value).collect(Collectors.joining("\n")));
        Set<String> faults = lines(Commands.execute("check", folder));
        assertEquals(faults, lines(Commands.execute("run", folder)));
        for (GatewayKey key : keys) {
            long named = faults.stream().filter(line -> line.startsWith("gateway: " + key.name() + " ")).count();
            if (!takes(key, value)) {
                assertEquals(1, named, key.name() + " = " + value + "\n" + String.join("\n", faults));
            }
        }
        assertTrue(faults.stream().allMatch(line -> line.matches("gateway: \\S+ .+: expected .+ \\(.+\\)")), faults::toString);
    }

    private static boolean takes(GatewayKey key, String value) {
        try {
            key.read(key.name(), value);
            return true;
        } catch (StartRefusedException e) {
            return false;
        }
    }

    private static final List<String> MISTAKES = List.of(
            "delivery.smtp.conections = 9 | delivery.smtp.conections is unknown: expected another key; did you mean delivery.smtp.connections? (config/application.properties)",
            "Outbox.Consumers = 9 | Outbox.Consumers is unknown: expected another key; did you mean outbox.consumers? (config/application.properties)",
            "outbox consumers = 9 | outbox is unknown: expected a key of docs/configuration.md, or one that a file of routes/ uses (config/application.properties)",
            "gatway.broker.url = x | gatway.broker.url is unknown: expected another key; did you mean gateway.broker.url? (config/application.properties)",
            "camel.server.prot = 1 | camel.server.prot is unknown: expected another key; did you mean camel.server.port? (config/application.properties)",
            "camel.serer.port = 1 | camel.serer.port is unknown: expected another key; did you mean camel.server.port? (config/application.properties)",
            "outbox.group-size = abc | outbox.group-size is 'abc': expected a whole number from 1 to 10000 (config/application.properties, or the environment)",
            "outbox.consumers = -3 | outbox.consumers is '-3': expected a whole number from 1 to 1000 (config/application.properties, or the environment)",
            "intake.max-disk-usage = 500 | intake.max-disk-usage is '500': expected a whole number from 0 to 100 (config/application.properties, or the environment)",
            "camel.main.shutdown-timeout = 5s | camel.main.shutdownTimeout is '5s': expected a whole number from 1 to 86400 (config/application.properties, or the environment)",
            "gateway.http.hosts = a:80 | gateway.http.hosts names 'a:80': expected host names and addresses without a port, with commas between, such as mail.contoso.com (config/application.properties, or the environment)",
            "gateway.broker.acceptor = tcp://127.0.0.1:1 | gateway.broker.acceptor is set without gateway.broker.username and gateway.broker.password: expected both, for the clients it lets in (config/application.properties, or the environment)",
            "camel.main.routesIncludePattern = file:nowhere/*.yaml | camel.main.routesIncludePattern is file:nowhere/*.yaml, where no file is: expected the route files of a folder, such as file:{{gateway.home:.}}/routes/*.camel.yaml (config/application.properties, or the environment)",
            "camel.server.path = x | camel.server.path is 'x': expected a URL path (config/application.properties, or the environment)",
            "camel.ssl.keyStore = | camel.ssl.keyStore is '': expected a value, or no such line (config/application.properties, or the environment)",
            "camel.main.tracing = | camel.main.tracing is '': expected a value, or no such line (config/application.properties, or the environment)",
            "gateway.broker.url = tcp://broker | gateway.broker.url cannot be meant so: expected Artemis connection URL, such as tcp://broker.contoso.com:61616 (config/application.properties, or the environment)",
            "outbox.consumers = {{nowhere}} | outbox.consumers is a placeholder that cannot be resolved: expected one that Camel's properties or vaults know (config/application.properties, or the environment)",
            "delivery.oauth.nobody.user = x | delivery.oauth.nobody.user names a sender that is not configured: expected one of agent, server (config/application.properties, or the environment)");

    /** Lines of one file each: many are told in one go; the last ones need vaults and senders, or hide another one. */
    private static List<List<String>> mistakes() {
        int together = MISTAKES.size() - Effort.of(3, MISTAKES.size());
        return Stream.concat(
                Stream.of(MISTAKES.subList(0, together)).filter(some -> !some.isEmpty()),
                MISTAKES.subList(together, MISTAKES.size()).stream().map(List::of)).toList();
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void mistakesAreTheSameLinesOfBoth(List<String> mistakes) throws IOException {
        properties(mistakes.stream().map(mistake -> mistake.split(" [|] ")[0]).collect(Collectors.joining("\n")));
        Set<String> lines = mistakes.stream().map(mistake -> "gateway: " + mistake.split(" [|] ")[1]).collect(Collectors.toSet());
        assertEquals(lines, lines(Commands.execute("check", folder)));
        assertEquals(lines, lines(Commands.execute("run", folder)));
    }

    @Test
    void aPortBeyondThisMachineThatAsksForNothingIsTheSameLineOfBoth() throws IOException {
        Files.delete(home.path("config/api-keys"));
        properties("camel.server.host = 0.0.0.0\ncamel.management.host = 0.0.0.0");
        Set<String> faults = lines(Commands.execute("check", folder));
        assertEquals(2, faults.size(), faults::toString);
        assertEquals(faults, lines(Commands.execute("run", folder)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ingress.file.directory", "gateway.data-directory"})
    void aFileInThePlaceOfAFolderIsTheSameLineOfBoth(String key) throws IOException {
        for (String place : List.of("config/appsettings.json", "config/appsettings.json/below")) {
            properties(key + " = " + place);
            Set<String> faults = lines(Commands.execute("run", folder));
            assertEquals(1, faults.size(), faults::toString);
            assertTrue(faults.iterator().next().startsWith("gateway: " + key + " is " + home.path(place)), faults::toString);
            assertEquals(faults, lines(Commands.execute("check", folder)));
        }
    }

    @Test
    void aKeystoreThatCannotBeOpenedIsTheSameLineOfBothWithoutItsPassword() throws IOException {
        for (String store : List.of("file:/nowhere", "file:" + home.write("config/x.p12", "x").path("config/x.p12"))) {
            properties("camel.ssl.enabled = true\ncamel.server.useGlobalSslContextParameters = true\ncamel.ssl.keyStore = " + store
                    + "\ncamel.ssl.keystorePassword = s3cret");
            Set<String> faults = lines(Commands.execute("run", folder));
            assertTrue(faults.size() == 1 && faults.toString().contains("camel.ssl.keyStore is " + store + ", which cannot be opened"),
                    faults::toString);
            assertFalse(faults.toString().contains("s3cret"), faults::toString);
            assertEquals(faults, lines(Commands.execute("check", folder)));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ingress.mine = 5\nmine.too = {{ingress.mine}}", "my.own = 1", "camel.component.jms.concurrentConsumers = 2",
        "camel.main.tracing = true", "camel.server.max-body-size = 1000", "outbox.consumers = 5 ", "ingress.http.enabled = true "})
    void whatIsMeantPasses(String property) throws IOException {
        properties(property);
        assertEquals("settings and routes are in order\n", Commands.execute("check", folder).all());
    }

    @Test
    void aKeyThatARouteUsesIsItsOwn() throws IOException {
        properties("outbox.consumer = 5");
        home.write("routes/own.camel.yaml", "- route:\n    id: own\n    from:\n      uri: direct:own\n      steps:\n"
                + "        - log: \"{{outbox.consumer}}\"\n");
        assertEquals("settings and routes are in order\n", Commands.execute("check", folder).all());
    }

    private void properties(String text) throws IOException {
        home.write("config/application.properties", text + "\n");
    }

    private static Set<String> lines(Commands.Run run) {
        assertEquals(1, run.exit(), run.all());
        assertFalse(run.out().contains("in order"), run.out());
        List<String> lines = Arrays.asList(run.err().split("\n"));
        Set<String> set = new TreeSet<>(lines);
        assertEquals(lines.size(), set.size(), "twice: " + run.err());
        return set;
    }
}
