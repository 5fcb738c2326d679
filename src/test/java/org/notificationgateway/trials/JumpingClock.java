// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.trials;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** A wall clock of a gateway that a trial can turn while it runs. */
final class JumpingClock {
    private final Path library;
    private final Path file;

    JumpingClock(Path folder) throws IOException, InterruptedException {
        library = PreloadedLibrary.build(folder, "clock");
        file = folder.resolve("clock");
        turn(Duration.ZERO);
    }

    Map<String, String> environment() {
        return Map.of("LD_PRELOAD", library.toString(), "TRIAL_CLOCK", file.toString());
    }

    /** So far ahead of the machine's clock. */
    void turn(Duration ahead) throws IOException {
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
            bytes.write(ByteBuffer.allocate(8).order(ByteOrder.nativeOrder()).putLong(ahead.toSeconds()).array());
        }
    }
}
