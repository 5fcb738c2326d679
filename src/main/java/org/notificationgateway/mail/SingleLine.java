// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.mail;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Keeps text that becomes a header on one line: a line break smuggled into a header is a forged header, and in a
 * pickup file a forged envelope.
 */
public final class SingleLine {
    private SingleLine() {}

    /** Says what makes the text unfit for a header line; empty when nothing does. Never quotes the text. */
    public static Optional<String> fault(String text) {
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            String name = forbidden(c);
            if (name != null) {
                return Optional.of("holds %s (U+%04X) at position %d".formatted(name, c, i));
            }
            i += Character.charCount(c);
        }
        return Optional.empty();
    }

    /**
     * The same for a name, by which a reader decides whom or what to trust: there, even a mark of direction makes
     * "gpj.exe" read as "exe.gpj". In a sentence it is what writers of Hebrew and Arabic need.
     */
    public static Optional<String> faultOfName(String text) {
        Optional<String> fault = fault(text);
        for (int i = 0; fault.isEmpty() && i < text.length(); i++) {
            char c = text.charAt(i);
            if (isMark(c)) {
                return Optional.of("holds a text direction mark (U+%04X) at position %d".formatted((int) c, i));
            }
        }
        return fault;
    }

    /** True for a mark of text direction, which writers of Hebrew and Arabic need. */
    static boolean isMark(int c) {
        return c == 0x061C || c == 0x200E || c == 0x200F;
    }

    /** True for a control of text direction, which makes "gpj.exe" read as "exe.jpg". */
    static boolean isControl(int c) {
        return c >= 0x202A && c <= 0x202E || c >= 0x2066 && c <= 0x2069;
    }

    private static @Nullable String forbidden(int c) {
        if (c < 0x20 || c >= 0x7F && c <= 0x9F) {
            return "a control character";
        }
        if (c == 0x2028 || c == 0x2029) {
            return "a line separator";
        }
        if (isControl(c)) {
            return "a text direction control";
        }
        if (c >= 0xD800 && c <= 0xDFFF) {
            return "half of a surrogate pair";
        }
        return null;
    }
}
