// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Stops accepting while there is still room on the disk: what was accepted needs some of it for its retries, and a
 * journal without any stops the broker. Safe to share.
 */
public final class StorageGuard {
    private static final long LOOK_NANOS = 1_000_000_000; // a look reads the mount table, which costs more than a mail

    private final Path directory;
    private final int percent;
    private final AtomicLong sound = new AtomicLong(System.nanoTime() - LOOK_NANOS);

    /** @param percent of the disk that may be in use; 100 means that nobody asks */
    public StorageGuard(Path directory, int percent) {
        this.directory = directory;
        this.percent = percent;
    }

    /** Returns when there is room, or was within the last second. */
    public void check() throws StoreUnavailableException {
        long now = System.nanoTime();
        if (percent < 100 && now - sound.get() >= LOOK_NANOS) {
            look();
            sound.set(now);
        }
    }

    private void look() throws StoreUnavailableException {
        try {
            FileStore store = Files.getFileStore(directory);
            long total = store.getTotalSpace();
            long used = total - store.getUsableSpace();
            if (total > 0 && used * 100.0 / total >= percent) {
                throw new StoreUnavailableException("the disk of " + directory + " is " + used * 100 / total
                        + " % full: expected less than " + percent + " % (intake.max-disk-usage)", null);
            }
        } catch (IOException e) {
            throw new StoreUnavailableException("the disk of " + directory + " cannot be asked", e);
        }
    }
}
