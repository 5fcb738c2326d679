// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds the JDKs of this machine: that of the harness, {@code $JDK25_HOME} and the like, and Debian's folder. */
final class Jdks {
    private Jdks() {}

    /** The one that runs the harness, and the peers. */
    static Path ours() {
        return Path.of(System.getProperty("java.home"));
    }

    static Optional<Path> find(int release) throws IOException {
        List<Path> candidates = new ArrayList<>(List.of(ours()));
        String named = System.getenv("JDK" + release + "_HOME");
        if (named != null) {
            candidates.add(Path.of(named));
        }
        Path installed = Path.of("/usr/lib/jvm");
        if (Files.isDirectory(installed)) {
            try (Stream<Path> all = Files.list(installed)) {
                all.sorted().forEach(candidates::add);
            }
        }
        for (Path home : candidates) {
            if (Files.isExecutable(home.resolve("bin/java")) && release(home) == release) {
                return Optional.of(home);
            }
        }
        return Optional.empty();
    }

    /** Of its file {@code release}; 0 if it has none. */
    private static int release(Path home) throws IOException {
        Path file = home.resolve("release");
        if (!Files.isReadable(file)) {
            return 0;
        }
        return Files.readAllLines(file).stream()
                .filter(line -> line.startsWith("JAVA_VERSION=\""))
                .mapToInt(line -> Integer.parseInt(line.substring(14).split("[^0-9]")[0]))
                .findFirst()
                .orElse(0);
    }
}
