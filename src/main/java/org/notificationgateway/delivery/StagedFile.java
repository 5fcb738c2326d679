// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.delivery;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One file on its way into the pickup directory, which may go it in a group: what befalls this file is kept for its own
 * mail, and after a failure no further step is done. Used by one thread after the other.
 */
final class StagedFile {
    private static final Set<StandardOpenOption> NEW = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    private static final int PIECE = 65_536; // Java keeps a buffer as large as the largest write of each thread

    private final PickupFile file;
    private final byte[] bytes;
    private final FileMode mode;
    private boolean published;
    private @Nullable IOException failure;

    StagedFile(PickupFile file, byte[] bytes, FileMode mode) {
        this.file = file;
        this.bytes = bytes;
        this.mode = mode;
    }

    /** Writes it into the staging folder, and leaves it to the caller to force it to disk. */
    void write() {
        step(() -> write(false));
    }

    /** Writes it into the staging folder, and forces it to disk. */
    void writeAndForce() {
        step(() -> write(true));
    }

    /** Makes the file, which the disk has by now, visible under its final name, never over another. */
    void publish() {
        step(() -> {
            if (Files.exists(file.target())) {
                throw new FileAlreadyExistsException(file.target().toString());
            }
            Files.move(file.staged(), file.target(), StandardCopyOption.ATOMIC_MOVE);
            published = true;
        });
    }

    /** Says what befell all of a group, if nothing worse befell this file before. */
    void fail(IOException reason) {
        failure = failure == null ? reason : failure;
    }

    /** @throws IOException if the file is not in the pickup directory */
    void check() throws IOException {
        if (failure != null) {
            throw failure;
        }
        if (!published) {
            throw new IOException(file.target() + " was not written");
        }
    }

    private void write(boolean force) throws IOException {
        ByteBuffer rest = ByteBuffer.wrap(bytes);
        try (FileChannel staged = FileChannel.open(file.staged(), NEW, FileMode.AT_FIRST)) {
            while (rest.hasRemaining()) {
                ByteBuffer piece = rest.slice(rest.position(), Math.min(PIECE, rest.remaining()));
                rest.position(rest.position() + staged.write(piece));
            }
            mode.giveTo(file.staged());
            if (force) {
                staged.force(true);
            }
        }
    }

    private void step(Step step) {
        if (failure == null) {
            try {
                step.run();
            } catch (IOException e) {
                failure = e;
            }
        }
    }

    private interface Step {
        void run() throws IOException;
    }
}
