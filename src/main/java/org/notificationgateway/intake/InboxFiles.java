// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.intake;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;

/** Moves, writes and looks at files where others may write too: never over a file, never through a link. */
final class InboxFiles {
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");

    /** What could forge a line of a log or hide on a screen, and what stands for bytes that are no character. */
    private static final Pattern ILLEGIBLE = Pattern.compile("[\\p{C}\\p{Zl}\\p{Zp}\\x{FFFD}]");

    private InboxFiles() {}

    /** A name for logs and folders to which ours can be added within the 255 bytes of most file systems. */
    static String legible(Path file) {
        String name = ILLEGIBLE.matcher(file.getFileName().toString()).replaceAll("_");
        return name.getBytes(UTF_8).length <= 200 ? name : Digest.hex(name) + ".json";
    }

    /** True for a name that is no text in the encoding of this process, so that only a path from a listing leads there. */
    static boolean isUndecodable(Path file) {
        return file.getFileName().toString().indexOf('\uFFFD') >= 0;
    }

    static BasicFileAttributes attributes(Path file) throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    }

    static boolean exists(Path file) {
        return Files.exists(file, LinkOption.NOFOLLOW_LINKS);
    }

    /** When it was last written, renamed or linked, where the system tells: a writer can set the other time stamp. */
    static Instant changed(Path file) throws IOException {
        return hasUnixAttributes(file)
                ? ((FileTime) Files.getAttribute(file, "unix:ctime", LinkOption.NOFOLLOW_LINKS)).toInstant()
                : attributes(file).lastModifiedTime().toInstant();
    }

    /** True if a file has a second name, by which somebody else may reach it. */
    static boolean hasOtherNames(Path file) throws IOException {
        return hasUnixAttributes(file)
                && (int) Files.getAttribute(file, "unix:nlink", LinkOption.NOFOLLOW_LINKS) > 1;
    }

    private static boolean hasUnixAttributes(Path file) {
        return file.getFileSystem().supportedFileAttributeViews().contains("unix");
    }

    /** Deletes the other names that a file has in a folder. */
    static void deleteOtherNames(Path file, Path folder) throws IOException {
        Object key = attributes(file).fileKey();
        try (DirectoryStream<Path> others = Files.newDirectoryStream(folder)) {
            for (Path other : others) {
                if (isKeyOf(other, key)) {
                    Files.delete(other);
                }
            }
        }
    }

    private static boolean isKeyOf(Path file, Object key) throws IOException {
        try {
            return key.equals(attributes(file).fileKey());
        } catch (NoSuchFileException e) {
            return false; // taken or purged since it was listed
        }
    }

    /** Moves under the given name, or under one with a number when that is taken: nothing is overwritten. */
    static Path moveFree(Path file, Path folder, String name) throws IOException {
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
            throw e;
        } catch (UnsupportedOperationException | FileSystemException e) {
            return Files.move(file, target); // no links here, a folder, or a file of another account
        }
        Files.delete(file);
        return target;
    }

    /** Writes a new file, which appears whole and as nobody else's to read. */
    static Path writeFree(Path wanted, byte[] content) throws IOException {
        Path part = wanted.resolveSibling("." + UUID.randomUUID());
        Files.write(part, content, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        onlyOwner(part);
        return moveFree(part, wanted.getParent(), wanted.getFileName().toString());
    }

    private static String numbered(String name, int number) {
        int dot = name.lastIndexOf('.');
        return dot <= 0 ? name + "-" + number : name.substring(0, dot) + "-" + number + name.substring(dot);
    }

    /** The folder, unless somebody has put a link in its place. */
    static Path real(Path folder) throws NotDirectoryException {
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            throw new NotDirectoryException(folder.toString());
        }
        return folder;
    }

    /** Lets only our account read a file from now on; one that another account owns is replaced by a copy of ours. */
    static void onlyOwner(Path file) throws IOException {
        var view = Files.getFileAttributeView(file, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
        if (view == null || !attributes(file).isRegularFile() || hasOtherNames(file)) {
            return; // with another name it may be anybody's file
        }
        try {
            view.setPermissions(OWNER_ONLY);
        } catch (FileSystemException e) {
            copyForOwner(file);
        }
    }

    private static void copyForOwner(Path file) throws IOException {
        Path copy = Files.createTempFile(
                file.getParent(), "copy", null, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
        try {
            Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING, LinkOption.NOFOLLOW_LINKS);
            Files.setPosixFilePermissions(copy, OWNER_ONLY);
            Files.move(copy, file, StandardCopyOption.REPLACE_EXISTING);
        } catch (AccessDeniedException e) {
            Files.deleteIfExists(copy); // nobody but its owner reads it anyway
        }
    }
}
