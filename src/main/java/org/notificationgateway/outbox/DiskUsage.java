// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import org.notificationgateway.settings.Fault;

/**
 * Refuses once more of a disk is in use than allowed, counted in bytes and in inodes: what was accepted needs some of
 * both for its retries.
 */
final class DiskUsage implements StorageCheck {
    /** How much there is of something, and how much of it nobody uses; {@code total} 0 if that is not known. */
    record Room(long total, long free) {
        static final Room UNKNOWN = new Room(0, 0);
    }

    /** Asks the operating system. */
    @FunctionalInterface
    interface Measure {
        Room room() throws IOException;
    }

    private final Path folder;
    private final int percent;
    private final Measure bytes;
    private final Measure inodes;

    /** @param percent that may be in use; 100 means that nobody asks */
    DiskUsage(Path folder, int percent, Measure bytes, Measure inodes) {
        this.folder = folder;
        this.percent = percent;
        this.bytes = bytes;
        this.inodes = inodes;
    }

    /** The bytes of the disk that a folder lies on, as this account may use them. */
    static Measure bytesOf(Path folder) {
        return () -> {
            FileStore store = Files.getFileStore(folder);
            return new Room(store.getTotalSpace(), store.getUsableSpace());
        };
    }

    @Override
    public void look() throws StoreUnavailableException {
        if (percent >= 100) {
            return;
        }
        try {
            check("the disk of " + folder, "full", bytes.room());
            check("the disk of " + folder, "full of files: it has inodes for no more", inodes.room());
        } catch (IOException e) {
            throw StoreUnavailableException.of(new Fault(
                    "the disk of " + folder, "cannot be asked (" + e.getMessage() + ")", "the folder it had at its start",
                    "gateway.data-directory"));
        }
    }

    private void check(String thing, String of, Room room) throws StoreUnavailableException {
        long used = room.total - room.free;
        if (room.total > 0 && used * 100.0 / room.total >= percent) {
            throw StoreUnavailableException.of(new Fault(
                    thing, "is " + used * 100 / room.total + " % " + of, "less than " + percent + " %",
                    "intake.max-disk-usage"));
        }
    }
}
