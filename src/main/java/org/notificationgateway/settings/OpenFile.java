// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.settings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;

/** Tells of a file with a secret in it that every account of the machine may read. */
public final class OpenFile {
    private OpenFile() {}

    /** True where the system has rights and they let everybody read. */
    public static boolean isReadableByAll(Path file) {
        try {
            return file.getFileSystem().supportedFileAttributeViews().contains("posix")
                    && Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_READ);
        } catch (IOException e) {
            return false; // whatever reads it will say so
        }
    }
}
