// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The files in which the embedded broker keeps large messages; one that is left over fills a disk some day. */
final class LargeFiles {
    private LargeFiles() {}

    static List<Path> of(Path data) throws IOException {
        try (Stream<Path> all = Files.walk(data)) {
            return all.filter(file -> file.toString().endsWith(".msg")).toList();
        }
    }
}
