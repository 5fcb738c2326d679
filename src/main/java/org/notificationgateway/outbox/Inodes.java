// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Counts the inodes of a folder's disk, which can run out long before its bytes, with the command {@code stat} of Linux:
 * Java cannot. Elsewhere, and where the command fails, nothing is known. Not thread-safe.
 */
final class Inodes implements DiskUsage.Measure {
    private static final long AGE_NANOS = 5_000_000_000L; // a process costs more than a look at the bytes
    private static final int PATIENCE_SECONDS = 2;

    private final List<String> command;
    private boolean works;
    private long asked;
    private DiskUsage.Room last = DiskUsage.Room.UNKNOWN;
    private @Nullable Process running;

    Inodes(Path folder) {
        this(List.of("stat", "-f", "-c", "%c %d", folder.toString()), "Linux".equals(System.getProperty("os.name")));
    }

    Inodes(List<String> command, boolean works) {
        this.command = command;
        this.works = works;
        asked = System.nanoTime() - AGE_NANOS;
    }

    @Override
    public DiskUsage.Room room() {
        long now = System.nanoTime();
        boolean hangs = running != null && running.isAlive();
        if (works && !hangs && now - asked >= AGE_NANOS) {
            asked = now;
            last = ask();
        }
        return last;
    }

    private DiskUsage.Room ask() {
        try {
            Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
            running = process;
            process.getOutputStream().close();
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return DiskUsage.Room.UNKNOWN;
            }
            return parsed(new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII));
        } catch (IOException e) {
            works = false; // no such command
            return DiskUsage.Room.UNKNOWN;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return DiskUsage.Room.UNKNOWN;
        }
    }

    /** Of {@code total free}; a file system that has no fixed number says 0. */
    private static DiskUsage.Room parsed(String output) {
        String[] numbers = output.strip().split(" ");
        try {
            return numbers.length == 2
                    ? new DiskUsage.Room(Long.parseLong(numbers[0]), Long.parseLong(numbers[1]))
                    : DiskUsage.Room.UNKNOWN;
        } catch (NumberFormatException e) {
            return DiskUsage.Room.UNKNOWN;
        }
    }
}
