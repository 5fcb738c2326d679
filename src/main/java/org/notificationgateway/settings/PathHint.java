// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.settings;

import java.io.File;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Says of a path that this system cannot take what is probably the matter with it. */
public final class PathHint {
    private static final Pattern DRIVE = Pattern.compile("[A-Za-z]:(?:/.*)?", Pattern.DOTALL);
    private static final Pattern BARE_DRIVE = Pattern.compile("[A-Za-z]:[^/\\\\:].*", Pattern.DOTALL);

    private PathHint() {}

    /** True for a drive with no separator behind it, such as C:mail: on Windows a folder below who knows which other. */
    public static boolean isBareDrive(String path) {
        return BARE_DRIVE.matcher(path).matches();
    }

    /** True for a path of Windows where this system is another: here it would be the odd name of a new folder. */
    public static boolean isForeign(String path) {
        return File.separatorChar == '/' && (path.indexOf('\\') >= 0 || DRIVE.matcher(path).matches());
    }

    /** What to add to "expected a path", or nothing. */
    public static String of(String path) {
        return of(path, System.getenv());
    }

    static String of(String path, Map<String, String> environment) {
        if (isBareDrive(path)) {
            return " with / or \\ after the drive, such as C:/mail";
        }
        if (isForeign(path)) {
            return ", not of Windows";
        }
        if (path.chars().allMatch(c -> c < 128)) {
            return "";
        }
        String locale = Stream.of("LC_ALL", "LC_CTYPE", "LANG")
                .map(name -> environment.getOrDefault(name, ""))
                .filter(value -> !value.isEmpty())
                .findFirst()
                .orElse("C");
        return " (letters beyond ASCII need a locale of UTF-8, such as LC_ALL=C.UTF-8; here it is " + Fault.oneLine(locale) + ")";
    }
}
