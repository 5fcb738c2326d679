// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.delivery;

import com.sun.jna.LastErrorException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Forces many files to disk in one go, by {@code syncfs(2)}: a third of what it costs to force each, since the disk is
 * written to and flushed once. Java has no call for it. It writes whatever else waits to be written on that file system,
 * too; where that takes long, {@link #isQuick} says so for a while. Safe to share between threads.
 */
final class FileSystemSync {
    private static final Logger LOG = LoggerFactory.getLogger("gateway.delivery");
    static final Set<String> TYPES = Set.of("ext4", "xfs"); // local, and known to report a failed write
    private static final Pattern KERNEL = Pattern.compile("(\\d+)\\.(\\d+).*");
    private static final Duration LONG = Duration.ofMillis(250);
    private static final Duration REST = Duration.ofMinutes(1);

    private final Set<String> types;
    private final SystemCalls calls;
    private final LongSupplier nanos;
    private volatile long restUntil;

    FileSystemSync() {
        this(TYPES, new LibC(), System::nanoTime);
    }

    /**
     * @param types of file systems, as {@link java.nio.file.FileStore#type} names them
     * @param nanos the time as {@link System#nanoTime} gives it
     */
    FileSystemSync(Set<String> types, SystemCalls calls, LongSupplier nanos) {
        this.types = types;
        this.calls = calls;
        this.nanos = nanos;
        restUntil = nanos.getAsLong();
    }

    /**
     * Whether the files of this directory can be forced so, and a failure would be told.
     *
     * @throws IOException if the directory is not there
     */
    boolean serves(Path directory) throws IOException {
        if (!tellsOfErrors(System.getProperty("os.name"), System.getProperty("os.version"))
                || !types.contains(Files.getFileStore(directory).type())) {
            return false;
        }
        try {
            calls.close(calls.open(directory.toString()));
            return true;
        } catch (LinkageError | LastErrorException e) {
            LOG.info("{}: each file is forced to disk by itself, which is slower for many: {}", directory, e.toString());
            return false;
        }
    }

    /** Linux tells of a failed write since 5.8: {@code syncfs(2)}, "Versions". */
    static boolean tellsOfErrors(String system, String version) {
        Matcher kernel = KERNEL.matcher(version);
        return system.equals("Linux")
                && kernel.matches()
                && Integer.parseInt(kernel.group(1)) * 1000 + Integer.parseInt(kernel.group(2)) >= 5008;
    }

    /** False for a minute after it took long: then somebody writes much there, and single files are forced sooner. */
    boolean isQuick() {
        return nanos.getAsLong() - restUntil >= 0;
    }

    /**
     * Runs what writes, then forces everything it wrote.
     *
     * @param directory any that the file system holds
     * @throws IOException if anything on this file system could not be written since the writes began
     */
    void force(Path directory, Runnable writes) throws IOException {
        try {
            int descriptor = calls.open(directory.toString()); // before the writes: it remembers errors from now on
            try {
                writes.run();
                long start = nanos.getAsLong();
                calls.syncfs(descriptor);
                calls.fsync(descriptor); // without a journal, ext4 writes inodes after it flushed the disk's own cache
                rest(directory, nanos.getAsLong() - start);
            } finally {
                calls.close(descriptor);
            }
        } catch (LastErrorException e) {
            throw new IOException(directory + ": the file system did not take what was written: " + e.getMessage(), e);
        }
    }

    private void rest(Path directory, long took) {
        if (took > LONG.toNanos()) {
            restUntil = nanos.getAsLong() + REST.toNanos();
            LOG.info("{}: its file system took {} ms to write what waited there: each file is forced by itself for {} s",
                    directory, Duration.ofNanos(took).toMillis(), REST.toSeconds());
        }
    }
}
