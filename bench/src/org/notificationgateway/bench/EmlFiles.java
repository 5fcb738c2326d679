// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Counts what a run has written, and makes room for the next, which starts with an empty directory as this one did. */
final class EmlFiles {
    private EmlFiles() {}

    static void checkAndRemove(Path directory, int expected, String side) throws IOException {
        try (Stream<Path> all = Files.list(directory)) {
            List<Path> files = all.filter(file -> file.toString().endsWith(".eml")).toList();
            if (files.size() != expected) {
                throw new BenchException("number of files from " + side, files.size(), expected, directory);
            }
            for (Path file : files) {
                Files.delete(file);
            }
        }
    }
}
