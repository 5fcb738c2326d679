// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.settings;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** So that a value is read, refused and told of in one place: what the values of a key may be. A closed set. */
public sealed interface ValueType permits Measure, ValueType.Flag, ValueType.Place, ValueType.Rights, ValueType.Choice,
        ValueType.Word, ValueType.Url, ValueType.Text, ValueType.Secret, ValueType.Maybe {
    /** The value of a text; {@link IllegalArgumentException} if it is none. */
    Object read(String text);

    /** What people write, with its range, as the documentation has it. */
    String unit();

    /** What a fault says in its place. */
    default String expected(String text) {
        return unit();
    }

    /** What of a value may be printed. */
    default String shown(String text) {
        return text;
    }

    /** Switches something on or off. */
    record Flag() implements ValueType {
        @Override
        public Object read(String text) {
            require(text.equals("true") || text.equals("false"));
            return Boolean.valueOf(text);
        }

        @Override
        public String unit() {
            return "boolean";
        }

        @Override
        public String expected(String text) {
            return "true or false";
        }
    }

    /** A file or folder, which need not be there. */
    record Place(String unit, boolean mayBeEmpty) implements ValueType {
        @Override
        public Object read(String text) {
            require(mayBeEmpty || !text.isEmpty());
            return of(text);
        }

        /** The path a text means on this system; {@link InvalidPathException} if none. */
        public static Path of(String text) {
            if (PathHint.isBareDrive(text) || PathHint.isForeign(text)) {
                throw new InvalidPathException(text, "a path of Windows");
            }
            return Path.of(text);
        }

        @Override
        public String expected(String text) {
            return "a path of this system" + PathHint.of(text);
        }
    }

    /** Rights of a file. */
    record Rights() implements ValueType {
        private static final Pattern FORM = Pattern.compile("0?[0-7]{3}");

        @Override
        public Object read(String text) {
            require(FORM.matcher(text).matches());
            return text;
        }

        @Override
        public String unit() {
            return "octal, as `chmod` takes it";
        }

        @Override
        public String expected(String text) {
            return "three octal digits, such as 600 or 640";
        }
    }

    /** One of some words, in any case of letters. */
    record Choice(List<String> words) implements ValueType {
        @Override
        public Object read(String text) {
            require(words.stream().anyMatch(text::equalsIgnoreCase));
            return text;
        }

        @Override
        public String unit() {
            return words.stream().map(word -> "`" + word + "`").collect(Collectors.joining(", "));
        }

        @Override
        public String expected(String text) {
            return "one of " + String.join(", ", words);
        }
    }

    /** Text of a form, such as a name of a host. */
    record Word(String unit, Pattern form) implements ValueType {
        @Override
        public Object read(String text) {
            require(form.matcher(text).matches());
            return text;
        }

        @Override
        public String expected(String text) {
            return "a " + unit;
        }
    }

    /** An address that may hold a password behind its question mark, or before its host; or nothing. */
    record Url(String unit, Pattern form, String example) implements ValueType {
        @Override
        public Object read(String text) {
            require(text.isEmpty() || form.matcher(text).matches());
            return text;
        }

        @Override
        public String expected(String text) {
            return unit + ", such as " + example;
        }

        @Override
        public String shown(String text) {
            return text.replaceFirst("[?;][\\s\\S]*+", "?***").replaceFirst("//[^/@]*+@", "//***@");
        }
    }

    /** Any text that is no secret. */
    record Text(String unit) implements ValueType {
        @Override
        public Object read(String text) {
            return text;
        }
    }

    /** Any text, which nobody gets to see. */
    record Secret() implements ValueType {
        @Override
        public Object read(String text) {
            return text;
        }

        @Override
        public String unit() {
            return "text";
        }

        @Override
        public String shown(String text) {
            return text.isEmpty() ? "" : "***";
        }
    }

    /** A value of another type, or nothing. */
    record Maybe(ValueType type) implements ValueType {
        @Override
        public Object read(String text) {
            return text.isEmpty() ? text : type.read(text);
        }

        @Override
        public String unit() {
            return type.unit();
        }

        @Override
        public String expected(String text) {
            return type.expected(text);
        }
    }

    /** Throws, if a text is not of its type. */
    static void require(boolean right) {
        if (!right) {
            throw new IllegalArgumentException();
        }
    }
}
