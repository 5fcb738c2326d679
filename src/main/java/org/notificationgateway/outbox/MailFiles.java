// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;
import org.notificationgateway.outbox.ledger.Checksum;
import org.notificationgateway.outbox.ledger.MailToken;

/**
 * Keeps the bytes of large mails beside the embedded broker (Enterprise Integration Patterns: claim check), each written
 * and forced to disk once, before its entry: the broker's own files for large messages end early on a full disk without a
 * word, and each retry would write the whole mail again. Safe to share.
 */
public final class MailFiles {
    /** A mail of more bytes goes into a file. */
    static final int MOST_IN_ENTRY = 65_536;

    private static final String SUFFIX = ".mail";
    private static final String UNFINISHED = ".part";
    private static final int PIECE = 131_072; // Java keeps a buffer as large as the largest write of each thread

    private final Path folder;
    private final Path orphaned;

    /** @param folder made if missing, as is its folder {@code orphaned} */
    public MailFiles(Path folder) {
        this.folder = folder;
        orphaned = folder.resolve("orphaned");
    }

    /** Makes the folders, and removes what a killed process had begun to write: nobody was told that it is accepted. */
    public void open() throws IOException {
        Files.createDirectories(orphaned);
        try (DirectoryStream<Path> unfinished = Files.newDirectoryStream(folder, "*" + UNFINISHED)) {
            for (Path file : unfinished) {
                Files.deleteIfExists(file);
            }
        }
    }

    /**
     * Writes a mail and forces it to disk; {@link #force} makes its name durable too.
     *
     * @throws IOException if it is not there whole; nothing of it is then
     */
    MailFile write(String token, byte[] mail) throws IOException {
        Path file = path(token);
        Path part = file.resolveSibling(file.getFileName() + UNFINISHED);
        try {
            try (FileChannel channel = FileChannel.open(
                    part, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
                for (int at = 0; at < mail.length; ) {
                    at += channel.write(ByteBuffer.wrap(mail, at, Math.min(PIECE, mail.length - at)));
                }
                channel.force(true);
            }
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            Files.deleteIfExists(part);
            throw new IOException("a mail of " + mail.length + " bytes cannot be written to " + folder + " ("
                    + e.getMessage() + ")", e);
        }
        return new MailFile(mail.length, Checksum.of(mail));
    }

    /** Forces the names of the files written so far to disk. */
    void force() throws IOException {
        if (!System.getProperty("os.name").startsWith("Windows")) { // where a folder cannot be opened
            try (FileChannel names = FileChannel.open(folder, StandardOpenOption.READ)) {
                names.force(true);
            }
        }
    }

    /** Says that a file is not what was written. */
    static final class DamagedFileException extends IOException {
        private static final long serialVersionUID = 1L;

        private DamagedFileException(String message) {
            super(message);
        }
    }

    /**
     * The mail as it was written.
     *
     * @throws DamagedFileException if the file is missing, of another size, or its bytes are others; says which
     * @throws IOException if it cannot be read now
     */
    public byte[] read(String token, MailFile expected) throws IOException {
        Path file = path(token);
        try (InputStream in = Files.newInputStream(file)) {
            long size = Files.size(file);
            if (size != expected.size()) {
                throw new DamagedFileException(file + " holds " + size + " bytes: expected " + expected.size());
            }
            byte[] mail = in.readNBytes(Math.toIntExact(size));
            String checksum = Checksum.of(mail);
            if (mail.length != size || !checksum.equals(expected.checksum())) {
                throw new DamagedFileException(file + " was altered: its checksum is " + checksum + ", expected "
                        + expected.checksum());
            }
            return mail;
        } catch (NoSuchFileException e) {
            if (!Files.isDirectory(folder)) {
                throw e; // the folder may come back
            }
            throw new DamagedFileException(file + " is missing");
        }
    }

    /** The first bytes of a mail, unchecked. */
    byte[] start(String token, int length) throws IOException {
        try (InputStream in = Files.newInputStream(path(token))) {
            return in.readNBytes(length);
        }
    }

    /** Deletes the file of a mail that nobody waits for any more. */
    public void delete(String token) throws IOException {
        Files.deleteIfExists(path(token));
    }

    /** Calls for each mail that lies here. */
    public void forEach(Consumer<String> tokens) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*" + SUFFIX)) {
            for (Path file : files) {
                tokens.accept(file.getFileName().toString().replace(SUFFIX, ""));
            }
        }
    }

    /** Moves the file of a mail that no queue holds out of the way, for somebody to look at; returns where it is now. */
    public Path setAside(String token) throws IOException {
        return Files.move(path(token), orphaned.resolve(token + SUFFIX), StandardCopyOption.ATOMIC_MOVE);
    }

    private Path path(String token) {
        if (!MailToken.isToken(token)) {
            throw new IllegalArgumentException("'" + token + "' is no name of a mail");
        }
        return folder.resolve(token + SUFFIX);
    }
}
