// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.trials;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The files of a gateway that is not running, for whoever wants to damage them. */
final class DataFolder {
    private static final int JOURNAL_HEAD = 16; // format, user version, and the file's id of 8 bytes

    private final Path folder;

    DataFolder(Path folder) {
        this.folder = folder;
    }

    /** A spot in a file. */
    record Spot(Path file, long offset) {
        void flip() throws IOException {
            flip(0);
        }

        /** @param further on by so many bytes */
        void flip(int further) throws IOException {
            try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
                bytes.seek(offset + further);
                int b = bytes.read();
                bytes.seek(offset + further);
                bytes.write(b ^ 1);
            }
        }

        /** The page of 4 KB it lies in. */
        void zero() throws IOException {
            try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
                long start = offset / 4096 * 4096;
                bytes.seek(start);
                bytes.write(new byte[(int) Math.min(4096, bytes.length() - start)]);
            }
        }
    }

    /** Those with mail in them, the newest last. */
    List<Path> journal() throws IOException {
        List<Path> used = new ArrayList<>();
        for (Path file : find(".amq")) {
            if (fileId(Files.readAllBytes(file)) > 0) {
                used.add(file);
            }
        }
        used.sort(Comparator.comparing(DataFolder::fileId));
        return used;
    }

    List<Path> bindings() throws IOException {
        return find(".bindings");
    }

    /** A database, or the files of an earlier format. */
    List<Path> ledger() throws IOException {
        return Stream.of(".db", ".db-wal", ".ids").flatMap(ending -> find(ending).stream()).toList();
    }

    /** What holds the bytes of large mails, one file each. */
    List<Path> largeMails() {
        return find("").stream().filter(file -> Stream.of("/data/mails/", "/large-messages/")
                .anyMatch(part -> file.toString().contains(part))).toList();
    }

    List<Path> find(String ending) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).filter(file -> file.toString().endsWith(ending)).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Where the journal has the first of these texts that it has at all, for the last time: earlier places belong to
     * attempts that are over.
     */
    Spot inJournal(String... texts) throws IOException {
        List<Path> files = journal();
        for (String text : texts) {
            for (int i = files.size() - 1; i >= 0; i--) {
                int found = lastIndexOf(Files.readAllBytes(files.get(i)), text.getBytes(US_ASCII), Integer.MAX_VALUE);
                if (found >= 0) {
                    return new Spot(files.get(i), found);
                }
            }
        }
        throw new AssertionError("no journal file holds " + List.of(texts));
    }

    /** The head of the journal's record that this spot lies in: its kind in a byte, the file's id in four. */
    Spot headOf(Spot spot) throws IOException {
        byte[] bytes = Files.readAllBytes(spot.file());
        byte[] id = ByteBuffer.allocate(4).putInt((int) fileId(bytes)).array();
        int found = lastIndexOf(bytes, id, (int) spot.offset());
        while (found > JOURNAL_HEAD && (bytes[found - 1] < 11 || bytes[found - 1] > 20)) {
            found = lastIndexOf(bytes, id, found - 1);
        }
        return new Spot(spot.file(), Math.max(found - 1, JOURNAL_HEAD));
    }

    private static long fileId(Path file) {
        try {
            return fileId(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long fileId(byte[] bytes) {
        return bytes.length <= JOURNAL_HEAD || bytes[JOURNAL_HEAD] == 0 ? 0 : ByteBuffer.wrap(bytes).getLong(8);
    }

    private static int lastIndexOf(byte[] bytes, byte[] word, int from) {
        for (int i = Math.min(from, bytes.length - word.length); i >= 0; i--) {
            if (Arrays.equals(bytes, i, i + word.length, word, 0, word.length)) {
                return i;
            }
        }
        return -1;
    }

    /** In the middle of what a queue's name is written in. */
    Spot inBindings(String queue) throws IOException {
        for (Path file : bindings()) {
            int found = lastIndexOf(Files.readAllBytes(file), queue.getBytes(UTF_16LE), Integer.MAX_VALUE);
            found = found >= 0 ? found : lastIndexOf(Files.readAllBytes(file), queue.getBytes(UTF_16BE), Integer.MAX_VALUE);
            found = found >= 0 ? found : lastIndexOf(Files.readAllBytes(file), queue.getBytes(US_ASCII), Integer.MAX_VALUE);
            if (found >= 0) {
                return new Spot(file, found + queue.length() / 2 * 2L);
            }
        }
        throw new AssertionError("no bindings file names " + queue);
    }

    static Spot middle(Path file) throws IOException {
        return new Spot(file, Files.size(file) / 2);
    }

    static void halve(Path file) throws IOException {
        cut(file, Files.size(file) / 2);
    }

    static void cut(Path file, long length) throws IOException {
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
            bytes.setLength(length);
        }
    }

    static void deleteAll(List<Path> files) throws IOException {
        for (Path file : files) {
            Files.delete(file);
        }
    }

    /** With all that is in it; does nothing where there is no such folder. */
    void remove(String name) throws IOException {
        Path path = folder.resolve(name);
        if (Files.exists(path)) {
            try (Stream<Path> all = Files.walk(path)) {
                deleteAll(all.sorted(Comparator.reverseOrder()).toList());
            }
        }
    }
}
