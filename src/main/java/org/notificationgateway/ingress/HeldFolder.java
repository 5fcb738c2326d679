// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.ingress;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NotDirectoryException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A folder that is held open where the system can: what is done with a file in it is done in this very folder, whatever
 * somebody has put in the place of its name meanwhile. Elsewhere (Windows) it is known by its path alone.
 */
final class HeldFolder implements Closeable {
    static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");

    private static final Set<OpenOption> NEW =
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
    private static final Set<OpenOption> READ = Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);

    private final Path path;
    private final @Nullable SecureDirectoryStream<Path> handle;

    private HeldFolder(Path path, DirectoryStream<Path> opened) throws IOException {
        this.path = path;
        if (opened instanceof SecureDirectoryStream<Path> held) {
            handle = held;
        } else {
            handle = null;
            opened.close();
        }
    }

    /** The folder that the path names, also through links: it is the operator's. */
    static HeldFolder open(Path path) throws IOException {
        return new HeldFolder(path, Files.newDirectoryStream(path));
    }

    /** A folder in this one, unless somebody has put a link or a file in its place. */
    HeldFolder below(String name) throws IOException {
        Path below = path.resolve(name);
        if (!attributes(Path.of(name)).isDirectory()) {
            throw new NotDirectoryException(below.toString());
        }
        return new HeldFolder(below, handle == null
                ? Files.newDirectoryStream(below)
                : handle.newDirectoryStream(Path.of(name), LinkOption.NOFOLLOW_LINKS));
    }

    /** Where a file of it can be found; for people, and for what has to be compared with the file in here. */
    Path path(Path name) {
        return path.resolve(name);
    }

    /** True while its path still leads here. */
    boolean isInPlace() throws IOException {
        Object here = attributes(Path.of(".")).fileKey();
        return here == null || here.equals(Files.readAttributes(path, BasicFileAttributes.class).fileKey());
    }

    BasicFileAttributes attributes(Path name) throws IOException {
        return handle == null
                ? InboxFiles.attributes(path(name))
                : handle.getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS).readAttributes();
    }

    @Nullable PosixFileAttributeView posix(Path name) {
        return handle == null
                ? Files.getFileAttributeView(path(name), PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                : handle.getFileAttributeView(name, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    }

    BasicFileAttributeView times(Path name) {
        return handle == null
                ? Files.getFileAttributeView(path(name), BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                : handle.getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    }

    /** In one step, over whatever has that name there. */
    void move(Path name, HeldFolder to, Path as) throws IOException {
        if (handle == null || to.handle == null) {
            Files.move(path(name), to.path(as), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            return;
        }
        try {
            handle.move(name, to.handle, as);
        } catch (AtomicMoveNotSupportedException e) { // a folder of ours may be another volume
            if (InboxFiles.exists(to, as)) {
                to.delete(as);
            }
            copy(name, to, as);
            delete(name);
        }
    }

    /**
     * A new file that our account alone may read.
     *
     * @throws java.nio.file.FileAlreadyExistsException if the name is taken, by a link too
     */
    OutputStream create(Path name) throws IOException {
        FileAttribute<?>[] rights = InboxFiles.rights(path, "rw-------");
        SeekableByteChannel channel = handle == null
                ? Files.newByteChannel(path(name), NEW, rights)
                : handle.newByteChannel(name, NEW, rights);
        return Channels.newOutputStream(channel);
    }

    /** The bytes of a file, never through a link. */
    InputStream read(Path name) throws IOException {
        return Channels.newInputStream(
                handle == null ? Files.newByteChannel(path(name), READ) : handle.newByteChannel(name, READ));
    }

    /** A copy of a file, never through a link. */
    void copy(Path name, HeldFolder to, Path as) throws IOException {
        try (InputStream in = read(name)) {
            try (OutputStream out = to.create(as)) {
                in.transferTo(out);
            }
            BasicFileAttributes old = attributes(name);
            to.times(as).setTimes(old.lastModifiedTime(), null, null);
        }
    }

    void delete(Path name) throws IOException {
        if (handle == null) {
            Files.delete(path(name));
        } else {
            handle.deleteFile(name);
        }
    }

    /** What lies in it now; to be closed. */
    DirectoryStream<Path> list() throws IOException {
        return handle == null ? Files.newDirectoryStream(path) : handle.newDirectoryStream(Path.of("."), LinkOption.NOFOLLOW_LINKS);
    }

    @Override
    public void close() throws IOException {
        if (handle != null) {
            handle.close();
        }
    }
}
