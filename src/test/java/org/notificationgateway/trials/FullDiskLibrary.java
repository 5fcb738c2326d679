// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.trials;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Makes writes to chosen files of a gateway fail as on a full disk, at a moment of the trial's choice and without root. */
final class FullDiskLibrary {
    private final Path library;
    private final Path trigger;

    /** @param folder for the library, and the file that is there while the disk is full */
    FullDiskLibrary(Path folder) throws IOException, InterruptedException {
        library = PreloadedLibrary.build(folder, "full-disk");
        trigger = folder.resolve("disk-is-full");
    }

    /** @param words parts of paths, such as {@code /mails/}; a file whose path holds one cannot be written while full */
    Map<String, String> environment(String... words) {
        return Map.of("LD_PRELOAD", library.toString(), "TRIAL_FULL_WHILE", trigger.toString(),
                "TRIAL_FULL_BELOW", String.join(":", words));
    }

    /** The same, but writes succeed and forcing them to disk fails. */
    Map<String, String> environmentWhereForcingFails(String... words) {
        Map<String, String> environment = new HashMap<>(environment(words));
        environment.put("TRIAL_FULL_AT", "force");
        return environment;
    }

    void fill() throws IOException {
        Files.write(trigger, new byte[0]);
    }

    void free() throws IOException {
        Files.deleteIfExists(trigger);
    }
}
