// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.intake;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A media type with its parameters (RFC 2045 5.1, RFC 9110 8.3.1), read the way both mail and HTTP write it: letter case,
 * blanks, quotes and further parameters make no difference.
 *
 * @param parameters by name in lower case, without their quotes
 */
public record MediaType(String type, Map<String, String> parameters) {
    private static final String SPECIALS = "()<>@,;:\\\"/[]?=";

    /** Reads it in one pass; nothing if it is none, or names a parameter twice. */
    public static Optional<MediaType> parse(String text) {
        Reading in = new Reading(text);
        String top = in.token();
        String type = in.skip('/') ? top + "/" + in.token() : "";
        if (top.isEmpty() || type.endsWith("/") || type.isEmpty()) {
            return Optional.empty();
        }
        Map<String, String> parameters = new LinkedHashMap<>();
        while (in.skipBlanks() && in.skip(';')) {
            in.skipBlanks();
            if (in.isAtEnd()) {
                break; // a semicolon too many
            }
            String name = in.token().toLowerCase(Locale.ROOT);
            in.skipBlanks();
            boolean equals = in.skip('=');
            in.skipBlanks();
            String value = equals ? in.value() : null;
            if (name.isEmpty() || value == null || parameters.putIfAbsent(name, value) != null) {
                return Optional.empty();
            }
        }
        return in.isAtEnd() ? Optional.of(new MediaType(type, parameters)) : Optional.empty();
    }

    boolean is(String other) {
        return type.equalsIgnoreCase(other);
    }

    /** True unless a charset is named that is another than UTF-8, or its part US-ASCII. */
    public boolean isUtf8() {
        String charset = parameters.getOrDefault("charset", "utf-8").strip();
        return charset.equalsIgnoreCase("utf-8") || charset.equalsIgnoreCase("utf8") || charset.equalsIgnoreCase("us-ascii");
    }

    /** For the header of a part: the file's name stands in one of its own, and would contradict it here. */
    String ofPart() {
        StringBuilder text = new StringBuilder(type);
        parameters.forEach((name, value) -> {
            if (!name.equals("name") && !name.equals("boundary") && name.indexOf('*') < 0) {
                text.append("; ").append(name).append('=').append(isToken(value) ? value : quoted(value));
            }
        });
        return text.toString();
    }

    private static String quoted(String value) {
        return '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    private static boolean isToken(String value) {
        return !value.isEmpty() && value.chars().allMatch(MediaType::isTokenCharacter);
    }

    private static boolean isTokenCharacter(int c) {
        return c > 0x20 && c < 0x7F && SPECIALS.indexOf(c) < 0;
    }

    /** Where a reading of the text has come to. */
    private static final class Reading {
        private final String text;
        private int at;

        Reading(String text) {
            this.text = text.strip();
        }

        boolean isAtEnd() {
            return at == text.length();
        }

        boolean skip(char c) {
            boolean there = !isAtEnd() && text.charAt(at) == c;
            at += there ? 1 : 0;
            return there;
        }

        /** Always true, so that it can stand in a condition. */
        boolean skipBlanks() {
            while (!isAtEnd() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
                at++;
            }
            return true;
        }

        String token() {
            int from = at;
            while (!isAtEnd() && isTokenCharacter(text.charAt(at))) {
                at++;
            }
            return text.substring(from, at);
        }

        /** A token or a quoted string; null if neither, or one without an end. */
        @Nullable String value() {
            if (!skip('"')) {
                String token = token();
                return token.isEmpty() ? null : token;
            }
            StringBuilder value = new StringBuilder();
            while (!isAtEnd()) {
                char c = text.charAt(at++);
                if (c == '"') {
                    return value.toString();
                }
                if (c == '\\' && !isAtEnd()) {
                    c = text.charAt(at++);
                }
                if (c < 0x20 || c > 0x7E) {
                    return null;
                }
                value.append(c);
            }
            return null;
        }
    }
}
