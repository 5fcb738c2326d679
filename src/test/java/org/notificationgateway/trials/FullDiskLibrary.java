// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.trials;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.notificationgateway.support.TestHome;

/** Makes writes to chosen files of a gateway fail as on a full disk, at a moment of the trial's choice and without root. */
final class FullDiskLibrary {
    private final Path library;
    private final Path trigger;

    private FullDiskLibrary(Path library, Path trigger) {
        this.library = library;
        this.trigger = trigger;
    }

    /** Null where there is no C compiler, or no Linux. */
    static @Nullable FullDiskLibrary build(Path folder) throws IOException, InterruptedException {
        Path library = folder.resolve("full-disk.so");
        Path source = TestHome.PROJECT.resolve("src/test/resources/trials/full-disk.c").toAbsolutePath();
        if (!"Linux".equals(System.getProperty("os.name"))) {
            return null;
        }
        Process compiler;
        try {
            compiler = new ProcessBuilder("gcc", "-shared", "-fPIC", "-O2", "-o", library.toString(), source.toString(), "-ldl")
                    .inheritIO().start();
        } catch (IOException e) {
            return null;
        }
        assertEquals(0, compiler.waitFor(), "exit code of gcc");
        return new FullDiskLibrary(library, folder.resolve("disk-is-full"));
    }

    /** @param words parts of paths, such as {@code /mails/}; a file whose path holds one cannot be written while full */
    Map<String, String> environment(String... words) {
        return Map.of("LD_PRELOAD", library.toString(), "TRIAL_FULL_WHILE", trigger.toString(),
                "TRIAL_FULL_BELOW", String.join(":", words));
    }

    void fill() throws IOException {
        Files.write(trigger, new byte[0]);
    }

    void free() throws IOException {
        Files.deleteIfExists(trigger);
    }
}
