// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.intake;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The file door's folder. A file is claimed by moving it, so two gateways never work on one file and a writer that
 * reuses a name loses nothing; it ends in {@code .accepted} or {@code .rejected} and is never deleted unread. Safe to
 * share between threads.
 */
public final class Inbox {
    private static final Set<OpenOption> READ_NO_LINK = Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);

    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");

    private final Path directory;
    private final Path claimed;
    private final Path accepted;
    private final Path rejected;
    private final Limits limits;
    private final Clock clock;

    /** @param owner name of this gateway, different for each that shares the folder and the same after a restart */
    public Inbox(Path directory, String owner, Limits limits, Clock clock) {
        this.directory = directory;
        this.limits = limits;
        this.clock = clock;
        claimed = directory.resolve(".claimed").resolve(owner);
        accepted = directory.resolve(".accepted");
        rejected = directory.resolve(".rejected");
    }

    /** Makes the folders and puts back what a killed gateway had claimed. */
    public void open() throws IOException {
        for (Path folder : new Path[] {claimed, accepted, rejected}) {
            Files.createDirectories(folder);
        }
        try (DirectoryStream<Path> left = Files.newDirectoryStream(claimed)) {
            for (Path file : left) {
                String name = file.getFileName().toString();
                moveFree(file, directory, name.substring(name.indexOf('_') + 1));
            }
        }
    }

    /** Takes a file out of the folder; null if another gateway was faster. */
    public @Nullable ClaimedFile claim(String path) throws IOException {
        Path file = Path.of(path);
        String name = shortened(file.getFileName().toString());
        Path mine = claimed.resolve(UUID.randomUUID() + "_" + name);
        try {
            Files.move(file, mine, StandardCopyOption.ATOMIC_MOVE);
        } catch (NoSuchFileException e) {
            return null;
        }
        return new ClaimedFile(name, mine);
    }

    /**
     * Reads a claimed file, never through a link.
     *
     * @throws InvalidRequestException if it is no regular file
     */
    public byte[] content(ClaimedFile file) throws IOException, InvalidRequestException {
        BasicFileAttributes attributes = attributes(file);
        if (!attributes.isRegularFile()) {
            throw new InvalidRequestException(
                    FaultCode.UNSUPPORTED_TYPE, "the file is a link or no regular file: expected a file with JSON");
        }
        RequestParser.checkSize(attributes.size(), limits.requestSize()); // before a byte of it is in memory
        try (var in = Channels.newInputStream(Files.newByteChannel(file.path(), READ_NO_LINK))) {
            return in.readAllBytes();
        }
    }

    /** A hash of name, time stamp and content: the same again after a crash, another for the next file. */
    public String id(ClaimedFile file, byte[] content) throws IOException {
        String stamp = attributes(file).lastModifiedTime().toString();
        return "file-" + Digest.hex(file.name().getBytes(UTF_8), stamp.getBytes(UTF_8), content);
    }

    /**
     * Files an accepted request and, beside it, what was refused of an array. What is sensitive is deleted, because its
     * mail is in the outbox now.
     */
    public void accept(ClaimedFile file, Answer answer) throws IOException {
        Path kept = answer.mayBeKept() ? keep(file) : keepRest(file, answer.rest());
        if (answer.isPartlyRefused() && kept != null) {
            onlyOwner(writeFree(errorsOf(kept), answer.json()));
        }
    }

    private Path keep(ClaimedFile file) throws IOException {
        // The move first: should it fail, the time stamp, which is part of the id, must still be the same.
        Path kept = moveFree(file.path(), accepted, file.name());
        onlyOwner(kept);
        Files.setLastModifiedTime(kept, FileTime.from(clock.instant())); // purge counts from acceptance
        return kept;
    }

    /** A new file first: a crash before the claim is gone costs a repeat, which changes nothing. */
    private @Nullable Path keepRest(ClaimedFile file, byte @Nullable [] rest) throws IOException {
        Path kept = rest == null ? null : writeFree(accepted.resolve(file.name()), rest);
        if (kept != null) {
            onlyOwner(kept);
        }
        Files.deleteIfExists(file.path());
        return kept;
    }

    /** Files a refused request and, beside it, why. */
    public void refuse(ClaimedFile file, byte[] problem) throws IOException {
        onlyOwner(file.path());
        Path refused = moveFree(file.path(), rejected, file.name());
        onlyOwner(writeFree(errorsOf(refused), problem));
    }

    private static Path errorsOf(Path file) {
        return file.resolveSibling(file.getFileName() + ".error.json");
    }

    /** Puts a file back that nobody could store; the next poll takes it again. */
    public void release(@Nullable ClaimedFile file) throws IOException {
        if (file != null && Files.exists(file.path(), LinkOption.NOFOLLOW_LINKS)) {
            moveFree(file.path(), directory, file.name());
        }
    }

    /** Deletes files that were accepted longer than {@code keep} ago. */
    public void purge(Duration keep) throws IOException {
        Instant before = clock.instant().minus(keep);
        try (DirectoryStream<Path> old = Files.newDirectoryStream(accepted)) {
            for (Path file : old) {
                var time = Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS);
                if (time.toInstant().isBefore(before)) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    /** Moves under the given name, or under one with a number when that is taken: nothing is overwritten. */
    private static Path moveFree(Path file, Path folder, String name) throws IOException {
        for (int i = 0; ; i++) {
            Path target = folder.resolve(i == 0 ? name : numbered(name, i));
            try {
                return move(file, target);
            } catch (FileAlreadyExistsException e) {
                // the next number
            }
        }
    }

    /** By a link, which refuses a taken name: Files.move looks first, and overwrites what comes after its look. */
    private static Path move(Path file, Path target) throws IOException {
        try {
            Files.createLink(target, file);
        } catch (FileAlreadyExistsException e) {
            if (!Files.isSameFile(file, target)) { // the same: killed between link and deletion
                throw e;
            }
        } catch (UnsupportedOperationException | FileSystemException e) {
            return Files.move(file, target); // no links here, a folder, or a file of another account
        }
        Files.delete(file);
        return target;
    }

    /** Writes a new file, never over or through what has its name: a link there could lead anywhere. */
    private static Path writeFree(Path wanted, byte[] content) throws IOException {
        for (int i = 0; ; i++) {
            Path target = i == 0 ? wanted : wanted.resolveSibling(numbered(wanted.getFileName().toString(), i));
            try {
                return Files.write(target, content, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            } catch (FileAlreadyExistsException e) {
                // the next number
            }
        }
    }

    /** A name to which ours can be added within the 255 bytes of most file systems, the same for the same file. */
    private static String shortened(String name) {
        return name.getBytes(UTF_8).length <= 200 ? name : Digest.hex(name) + ".json";
    }

    private static String numbered(String name, int number) {
        int dot = name.lastIndexOf('.');
        return dot <= 0 ? name + "-" + number : name.substring(0, dot) + "-" + number + name.substring(dot);
    }

    private static BasicFileAttributes attributes(ClaimedFile file) throws IOException {
        return Files.readAttributes(file.path(), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    }

    /** Lets only our account read a file from now on; one that another account owns is replaced by a copy of ours. */
    private static void onlyOwner(Path file) throws IOException {
        var view = Files.getFileAttributeView(file, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
        if (view == null || !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try {
            view.setPermissions(OWNER_ONLY);
        } catch (FileSystemException e) {
            Path copy = Files.createTempFile(file.getParent(), "copy", null, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
            Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
            Files.setPosixFilePermissions(copy, OWNER_ONLY);
            Files.move(copy, file, StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
