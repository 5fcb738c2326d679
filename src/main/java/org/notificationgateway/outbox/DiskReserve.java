// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Random;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps some of the disk for ourselves in a file that is deleted when the disk is full, so that what was accepted can
 * still be delivered, tried again and settled; it is made again when there is room. Only one thread looks.
 */
final class DiskReserve {
    private static final Logger LOG = LoggerFactory.getLogger("gateway.outbox");
    private static final int MEGABYTE = 1 << 20;
    private static final long MOST = 32; // megabytes: some files of the journal, and the ledger
    private static final int SHARE = 10; // of a small disk no more than a tenth
    private static final Duration BEFORE_MADE = Duration.ofSeconds(10); // so that it does not come and go

    private final Path file;
    private final DiskUsage.Measure bytes;
    private final LongSupplier nanos;
    private long since;
    private volatile boolean scarce;

    /** @param nanos a clock */
    DiskReserve(Path data, DiskUsage.Measure bytes, LongSupplier nanos) {
        file = data.resolve("reserve");
        this.bytes = bytes;
        this.nanos = nanos;
        since = nanos.getAsLong();
    }

    /** Releases it or makes it, as the disk is now. */
    void look() {
        try {
            DiskUsage.Room room = bytes.room();
            long size = Math.min(MOST, room.total() / SHARE / MEGABYTE) * MEGABYTE;
            scarce = size > 0 && room.free() <= 3 * size && !isWhole(size);
            if (room.free() < size * 3 / 4) {
                since = nanos.getAsLong();
                release(room);
            } else if (nanos.getAsLong() - since > BEFORE_MADE.toNanos()) {
                since = nanos.getAsLong();
                if (size > 0 && room.free() > 3 * size && !isWhole(size)) {
                    make(size);
                }
            }
        } catch (IOException e) {
            LOG.debug("The reserve {} could not be looked at", file, e);
        }
    }

    /** True while it is not there and there is no room to make it. */
    boolean isScarce() {
        return scarce;
    }

    private boolean isWhole(long size) throws IOException {
        return Files.exists(file) && Files.size(file) >= size;
    }

    private void release(DiskUsage.Room room) throws IOException {
        if (Files.deleteIfExists(file)) {
            LOG.warn("The disk of {} has {} MB left: the reserve is released for mail that was accepted",
                    file.getParent(), room.free() / MEGABYTE);
        }
    }

    /** Of bytes that no file system can leave out or compress. */
    private void make(long size) throws IOException {
        byte[] block = new byte[MEGABYTE];
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            Random random = new Random();
            for (long written = 0; written < size; written += MEGABYTE) {
                random.nextBytes(block);
                channel.write(ByteBuffer.wrap(block));
            }
            channel.force(true);
        } catch (IOException e) {
            Files.deleteIfExists(file);
            throw e;
        }
    }
}
