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
        String name = UUID.randomUUID().toString();
        deliver(file, stagingOf(directory).resolve(name + ".part"), directory.resolve(name + ".eml"));
    }

    void deliver(byte[] file, Path staged, Path target) throws IOException {
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
        try {
            force(target);
        } catch (IOException e) {
            discard(target, e); // else the next attempt would double it
            throw e;
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

    /** Sees to it that the file's name survives a power cut. */
    private void force(Path target) throws IOException {
        FileChannel folder;
        try {
            folder = FileChannel.open(directory, StandardOpenOption.READ);
        } catch (AccessDeniedException e) {
            forceFile(target); // Windows opens no folder, and a drop box may be written, not read
            return;
        }
        try (folder) {
            disk.force(folder);
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
