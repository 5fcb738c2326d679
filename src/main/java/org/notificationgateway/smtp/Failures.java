// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.smtp;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.regex.Pattern;

/** Says in one line what stopped a delivery. Keeps no state. */
public final class Failures {
    private static final int LONGEST_REASON = 500;
    private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cc}\\p{Zl}\\p{Zp}]+");

    private Failures() {}

    /** One line that says what went wrong, from the cause that knows most. */
    public static String reason(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        if (root instanceof FileSystemException file) {
            String reason = file.getReason();
            return oneLine(file.getClass().getSimpleName() + " " + file.getFile() + (reason == null ? "" : ": " + reason));
        }
        boolean speaks = root instanceof IOException || root.getMessage() != null;
        return oneLine(speaks ? root.getClass().getSimpleName() + ": " + root.getMessage() : root.toString());
    }

    /** A server's reply as one printable line of bounded length. */
    public static String oneLine(String text) {
        String line = UNPRINTABLE.matcher(text).replaceAll(" ").strip();
        return line.length() <= LONGEST_REASON ? line : line.substring(0, LONGEST_REASON) + "…";
    }
}
