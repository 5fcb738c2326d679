// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.acceptance;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.notificationgateway.support.DiesOf;
import org.notificationgateway.support.PackagedGateway;
import org.notificationgateway.support.QuickStart;
import org.notificationgateway.support.TestHome;

/** A process that holds the lock and the ports and does nothing is worse than none: nobody starts it anew. */
class FatalErrorIT {
    @TempDir
    private Path folder;

    private TestHome home;
    private Path log;
    private Process process;

    @BeforeEach
    void makeHome() {
        home = new TestHome(folder);
        log = folder.resolve("output");
    }

    @AfterEach
    void stop() {
        process.destroyForcibly();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "ALinkError, UnsatisfiedLinkError: no not-there in java.library.path",
        "AnInitializerError, NumberFormatException: For input string",
        "AStackOverflow, StackOverflowError",
        "AMemoryError, OutOfMemoryError: Cannot reserve"})
    void ofABeanEndsTheStartWithALine(String kind, String reason) throws Exception {
        start("camel.beans.broken = #class:org.notificationgateway.support.DiesOf$" + kind);
        assertRefused(reason);
    }

    @Test
    void ofARouteEndsTheStartWithALine() throws Exception {
        home.write("routes/broken.camel.yaml", """
                - route:
                    id: broken
                    from:
                      uri: direct:broken
                      steps:
                        - process:
                            ref: "#class:org.notificationgateway.support.DiesOf$ALinkError"
                """);
        start("");
        assertRefused("UnsatisfiedLinkError: no not-there in java.library.path");
    }

    @Test
    void ofADamagedJarEndsAStartWhoseBrokerIsHalfThere() throws Exception {
        home.write("damaged/org/apache/activemq/artemis/core/server/impl/QueueImpl.class", "damaged");
        start("");
        assertEquals(1, exit(), output());
        assertTrue(Files.exists(home.path("data/gateway.lock")), "it has come as far as that");
        String ours = output().lines().filter(line -> line.startsWith("gateway: ")).collect(Collectors.joining());
        assertTrue(ours.startsWith("gateway: did not start: java.lang.ClassFormatError: "), output());
    }

    @Test
    void ofAThreadEndsTheGatewayAndNamesTheThread() throws Exception {
        start("camel.beans.broken = #class:org.notificationgateway.support.DiesOf$AThreadThatDies");
        await().atMost(Duration.ofSeconds(60)).until(() -> output().contains("is ready"));
        process.getOutputStream().write('\n');
        process.getOutputStream().flush();
        assertEquals(1, exit(), output());
        assertTrue(output().contains("thread worker"), output());
    }

    private void assertRefused(String reason) throws Exception {
        assertEquals(1, exit(), output());
        assertEquals(1, output().lines().count(), output());
        assertTrue(output().startsWith("gateway: did not start: ") && output().contains(reason), output());
    }

    /** The packaged program with the classes of the tests beside its own. */
    private void start(String property) throws IOException {
        Path properties = home.path("config/application.properties");
        Files.writeString(properties, Files.readString(properties) + property + "\n");
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(Stream.of(QuickStart.options().split(" ")).filter(option -> !option.isEmpty()).toList());
        command.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC",
                "-Dlog4j2.configurationFile=" + TestHome.PROJECT.resolve("config/log4j2.xml"),
                "-cp", classPath(), "org.notificationgateway.NotificationGateway", "run", "--home", folder.toString()));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("CAMEL_SERVER_PORT", String.valueOf(home.httpPort()));
        builder.environment().put("CAMEL_MANAGEMENT_PORT", String.valueOf(home.managementPort()));
        process = builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
    }

    /** Classes that come first would keep the JVM from its archive. */
    private String classPath() throws IOException {
        String lib = PackagedGateway.DISTRIBUTION.resolve("lib").toString();
        String program = String.join(File.pathSeparator, lib + "/*", lib + "/ext/*",
                Path.of(DiesOf.class.getProtectionDomain().getCodeSource().getLocation().getPath()).toString());
        Path damaged = home.path("damaged");
        return Files.exists(damaged) ? damaged + File.pathSeparator + program : program;
    }

    private int exit() throws InterruptedException, IOException {
        assertTrue(process.waitFor(60, TimeUnit.SECONDS), "still running: " + output());
        return process.exitValue();
    }

    private String output() throws IOException {
        return Files.readString(log);
    }
}
