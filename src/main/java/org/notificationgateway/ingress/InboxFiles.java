// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.ingress;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.notificationgateway.intake.Digest;

/**
 * Moves, writes and looks at files where others may write too: never over a file, never through a link, and in
 * folders that are held, so that their names do not matter.
 */
final class InboxFiles {
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

    /** Rights of something new, where the system has them. */
    static FileAttribute<?>[] rights(Path folder, String rights) {
        return folder.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(rights))}
                : new FileAttribute<?>[0];
    }

    /** True if a file has a second name, by which somebody else may reach it. */
    static boolean hasOtherNames(Path file) throws IOException {
        return hasUnixAttributes(file)
                && (int) Files.getAttribute(file, "unix:nlink", LinkOption.NOFOLLOW_LINKS) > 1;
    }

    private static boolean hasUnixAttributes(Path file) {
        return file.getFileSystem().supportedFileAttributeViews().contains("unix");
    }

    /** The same of a file in a folder that is held: what is found under its path must be that file. */
    static boolean hasOtherNames(HeldFolder folder, Path file) throws IOException {
        Path path = folder.path(file);
        if (!hasUnixAttributes(path)) {
            return false;
        }
        Map<String, Object> seen = Files.readAttributes(path, "unix:nlink,fileKey", LinkOption.NOFOLLOW_LINKS);
        return (int) seen.get("nlink") > 1 || !folder.attributes(file).fileKey().equals(seen.get("fileKey"));
    }

    /** Deletes the other names that a file has in a folder. */
    static void deleteOtherNames(Object key, HeldFolder folder) throws IOException {
        try (DirectoryStream<Path> others = folder.list()) {
            for (Path other : others) {
                if (isKeyOf(folder, other.getFileName(), key)) {
                    folder.delete(other.getFileName());
                }
            }
        }
    }

    private static boolean isKeyOf(HeldFolder folder, Path file, @Nullable Object key) throws IOException {
        try {
            return key == null || key.equals(folder.attributes(file).fileKey());
        } catch (NoSuchFileException e) {
            return false; // taken or purged since it was listed
        }
    }

    /** Moves under the given name, or under one with a number when that is taken: nothing is overwritten. */
    static Path moveFree(HeldFolder from, Path file, HeldFolder to, String name) throws IOException {
        boolean folder = from.attributes(file).isDirectory();
        for (int i = 0; ; i++) {
            Path target = Path.of(i == 0 ? name : numbered(name, i));
            if (folder ? !exists(to, target) : reserve(to, target)) {
                try {
                    from.move(file, to, target);
                    return target;
                } catch (IOException e) {
                    if (!folder) {
                        to.delete(target);
                    }
                    throw e;
                }
            }
        }
    }

    /** An empty file in the place of the one that comes: a move looks first, and overwrites what comes after its look. */
    private static boolean reserve(HeldFolder folder, Path name) throws IOException {
        try {
            folder.create(name).close();
            return true;
        } catch (FileAlreadyExistsException e) {
            return false; // the next number
        }
    }

    static boolean exists(HeldFolder folder, Path name) throws IOException {
        try {
            folder.attributes(name);
            return true;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    /** The same into the inbox, where others write: by a link, since an empty file there would be half a file. */
    static void putBack(HeldFolder from, Path file, HeldFolder inbox, String name) throws IOException {
        for (int i = 0; ; i++) {
            Path target = Path.of(i == 0 ? name : numbered(name, i));
            try {
                Files.createLink(inbox.path(target), from.path(file));
            } catch (FileAlreadyExistsException e) {
                continue;
            } catch (UnsupportedOperationException | FileSystemException e) {
                moveFree(from, file, inbox, name); // no links here, a folder, or a file of another account
                return;
            }
            if (!isKeyOf(inbox, target, from.attributes(file).fileKey())) { // somebody has replaced a folder of ours
                inbox.delete(target);
                throw new NoSuchFileException(from.path(file).toString());
            }
            from.delete(file);
            return;
        }
    }

    /** Writes a new file, which appears whole and as nobody else's to read. */
    static Path writeFree(HeldFolder folder, String wanted, byte[] content) throws IOException {
        Path part = Path.of("." + UUID.randomUUID());
        try (OutputStream out = folder.create(part)) {
            out.write(content);
        }
        return moveFree(folder, part, folder, wanted);
    }

    private static String numbered(String name, int number) {
        int dot = name.lastIndexOf('.');
        return dot <= 0 ? name + "-" + number : name.substring(0, dot) + "-" + number + name.substring(dot);
    }

    /** Lets only our account read a file from now on; one that another account owns is replaced by a copy of ours. */
    static void onlyOwner(HeldFolder folder, Path file) throws IOException {
        var view = folder.posix(file);
        if (view == null || !folder.attributes(file).isRegularFile() || hasOtherNames(folder, file)) {
            return; // with another name it may be anybody's file
        }
        try {
            view.setPermissions(HeldFolder.OWNER_ONLY);
        } catch (FileSystemException e) {
            copyForOwner(folder, file);
        }
    }

    private static void copyForOwner(HeldFolder folder, Path file) throws IOException {
        Path copy = Path.of("." + UUID.randomUUID());
        try {
            folder.copy(file, folder, copy);
            folder.move(copy, folder, file);
        } catch (AccessDeniedException e) {
            // nobody but its owner reads it anyway
        } finally {
            if (exists(folder, copy)) {
                folder.delete(copy);
            }
        }
    }
}
