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

/**
 * The folder of everything that survives a restart, held by one process at a time: a second gateway on the same
 * journal would wait for ever without a word.
 */
public final class DataDirectory extends ServiceSupport {
    private static final String LOCK = "gateway.lock";

    private final Path directory;
    private @Nullable FileChannel channel;

    public DataDirectory(Path directory) {
        this.directory = directory;
    }

    /** Makes the folder and takes its lock. */
    public void lock() {
        try {
            Files.createDirectories(directory);
            FileChannel opened = FileChannel.open(
                    directory.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            channel = opened;
            FileLock lock = opened.tryLock();
            if (lock == null) {
                throw inUse();
            }
        } catch (OverlappingFileLockException e) {
            throw inUse();
        } catch (IOException e) {
            throw new StartRefusedException(
                    "data folder " + directory, "cannot be written (" + e.getClass().getSimpleName() + ")",
                    "a folder in which this account may create files", "gateway.data-directory");
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
