// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.settings;

import java.util.regex.Pattern;

/**
 * Tells an operator everything needed to repair a setting: which one, what was seen, what was expected, where to
 * change it. A secret never stands in {@code seen}.
 */
public record Fault(String thing, String seen, String expected, String where) {
    private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}\\u2028\\u2029\\u0085]");

    public Fault {
        thing = oneLine(thing);
        seen = oneLine(seen);
    }

    /** The text without what would break its line, whatever a file holds. */
    static String oneLine(String text) {
        return CONTROL.matcher(text).replaceAll("?");
    }

    @Override
    public String toString() {
        return "%s %s: expected %s (%s)".formatted(thing, seen, expected, where);
    }
}
