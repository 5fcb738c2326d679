// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.delivery;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;

/**
 * The rights on a file, so that an SMTP server under another account can take its mail and nobody else can read it. Does
 * nothing on systems without such rights (Windows).
 *
 * @param rights as {@code chmod} gives them
 */
public record FileMode(Set<PosixFilePermission> rights) {
    private static final Set<PosixFilePermission> OWNER = PosixFilePermissions.fromString("rw-------");
    private static final boolean POSIX =
            FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

    /** The rights of a file that is being written, whatever it gets later: its owner's. */
    static final FileAttribute<?>[] AT_FIRST =
            POSIX ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER)} : new FileAttribute<?>[0];

    /** The default: the owner may read and write. */
    public static final FileMode OWNER_ONLY = new FileMode(OWNER);

    public FileMode {
        rights = Set.copyOf(rights);
    }

    /**
     * Reads what {@code chmod} takes.
     *
     * @param octal three octal digits: owner, group, others; a zero before them means nothing
     * @throws IllegalArgumentException if it is anything else
     */
    public static FileMode of(String octal) {
        if (!octal.matches("0?[0-7]{3}")) {
            throw new IllegalArgumentException(octal);
        }
        int bits = Integer.parseInt(octal, 8);
        Set<PosixFilePermission> rights = EnumSet.noneOf(PosixFilePermission.class);
        for (PosixFilePermission right : PosixFilePermission.values()) {
            if ((bits & (0400 >> right.ordinal())) != 0) {
                rights.add(right);
            }
        }
        return new FileMode(rights);
    }

    /** Gives a file that was made with {@link #AT_FIRST} these rights, however the umask is. */
    void giveTo(Path file) throws IOException {
        if (POSIX && !rights.equals(OWNER)) {
            Files.setPosixFilePermissions(file, rights);
        }
    }
}
