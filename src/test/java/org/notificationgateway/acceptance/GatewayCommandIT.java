// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.acceptance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.notificationgateway.support.Commands;
import org.notificationgateway.support.DeadCommands;
import org.notificationgateway.support.QuickStart;
import org.notificationgateway.support.ReceivedMail;
import org.notificationgateway.support.ScriptedSmtpServer;
import org.notificationgateway.support.TestGateway;
import org.notificationgateway.support.TestHome;

/** The command as an operator uses it: the packaged program, started and stopped as a process of its own. */
class GatewayCommandIT {
    private static final Path COMMAND = Path.of(System.getProperty("gateway.distribution"), "bin", "gateway");
    private static final Path RESET = TestHome.PROJECT.resolve("examples/requests/two-way-password-reset.json");

    @TempDir
    private Path folder;

    private final List<Process> started = new ArrayList<>();
    private TestHome home;
    private int runs;

    @BeforeEach
    void makeHome() {
        home = new TestHome(folder);
    }

    @AfterEach
    void stopAll() {
        started.forEach(Process::destroyForcibly);
    }

    @Test
    void deliversAResetMailAsksForKeysOnceThereIsOneAndStopsInOrderInSeconds() throws Exception {
        Run gateway = run(Map.of());
        gateway.awaitReady();
        assertTrue(gateway.output().contains("because UseSpecifiedPickupDirectory is true"), gateway.output());

        Run send = send(Map.of());
        assertEquals(0, send.exit(), send.output());
        assertTrue(send.output().contains("\"status\":\"accepted\""), send.output());
        await().atMost(Duration.ofSeconds(20)).until(() -> home.files("data/pickup", ".eml").count() == 1);
        Path eml = home.files("data/pickup", ".eml").findFirst().orElseThrow();
        assertTrue(ReceivedMail.of(Files.readAllBytes(eml)).leaves().size() >= 2);

        Run second = run(Map.of("CAMEL_SERVER_PORT", "0", "CAMEL_MANAGEMENT_PORT", "0"));
        assertEquals(1, second.exit(), second.output());
        assertEquals(1, second.output().lines().count(), second.output());
        assertTrue(second.output().startsWith("gateway: ") && second.output().contains("is in use by another gateway"), second.output());

        assertFalse(gateway.output().contains("ERROR") || gateway.output().contains("WARN"), gateway.output());
        Run add = command(Map.of(), "key", "add", "helpdesk", "--sender", "agent", "--home", folder.toString());
        assertEquals(0, add.exit(), add.output());
        assertEquals(1, send(Map.of()).exit());
        Run withKey = send(Map.of("GATEWAY_KEY", add.output().strip()));
        assertEquals(0, withKey.exit(), withKey.output());

        long before = System.nanoTime();
        gateway.process().destroy();
        int exit = gateway.exit();
        assertTrue(exit == 0 || exit == 143, "exit code " + exit);
        assertTrue(Duration.ofNanos(System.nanoTime() - before).toSeconds() < 10, "well below the shutdown timeout");
        assertFalse(gateway.output().contains("ERROR"), gateway.output());
        assertTrue(gateway.output().matches("(?s).*\n\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d[.]\\d{3} INFO  gateway +"
                + "Notification Gateway has stopped\n"), gateway.output());
        assertOnlyOwnerCanRead(home.path("data"));
    }

    @Test
    void remembersEveryIdAfterItWasKilled() throws Exception {
        home.write("config/application.properties", "delivery.max-age = 12h\n"); // lacks the keys of a newer release
        Run gateway = run(Map.of());
        gateway.awaitReady();
        for (int i = 0; i < 20; i++) {
            assertEquals(202, post(request(i, "Hello")).statusCode());
        }
        gateway.process().destroyForcibly(); // right after the answer
        gateway.process().waitFor();
        Run again = run(Map.of("GATEWAY_LOG", "json"));
        again.awaitReady();
        for (int i = 0; i < 20; i++) {
            assertEquals(200, post(request(i, "Hello")).statusCode(), "request " + i);
            assertEquals(409, post(request(i, "Good-bye")).statusCode(), "request " + i);
        }
        await().atMost(Duration.ofSeconds(20)).until(() -> home.files("data/pickup", ".eml").count() >= 20);
        Set<String> messageIds = new HashSet<>();
        for (Path eml : home.files("data/pickup", ".eml").toList()) {
            messageIds.add(ReceivedMail.of(Files.readAllBytes(eml)).message().getMessageID());
        }
        assertEquals(20, messageIds.size());
        assertTrue(again.output().lines().allMatch(line -> line.startsWith("{")), again.output());
    }

    @Test
    void survivesManyLargeRequestsAtOnceAndResendsWhatWasGivenUp() throws Exception { // F33, S16
        try (ScriptedSmtpServer smtp = new ScriptedSmtpServer()) {
            smtp.on("RCPT", "550 5.1.1 unknown");
            home.agent("{ \"FromAddress\": \"a@contoso.com\", \"Host\": \"127.0.0.1\", \"Port\": \"" + smtp.port() + "\" }");
            Run gateway = run(Map.of());
            gateway.awaitReady();
            survivesManyLargeRequestsAtOnce(gateway);
            resendsWhatWasGivenUp(smtp);
        }
    }

    private void survivesManyLargeRequestsAtOnce(Run gateway) throws Exception {
        ExecutorService callers = Executors.newFixedThreadPool(20);
        List<Callable<Integer>> calls = new ArrayList<>();
        byte[] request = request(1, "x".repeat(15_000_000)).replace("\"id\": \"1\", ", "").getBytes(UTF_8);
        for (int i = 0; i < 20; i++) {
            calls.add(() -> post(request).statusCode()); // the same bytes: this JVM must survive, too
        }
        List<Integer> statuses = new ArrayList<>();
        for (Future<Integer> call : callers.invokeAll(calls)) {
            statuses.add(call.get());
        }
        callers.shutdown();
        assertTrue(gateway.process().isAlive(), gateway.output());
        long accepted = statuses.stream().filter(status -> status == 202).count();
        assertTrue(accepted >= 1 && statuses.stream().allMatch(s -> s == 202 || s == 503), statuses.toString());
        await().atMost(Duration.ofSeconds(60)).until(() -> home.files("data/pickup", ".eml").count() == accepted);
        assertEquals(202, post(request(99, "small")).statusCode());
    }

    private void resendsWhatWasGivenUp(ScriptedSmtpServer smtp) throws Exception {
        assertEquals(202, post(request(100, "Hello").replace("{", "{\"sender\": \"agent\", ")).statusCode());
        DeadCommands dead = new DeadCommands(home);
        await().atMost(Duration.ofSeconds(30)).ignoreExceptions().until(() -> dead.ids().size() == 1);
        String list = command(Map.of(), "dead", "list", "--home", folder.toString()).finished();
        assertTrue(list.contains("550 5.1.1 unknown"), list);
        String id = list.split(" ")[0];
        smtp.on("RCPT", "250 ok");
        Run resend = command(Map.of(), "dead", "resend", id, "--home", folder.toString());
        assertEquals(0, resend.exit(), resend.output());
        await().atMost(Duration.ofSeconds(20)).until(() -> smtp.mails().size() == 1);
        assertEquals(1, command(Map.of(), "dead", "show", id, "--home", folder.toString()).exit());
    }

    private static String request(int id, String text) {
        return "{\"id\": \"" + id + "\", \"to\": \"ann@example.com\", \"subject\": \"s\", \"text\": \"" + text + "\"}";
    }

    private HttpResponse<String> post(String json) {
        return post(json.getBytes(UTF_8));
    }

    private HttpResponse<String> post(byte[] json) {
        return TestGateway.send(HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + home.httpPort() + "/notifications"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(json))
                .build());
    }

    @Test
    void saysInOneLineThatAPortIsUsed() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertRefused(Map.of("camel.server.port", String.valueOf(other.getLocalPort())),
                    "camel.server.port is " + other.getLocalPort());
        }
    }

    @Test
    void saysInOneLineThatAFolderCannotBeWritten() throws Exception {
        // A file where a folder should be, or above it: the one obstacle that stops an administrator's account too.
        Path file = Files.writeString(folder.resolve("file"), "");
        assertRefused(Map.of("gateway.data-directory", file.toString()), "a file: expected a folder");
        assertRefused(Map.of("ingress.file.directory", file.toString()), "a file: expected a folder");
        assertRefused(Map.of("gateway.data-directory", file.resolve("data").toString()), "below the file file: expected a folder");
    }

    @Test
    void saysInOneLineThatAPickupDirectoryIsMissing() throws Exception {
        assertFalse(Files.exists(folder.resolve("typo")));
        home.server("{ \"FromAddress\": \"a@contoso.com\", \"PickupDirectory\": \"" + folder.resolve("typo") + "\" }");
        assertRefused(Map.of(), "which is no directory");
        assertFalse(Files.exists(folder.resolve("typo")), "a typo must not become a directory");
    }

    @Test
    void refusesToListenToTheNetworkWithoutKeys() throws Exception {
        assertRefused(Map.of("camel.server.host", "0.0.0.0"), "config/api-keys has no key");
    }

    @Test
    void namesABrokenRouteFile() throws Exception {
        home.write("routes/broken.camel.yaml", "- route:\n    nonsense: true\n");
        Commands.Run gateway = Commands.execute("run", folder);
        assertEquals(1, gateway.exit(), gateway.all());
        assertTrue(gateway.all().contains("broken.camel.yaml"), gateway.all());
    }

    @Test
    void tellsWrongUsageFromFailure() throws Exception {
        assertEquals(2, command(Map.of(), "bogus").exit());
        assertEquals(0, command(Map.of(), "--version").exit());
        assertEquals(1, command(Map.of(), "send", folder.resolve("none.json").toString()).exit());
        assertEquals(2, Commands.execute().exit());
        assertEquals(0, Commands.execute("--help").exit());
        assertEquals(2, Commands.execute("dead", "resend").exit());
        assertEquals(2, Commands.execute("dead", "resend", "1", "--all").exit());
        assertEquals(2, Commands.execute("dead").exit());
        Commands.Run nobody = Commands.execute("send", RESET.toString(), "--url", "http://127.0.0.1:" + home.httpPort());
        assertEquals(1, nobody.exit());
        assertTrue(nobody.all().contains("no gateway answers"), nobody.all());
    }

    /** In this process: a start costs seconds in a new one. */
    private void assertRefused(Map<String, String> settings, String reason) throws Exception {
        Map<String, String> all = new TreeMap<>(Map.of("camel.server.port", "0", "camel.management.port", "0"));
        all.putAll(settings);
        Path file = home.path("config/application.properties");
        String before = Files.readString(file);
        StringBuilder changed = new StringBuilder(before);
        all.forEach((key, value) -> changed.append('\n').append(key).append(" = ").append(value));
        home.write("config/application.properties", changed.toString());
        Commands.Run gateway = Commands.execute("run", folder);
        home.write("config/application.properties", before);
        assertEquals(1, gateway.exit(), gateway.all());
        assertEquals(1, gateway.all().lines().count(), gateway.all());
        assertTrue(gateway.all().startsWith("gateway: ") && gateway.all().contains(reason), gateway.all());
    }

    private static void assertOnlyOwnerCanRead(Path data) throws IOException {
        try (Stream<Path> all = Files.walk(data)) {
            for (Path path : all.toList()) {
                String rights = PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
                assertTrue(rights.endsWith("------"), path + " has " + rights);
            }
        }
    }

    private Run run(Map<String, String> environment) throws IOException {
        return command(environment, "run", "--home", folder.toString());
    }

    private Run send(Map<String, String> environment) throws IOException {
        return command(environment, "send", RESET.toString(), "--url", "http://127.0.0.1:" + home.httpPort());
    }

    private Run command(Map<String, String> environment, String... arguments) throws IOException {
        List<String> words = new ArrayList<>(List.of(COMMAND.toString()));
        words.addAll(List.of(arguments));
        Path log = folder.resolve("output-" + runs++);
        ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("GATEWAY_CLASS_ARCHIVE", "off"); // ClassArchiveIT has it, and the line it writes
        builder.environment().put("GATEWAY_JAVA_OPTS", QuickStart.options());
        builder.environment().put("CAMEL_SERVER_PORT", String.valueOf(home.httpPort()));
        builder.environment().put("CAMEL_MANAGEMENT_PORT", String.valueOf(home.managementPort()));
        builder.environment().putAll(environment);
        Process process = builder.start();
        started.add(process);
        return new Run(process, log);
    }

    /** One started command. */
    private record Run(Process process, Path log) {
        String output() throws IOException {
            return Files.readString(log);
        }

        String finished() throws IOException, InterruptedException {
            exit();
            return output();
        }

        int exit() throws InterruptedException {
            assertTrue(process.waitFor(60, TimeUnit.SECONDS), "still running");
            return process.exitValue();
        }

        void awaitReady() {
            await().atMost(Duration.ofSeconds(30)).until(() -> output().contains("is ready"));
        }
    }
}
