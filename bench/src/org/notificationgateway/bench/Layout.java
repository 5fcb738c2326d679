// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where everything lies that the harness starts or writes; {@code bench/run} has put it there.
 *
 * @param root of the project
 * @param distribution the packaged gateway
 */
record Layout(Path root, Path distribution) {
    /** What the gateway's own start script gives its JVM; the peers get the same. */
    static final List<String> JVM_FLAGS = List.of("-Xmx512m", "-XX:+UseSerialGC", "-Djava.awt.headless=true");

    static Layout fromSystemProperties() {
        return new Layout(Path.of(System.getProperty("bench.root")), Path.of(System.getProperty("bench.distribution")));
    }

    Path work() {
        return root.resolve("target/bench");
    }

    /** Where figures are kept; those of a quick run, which measure nothing, stay out of the project. */
    Path results(boolean quick) {
        return quick ? work().resolve("results") : root.resolve("bench/results");
    }

    Path node() {
        return work().resolve("node");
    }

    Path log(String name) {
        return work().resolve("logs").resolve(name + ".log");
    }

    static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    Path folder(String name) {
        return work().resolve("homes").resolve(name);
    }

    /** An empty folder on the disk of the project. */
    Path freshFolder(String name) throws IOException {
        Path folder = folder(name);
        delete(folder);
        return Files.createDirectories(folder);
    }

    static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> all = Files.walk(folder)) {
                for (Path one : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(one);
                }
            }
        }
    }

    /** A port that nobody listens on just now. */
    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
