// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.support;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The real Artemis distribution as a process of its own, with the settings that we ship for it. */
public final class ExternalBroker implements AutoCloseable {
    public static final String USER = "gateway";
    public static final String PASSWORD = "external-broker-secret";

    private final Path instance;
    private final Path log;
    private final int port = TestHome.freePort();
    private Process process;

    /** Makes a broker instance below the folder; does not start it. */
    public ExternalBroker(Path folder) throws IOException, InterruptedException {
        this(folder, USER);
    }

    private ExternalBroker(Path folder, String administrator) throws IOException, InterruptedException {
        instance = folder.resolve("broker");
        log = folder.resolve("broker.log");
        Path distribution = Path.of(System.getProperty("gateway.test-broker"));
        Process create = command(List.of(
                distribution.resolve("bin/artemis").toString(), "create", instance.toString(),
                "--user", administrator, "--password", PASSWORD, "--require-login", "--silent", "--nio",
                "--no-web", "--no-autotune", "--no-amqp-acceptor", "--no-mqtt-acceptor", "--no-stomp-acceptor",
                "--no-hornetq-acceptor", "--host", "127.0.0.1", "--default-port", String.valueOf(port)));
        if (!create.waitFor(60, TimeUnit.SECONDS) || create.exitValue() != 0) {
            throw new IllegalStateException("artemis create failed: " + Files.readString(log));
        }
        Files.copy(TestHome.PROJECT.resolve("examples/broker/notification-gateway.properties"),
                instance.resolve("etc/notification-gateway.properties"));
    }

    /** One where USER may do what docs/operations.md gives it, and nothing else; others may let in further users. */
    public static ExternalBroker withRights(Path folder, String... others) throws IOException, InterruptedException {
        ExternalBroker broker = new ExternalBroker(folder, "admin");
        for (String file : List.of("artemis-users.properties", "artemis-roles.properties", "notification-gateway.properties")) {
            broker.append(file, DocumentedFile.of("properties", "# etc/" + file + "\n", PASSWORD));
        }
        for (String other : others) {
            broker.append("artemis-users.properties", other + " = " + PASSWORD);
        }
        return broker;
    }

    private void append(String file, String lines) throws IOException {
        Files.writeString(instance.resolve("etc").resolve(file), "\n" + lines + "\n", StandardOpenOption.APPEND);
    }

    public String url() {
        return "tcp://127.0.0.1:" + port;
    }

    /** Starts it and returns when it takes connections. */
    public void start() throws IOException {
        Files.deleteIfExists(log);
        process = command(List.of(instance.resolve("bin/artemis").toString(), "run",
                "--properties", instance.resolve("etc/notification-gateway.properties").toString()));
        await().atMost(Duration.ofSeconds(60)).until(() -> Files.readString(log).contains("AMQ221007"));
    }

    /** Stops it in order and returns when it is gone. */
    public void stop() throws InterruptedException {
        List<ProcessHandle> all = new ArrayList<>(process.descendants().toList());
        all.add(process.toHandle());
        all.forEach(ProcessHandle::destroy);
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
        await().atMost(Duration.ofSeconds(30)).until(() -> all.stream().noneMatch(ProcessHandle::isAlive));
    }

    @Override
    public void close() {
        if (process != null && process.isAlive()) {
            try {
                stop();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private Process command(List<String> words) {
        ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().put("JAVA_ARGS", "-Xmx256m -XX:+UseSerialGC -XX:TieredStopAtLevel=1");
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        try {
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
