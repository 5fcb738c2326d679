// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.mail;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Makes the name of an attached file one that does no harm where a reader saves it: not hidden, no folder, no device, no
 * second stream of a file. The same name always becomes the same.
 */
public final class FileName {
    /** Windows: a device, whatever stands behind the first dot. */
    private static final Pattern DEVICE =
            Pattern.compile("con|prn|aux|nul|conin\\$|conout\\$|clock\\$|(?:com|lpt)[0-9\u00B9\u00B2\u00B3]");

    private FileName() {}

    /** The name itself, if it is harmless; never empty. */
    public static String harmless(String name) {
        int end = name.length();
        while (end > 0 && (name.charAt(end - 1) == '.' || isBlank(name.charAt(end - 1)))) {
            end--; // Windows drops them, and another name is left
        }
        int from = 0;
        while (from < end && isBlank(name.charAt(from))) {
            from++;
        }
        StringBuilder harmless = new StringBuilder(name.substring(from, end).replace(':', '_'));
        for (int i = 0; i < harmless.length() && harmless.charAt(i) == '.'; i++) {
            harmless.setCharAt(i, '_');
        }
        int dot = harmless.indexOf(".");
        String stem = harmless.substring(0, dot < 0 ? harmless.length() : dot).strip().toLowerCase(Locale.ROOT);
        if (harmless.isEmpty() || DEVICE.matcher(stem).matches()) {
            harmless.insert(0, '_');
        }
        return harmless.toString();
    }

    private static boolean isBlank(char c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c);
    }
}
