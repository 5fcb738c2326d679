// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.settings;

import java.net.URI;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * Tells a directory path from a host name, because the product lets {@code Host} be either. Looks at the text alone:
 * a test of what exists would change its answer with the disk.
 */
final class PickupPath {
    private static final Pattern DRIVE = Pattern.compile("[A-Za-z]:(?:[/\\\\].*|[^:]*)"); // a::1 is an address
    private static final Pattern UNC = Pattern.compile("(?:\\\\\\\\|//)[^/\\\\].*");

    private static final int LONGEST = 32_767; // of Windows; others take less

    private PickupPath() {}

    /** True for POSIX, drive-letter, UNC, relative and {@code file:} paths; false for names and IP addresses. */
    static boolean looksLikePath(String host) {
        String text = host.strip();
        return text.indexOf('/') >= 0
                || text.indexOf('\\') >= 0
                || DRIVE.matcher(text).matches()
                || text.regionMatches(true, 0, "file:", 0, 5)
                || text.equals(".")
                || text.equals("..");
    }

    /**
     * The directory a setting means: absolute, a relative one lies below the home. A path of another system, such as
     * C:/Mail on Linux, stays as written and so is not absolute.
     *
     * @throws IllegalArgumentException for text that is no path at all
     */
    static Path resolve(Path home, String value) {
        String text = value.strip();
        if (PathHint.isBareDrive(text)) {
            throw new IllegalArgumentException("has no separator after the drive");
        }
        if (text.length() > LONGEST) {
            throw new IllegalArgumentException("has more than " + LONGEST + " characters");
        }
        Path path = text.regionMatches(true, 0, "file:", 0, 5) ? Path.of(URI.create(text)) : Path.of(text);
        boolean windowsPath = DRIVE.matcher(text).matches() || UNC.matcher(text).matches() || text.contains("\\");
        boolean foreign = windowsPath && path.getFileSystem().getSeparator().equals("/");
        return foreign ? path : home.resolve(path).toAbsolutePath().normalize();
    }
}
