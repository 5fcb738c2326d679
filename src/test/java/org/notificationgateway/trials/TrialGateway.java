// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.trials;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.notificationgateway.support.QuickStart;
import org.notificationgateway.support.TestHome;

/** One life of the packaged program that may end badly: a start may be refused, and the process may die. */
final class TrialGateway implements AutoCloseable {
    /** The one to judge: the folder that the build made, unless the trial is told of another. */
    static final Path DISTRIBUTION = Path.of(System.getProperty("trial.distribution", "").isBlank()
            ? System.getProperty("gateway.distribution") : System.getProperty("trial.distribution"));
    private static final Pattern BROKEN = Pattern.compile("\n(?=[^\n]*\\b(ERROR|WARN)\\b)");

    private final Process process;
    private final Path log;
    private final long started = System.nanoTime();

    private TrialGateway(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /** A home with the routes and settings of the distribution; its mail goes to the server. */
    static TestHome home(Path folder, CollectingSmtpServer smtp) throws IOException {
        return new TestHome(Files.createDirectories(folder), DISTRIBUTION)
                .server(smtp.settings("no-reply@contoso.com"))
                .set("delivery.retry-delays", "1s")
                .set("delivery.first-pause", "1s")
                .set("delivery.longest-pause", "1s");
    }

    static TrialGateway start(TestHome home, String javaOptions) throws IOException {
        return start(List.of(), home, javaOptions, Map.of());
    }

    /**
     * Starts it and returns at once.
     *
     * @param before what stands before the launcher
     * @param environment further variables
     */
    static TrialGateway start(List<String> before, TestHome home, String javaOptions, Map<String, String> environment)
            throws IOException {
        Path log = Files.createTempFile(home.path(""), "output-", ".log");
        ProcessBuilder builder = builder(before, home, environment, "run", "--home", home.path("").toString())
                .redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().put("GATEWAY_JAVA_OPTS", QuickStart.options() + javaOptions);
        return new TrialGateway(builder.start(), log);
    }

    /** What a command of the program printed, and its exit code. */
    record Outcome(int exit, String output) {
    }

    static Outcome command(List<String> before, TestHome home, String... words) throws IOException, InterruptedException {
        Path log = Files.createTempFile(home.path(""), "command-", ".log");
        Process process = builder(before, home, Map.of(), words)
                .redirectErrorStream(true).redirectOutput(log.toFile()).start();
        if (!process.waitFor(120, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
        return new Outcome(process.exitValue(), Files.readString(log, StandardCharsets.ISO_8859_1));
    }

    private static ProcessBuilder builder(
            List<String> before, TestHome home, Map<String, String> environment, String... words) throws IOException {
        List<String> command = new ArrayList<>(before);
        command.add(DISTRIBUTION.resolve("bin/gateway").toString());
        command.addAll(List.of(words));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("GATEWAY_CLASS_ARCHIVE", "off");
        builder.environment().put("GATEWAY_JAVA_OPTS", QuickStart.options());
        home.overrides().forEach((key, value) -> builder.environment()
                .put(String.valueOf(key).toUpperCase().replaceAll("[^A-Z0-9]", "_"), String.valueOf(value)));
        builder.environment().putAll(environment);
        return builder;
    }

    /** Waits until it is ready, or has ended. */
    TrialGateway awaitStart() {
        await().atMost(Duration.ofSeconds(120)).pollInterval(Duration.ofMillis(100))
                .until(() -> isReady() || !process.isAlive());
        return this;
    }

    boolean isReady() throws IOException {
        return output().contains("is ready");
    }

    boolean isAlive() {
        return process.isAlive();
    }

    long pid() {
        return process.pid();
    }

    int exit() {
        return process.exitValue();
    }

    double seconds() {
        return (System.nanoTime() - started) / 1e9;
    }

    String output() throws IOException {
        return Files.readString(log, StandardCharsets.ISO_8859_1);
    }

    /** What the log says at this level, each with the lines that belong to it. */
    List<String> lines(String level) throws IOException {
        return BROKEN.splitAsStream("\n" + output()).filter(entry -> entry.lines().findFirst().orElse("")
                .matches(".*\\b" + level + "\\b.*")).map(String::strip).toList();
    }

    /** As the operating system does when it has had enough. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            kill();
        }
    }
}
