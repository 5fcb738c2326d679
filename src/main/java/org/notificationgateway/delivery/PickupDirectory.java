// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.delivery;

import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Puts a mail into a pickup directory whole or not at all: it is forced to disk in a staging folder beside the directory,
 * then moved in one step. The SMTP server that reads the directory never sees a half-written file. Safe to share between
 * threads.
 */
public final class PickupDirectory {
    private static final String STAGING_SUFFIX = ".staging";
    private static final Set<StandardOpenOption> NEW = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    private static final boolean WINDOWS = File.separatorChar == '\\';
    private static final int PIECE = 65_536; // Java keeps a buffer as large as the largest write of each thread

    private final Path directory;
    private final FileMode mode;
    private final Disk disk;
    private Names fresh = new Names();

    /** What forces a file or a folder to disk. */
    @FunctionalInterface
    interface Disk {
        void force(FileChannel file) throws IOException;
    }

    /**
     * @param directory of the SMTP server; must exist, and its staging folder too
     * @param mode the rights that files are published with
     */
    public PickupDirectory(Path directory, FileMode mode) {
        this(directory, mode, file -> file.force(true));
    }

    PickupDirectory(Path directory, FileMode mode, Disk disk) {
        this.directory = directory;
        this.mode = mode;
        this.disk = disk;
    }

    /** The folder beside a pickup directory in which files are written; same parent, so the same volume. */
    public static Path stagingOf(Path pickupDirectory) {
        return pickupDirectory.resolveSibling(pickupDirectory.getFileName() + STAGING_SUFFIX);
    }

    /**
     * Writes a mail under a name that tells nothing about it and returns once the disk has the file and its name.
     *
     * @throws IOException if that did not happen; then neither folder holds any part of the mail, unless the SMTP server
     *     has taken the file already
     */
    public void deliver(byte[] file) throws IOException {
        place(file).force();
    }

    /**
     * Writes a mail under such a name and returns once the disk has the file. What forces its name can wait for others.
     *
     * @throws IOException as above
     */
    Placed place(byte[] file) throws IOException {
        String name = UUID.randomUUID().toString();
        return place(file, stagingOf(directory).resolve(name + ".part"), directory.resolve(name + ".eml"));
    }

    Placed place(byte[] file, Path staged, Path target) throws IOException {
        write(staged, file);
        try {
            if (Files.exists(target)) {
                throw new FileAlreadyExistsException(target.toString());
            }
            Files.move(staged, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            discard(staged, e);
            throw e;
        }
        synchronized (this) {
            return new Placed(target, fresh);
        }
    }

    /** A file that is in the directory, whose name a power cut could still take away. */
    final class Placed {
        private final Path target;
        private final Names names;

        private Placed(Path target, Names names) {
            this.target = target;
            this.names = names;
        }

        /**
         * Returns once the disk has the name, and those of all files that were placed meanwhile: they are forced together,
         * and none of them twice.
         *
         * @throws IOException if that failed, for each of them; then the file is gone, unless the SMTP server has taken it
         */
        void force() throws IOException {
            try {
                if (!names.force()) {
                    forceFile(target);
                }
            } catch (IOException e) {
                discard(target, e); // else the next attempt would double it
                throw e;
            }
        }
    }

    /** The names that one forced write of the folder takes to the disk; a failed one has failed for all of them. */
    private final class Names {
        private boolean tried;
        private boolean forced;
        private @Nullable IOException failure;

        /** False if this folder cannot be opened. */
        synchronized boolean force() throws IOException {
            if (!tried) {
                tried = true;
                synchronized (PickupDirectory.this) {
                    fresh = new Names(); // what is placed from now on comes too late for this one
                }
                try {
                    forced = forceFolder();
                } catch (IOException e) {
                    failure = e;
                }
            }
            if (failure != null) {
                throw new IOException(failure.getMessage(), failure);
            }
            return forced;
        }
    }

    private void write(Path staged, byte[] bytes) throws IOException {
        FileChannel file = FileChannel.open(staged, NEW, FileMode.AT_FIRST);
        try (file) {
            for (ByteBuffer rest = ByteBuffer.wrap(bytes); rest.hasRemaining(); ) {
                ByteBuffer piece = rest.slice(rest.position(), Math.min(PIECE, rest.remaining()));
                rest.position(rest.position() + file.write(piece));
            }
            mode.giveTo(staged);
            disk.force(file);
        } catch (IOException e) {
            discard(staged, e);
            throw e;
        }
    }

    /** False on Windows, which opens no folder, and for a drop box, which may be written and not read. */
    private boolean forceFolder() throws IOException {
        try (FileChannel folder = FileChannel.open(directory, StandardOpenOption.READ)) {
            disk.force(folder);
            return true;
        } catch (AccessDeniedException e) {
            return false;
        }
    }

    /** After the move this forces what the file system has noted of it, too. Windows forces only what it may write. */
    private void forceFile(Path target) throws IOException {
        try (FileChannel file = FileChannel.open(target, WINDOWS ? StandardOpenOption.WRITE : StandardOpenOption.READ)) {
            disk.force(file);
        } catch (NoSuchFileException e) {
            // the SMTP server has taken it
        }
    }

    private static void discard(Path file, IOException cause) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }

    @Override
    public String toString() {
        return "pickup directory " + directory;
    }
}
