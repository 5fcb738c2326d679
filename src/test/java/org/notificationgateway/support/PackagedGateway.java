// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.support;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The packaged program, running on a {@link TestHome} as a process of its own. */
public final class PackagedGateway implements AutoCloseable {
    /** The folder that the build made. */
    public static final Path DISTRIBUTION = Path.of(System.getProperty("gateway.distribution"));

    private final Process process;
    private final Path log;

    private PackagedGateway(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /**
     * Starts it and returns when it is ready.
     *
     * @param command the launcher, and what stands before it
     */
    public static PackagedGateway start(List<String> command, TestHome home, String javaOptions) throws IOException {
        Path log = home.path("output.log");
        List<String> words = Stream.concat(command.stream(), Stream.of("run", "--home", home.path("").toString())).toList();
        ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("GATEWAY_JAVA_OPTS", QuickStart.options() + javaOptions);
        builder.environment().put("GATEWAY_CLASS_ARCHIVE", "off");
        home.overrides().forEach((key, value) -> builder.environment()
                .put(String.valueOf(key).toUpperCase().replaceAll("[^A-Z0-9]", "_"), String.valueOf(value)));
        PackagedGateway gateway = new PackagedGateway(builder.start(), log);
        await().atMost(Duration.ofSeconds(60)).until(() -> gateway.output().contains("is ready"));
        return gateway;
    }

    public String output() throws IOException {
        return Files.readString(log);
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }
}
