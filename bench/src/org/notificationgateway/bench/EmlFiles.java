// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * The directories of a row, a new one for each run, and what came into them. Files stay until the command is over: for
 * five minutes after thousands were deleted, ext4 without a journal takes several times as long to create one (it looks
 * for an inode that was not lately freed).
 */
record EmlFiles(Path folder, AtomicInteger next) {

    static EmlFiles below(Path folder) {
        return new EmlFiles(folder, new AtomicInteger());
    }

    Path newDirectory() throws IOException {
        return Files.createDirectory(folder.resolve(String.valueOf(next.getAndIncrement())));
    }

    /** Counts what a run has written. */
    static void check(Path directory, int expected, String side) throws IOException {
        try (Stream<Path> all = Files.list(directory)) {
            long files = all.filter(file -> file.toString().endsWith(".eml")).count();
            if (files != expected) {
                throw new BenchException("number of files from " + side, files, expected, directory);
            }
        }
    }
}
