// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.operations;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.apache.camel.support.service.ServiceSupport;
import org.jspecify.annotations.Nullable;
import org.notificationgateway.settings.StartRefusedException;

/**
 * The folder of everything that survives a restart, held by one process at a time: a second gateway on the same
 * journal would wait for ever without a word.
 */
public final class DataDirectory extends ServiceSupport {
    private static final String LOCK = "gateway.lock";
    private static final String FORMAT = "format";
    /** Of all that lies in the folder. A folder of another format is not touched. */
    private static final String PRESENT_FORMAT = "3";

    private final Path directory;
    private @Nullable FileChannel channel;
    private boolean isNew;

    public DataDirectory(Path directory) {
        this.directory = directory;
    }

    /** True if nothing was in it before. */
    public boolean isNew() {
        return isNew;
    }

    /** Makes the folder and takes its lock. */
    public void lock() {
        try {
            checkFormat();
            Files.createDirectories(directory);
            FileChannel opened = FileChannel.open(
                    directory.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            channel = opened;
            FileLock lock = opened.tryLock();
            if (lock == null) {
                throw inUse();
            }
            if (isNew) {
                Files.writeString(directory.resolve(FORMAT), PRESENT_FORMAT + "\n");
            }
        } catch (OverlappingFileLockException e) {
            throw inUse();
        } catch (IOException e) {
            throw new StartRefusedException(
                    "data folder " + directory, "cannot be written (" + e.getClass().getSimpleName() + ")",
                    "a folder in which this account may create files", "gateway.data-directory");
        }
    }

    private void checkFormat() throws IOException {
        Path format = directory.resolve(FORMAT);
        boolean isMarked = Files.exists(format);
        String seen = isMarked ? Files.readString(format).strip() : "1";
        isNew = !isMarked && !Files.exists(directory.resolve("broker")) && !Files.exists(directory.resolve("ledger"));
        if (!isNew && !seen.equals(PRESENT_FORMAT)) {
            throw new StartRefusedException(
                    "data folder " + directory, "is of format " + seen, "format " + PRESENT_FORMAT
                            + ", or a new folder: let the gateway that made it deliver what waits in it",
                    "gateway.data-directory");
        }
    }

    private StartRefusedException inUse() {
        return new StartRefusedException(
                "data folder " + directory, "is in use by another gateway", "a data folder of its own for each",
                "gateway.data-directory, or stop the other one");
    }

    @Override
    protected void doStop() throws IOException {
        if (channel != null) {
            channel.close(); // and with it the lock
        }
    }
}
