// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One day of a ledger: records one after the other. What a crash left half-written at the end is written over. Not
 * thread-safe.
 */
final class LedgerFile {
    private static final int MOST_OF_THEM = 512; // bytes: most records are read at once

    private final Path path;
    private final FileChannel channel;
    private long end;

    /** Takes a record and where it begins. */
    @FunctionalInterface
    interface Reader {
        void read(long position, LedgerRecord record) throws IOException;
    }

    LedgerFile(Path path) throws IOException {
        this.path = path;
        channel = FileChannel.open(
                path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    Path path() {
        return path;
    }

    boolean isThere() {
        return channel.isOpen();
    }

    /** Reads all sound records from the beginning; the next one is written after them. */
    void readAll(Reader reader) throws IOException {
        channel.position(0);
        DataInputStream in = new DataInputStream(new BufferedInputStream(Channels.newInputStream(channel), 65_536));
        for (LedgerRecord record = next(in); record != null; record = next(in)) {
            reader.read(end, record);
            end += record.bytes().length;
        }
    }

    private static @Nullable LedgerRecord next(DataInputStream in) throws IOException {
        try {
            int length = in.readInt();
            int checksum = in.readInt();
            return !LedgerRecord.isLength(length)
                    ? null
                    : LedgerRecord.of(in.readNBytes(length), checksum);
        } catch (EOFException e) {
            return null;
        }
    }

    /** Writes the records in one go; returns where each begins. */
    long[] append(List<LedgerRecord> records) throws IOException {
        long[] positions = new long[records.size()];
        ByteArrayOutputStream all = new ByteArrayOutputStream(records.size() * MOST_OF_THEM);
        for (int i = 0; i < positions.length; i++) {
            positions[i] = end + all.size();
            all.writeBytes(records.get(i).bytes());
        }
        ByteBuffer bytes = ByteBuffer.wrap(all.toByteArray());
        long at = end;
        while (bytes.hasRemaining()) {
            at += channel.write(bytes, at);
        }
        end = at;
        return positions;
    }

    /** The record that begins there. */
    LedgerRecord read(long position) throws IOException {
        ByteBuffer bytes = fill(ByteBuffer.allocate(MOST_OF_THEM), position);
        int length = bytes.remaining() < LedgerRecord.HEAD ? -1 : bytes.getInt(0);
        if (!LedgerRecord.isLength(length)) {
            throw damaged(position);
        }
        int all = LedgerRecord.HEAD + length;
        if (all > bytes.remaining()) {
            bytes = fill(ByteBuffer.allocate(all), position);
        }
        if (all > bytes.remaining()) {
            throw damaged(position);
        }
        byte[] content = new byte[length];
        bytes.get(LedgerRecord.HEAD, content);
        LedgerRecord record = LedgerRecord.of(content, bytes.getInt(4));
        if (record == null) {
            throw damaged(position);
        }
        return record;
    }

    private ByteBuffer fill(ByteBuffer bytes, long position) throws IOException {
        int read = 0;
        while (bytes.hasRemaining() && read >= 0) {
            read = channel.read(bytes, position + bytes.position());
        }
        return bytes.flip();
    }

    private IOException damaged(long position) {
        return new IOException(path + " was changed at byte " + position + ": expected what the gateway wrote there");
    }

    void delete() throws IOException {
        close();
        Files.deleteIfExists(path);
    }

    void close() {
        try {
            channel.close();
        } catch (IOException e) {
            // nothing is lost: every write went to the system
        }
    }
}
