// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.notificationgateway.settings.Durations;

/**
 * A gateway home of its own for one test: the real routes and the shipped configuration in a temporary folder, with
 * free ports and short waits.
 */
public final class TestHome {
    /** The checkout the tests run in. */
    public static final Path PROJECT = Path.of(System.getProperty("gateway.project", "."));

    private static final Pattern PAUSE = Pattern.compile("pause: (.*)");
    private static final Pattern DURATION = Pattern.compile("\\d+[smh]");
    /** Below the ports that systems give to outgoing connections: one of those may come between choice and use. */
    private static final int FIRST_PORT = 10_240;
    private static final int BLOCK = 400;
    private static final int BLOCKS = 50;
    /** Keeps a block of ports for this JVM as long as it lives: others test at the same time. */
    private static final ServerSocket GUARD = guard();
    private static final AtomicInteger NEXT_PORT = new AtomicInteger();

    private final Path directory;
    private final Properties overrides = new Properties();

    public TestHome(Path directory) {
        this(directory, PROJECT);
    }

    /** @param shipped the folder with the routes and the configuration, such as a distribution */
    public TestHome(Path directory, Path shipped) {
        this.directory = directory;
        copy(shipped, "routes");
        copy(shipped, "config");
        set("gateway.home", directory.toString());
        set("camel.server.port", String.valueOf(freePort()));
        set("camel.management.port", String.valueOf(freePort()));
        set("ingress.file.poll-interval", "20ms");
        set("ingress.file.settle-time", "20ms");
        set("delivery.retry-delays", "200ms");
        set("intake.max-disk-usage", "100"); // whatever else fills the disk of the machine
    }

    public TestHome set(String key, String value) {
        overrides.setProperty(key, value);
        return this;
    }

    /** Replaces {@code config/appsettings.json}. */
    public TestHome server(String mailSettings) {
        return write("config/appsettings.json", "{ \"MailSettings\": " + mailSettings + " }");
    }

    /** Adds {@code config/appsettings.agent.json}. */
    public TestHome agent(String mailSettings) {
        return write("config/appsettings.agent.json",
                "{ \"PasswordResetSettings\": { \"MailSettings\": " + mailSettings + " } }");
    }

    public TestHome write(String name, String text) {
        try {
            Files.createDirectories(directory.resolve(name).getParent());
            Files.writeString(directory.resolve(name), text);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Divides the pauses of {@code config/replies.yaml}, for a destination whose minutes are so much shorter. */
    public TestHome shorterPauses(double times) {
        try {
            String rows = Files.readString(path("config/replies.yaml"));
            return write("config/replies.yaml", PAUSE.matcher(rows).replaceAll(pause -> "pause: "
                    + DURATION.matcher(pause.group(1)).replaceAll(one ->
                            Math.max(1, Math.round(Durations.parse(one.group()).toMillis() / times)) + "ms")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Path path(String name) {
        return directory.resolve(name);
    }

    public Properties overrides() {
        return overrides;
    }

    public int httpPort() {
        return Integer.parseInt(overrides.getProperty("camel.server.port"));
    }

    public int managementPort() {
        return Integer.parseInt(overrides.getProperty("camel.management.port"));
    }

    /** The finished files of a folder of this home; an absent folder has none. */
    public Stream<Path> files(String folder, String ending) {
        Path path = directory.resolve(folder);
        if (!Files.isDirectory(path)) {
            return Stream.empty();
        }
        try (Stream<Path> files = Files.list(path)) {
            return files.filter(file -> file.getFileName().toString().endsWith(ending)).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A port nobody listens on, and no other JVM that tests will. */
    public static int freePort() {
        for (int tries = 0; tries < BLOCK; tries++) {
            int port = GUARD.getLocalPort() + 1 + NEXT_PORT.getAndIncrement() % (BLOCK - 1);
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (IOException e) {
                // taken by another program
            }
        }
        throw new IllegalStateException("no port behind " + GUARD.getLocalPort() + " is free");
    }

    private static ServerSocket guard() {
        long any = ProcessHandle.current().pid();
        for (int block = 0; block < BLOCKS; block++) {
            try {
                return new ServerSocket(FIRST_PORT + BLOCK * (int) ((any + block) % BLOCKS), 1, InetAddress.getLoopbackAddress());
            } catch (IOException e) {
                // another JVM's
            }
        }
        throw new IllegalStateException("no block of ports from " + FIRST_PORT + " on is free");
    }

    private void copy(Path shipped, String folder) {
        try (Stream<Path> files = Files.list(shipped.resolve(folder))) {
            Files.createDirectories(directory.resolve(folder));
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, directory.resolve(folder).resolve(file.getFileName()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
