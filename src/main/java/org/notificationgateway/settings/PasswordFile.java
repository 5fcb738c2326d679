// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.settings;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Reads the password of a PasswordFile, which may end in a line break as editors write it. What nobody can see at its edge
 * would be sent as part of it, and the server would only say that it is wrong.
 */
final class PasswordFile {
    private static final String EXPECTED = "a file that holds the password";

    private PasswordFile() {}

    /** The password; of a file that holds none or more, an empty one, after a fault. */
    static String read(SectionReader in, Path file) {
        try {
            String text = TextFile.read(file);
            String password = withoutBlanks(text);
            Optional<String> flaw = flaw(password);
            if (flaw.isPresent()) {
                fault(in, file, flaw.get(), EXPECTED + " in one line and nothing else");
            } else if (password.isEmpty()) {
                fault(in, file, "is empty", EXPECTED);
            } else if (!text.replaceFirst("\\R\\z", "").equals(password)) {
                in.warn(MailKey.PASSWORD_FILE, "has blanks or lines around the password, which are not taken for part of it");
            }
            if (OpenFile.isReadableByAll(file)) {
                in.warn(MailKey.PASSWORD_FILE,
                        "is " + file + ", which every account of this machine may read: chmod 600 keeps others out");
            }
            return password;
        } catch (TextFile.NotTextException e) {
            fault(in, file, String.valueOf(e.getMessage()), "a file saved as UTF-8");
        } catch (IOException e) {
            fault(in, file, "cannot be read (" + e.getClass().getSimpleName() + ")", EXPECTED);
        }
        return "";
    }

    private static void fault(SectionReader in, Path file, String seen, String expected) {
        in.fault(MailKey.PASSWORD_FILE, "is " + file + ", which " + seen, expected);
    }

    private static Optional<String> flaw(String password) {
        if (password.indexOf('\n') >= 0 || password.indexOf('\r') >= 0) {
            return Optional.of("has more than one line");
        }
        if (!password.isEmpty()) {
            int first = password.codePointAt(0);
            int last = password.codePointBefore(password.length());
            if (isUnseen(first) || isUnseen(last)) {
                boolean begins = isUnseen(first);
                return Optional.of("%s with a character that nobody sees (U+%04X)"
                        .formatted(begins ? "begins" : "ends", begins ? first : last));
            }
        }
        return Optional.empty();
    }

    /** Without the blanks and line ends around it: those that a keyboard makes. */
    private static String withoutBlanks(String text) {
        int from = 0;
        int to = text.length();
        while (from < to && isBlank(text.charAt(from))) {
            from++;
        }
        while (from < to && isBlank(text.charAt(to - 1))) {
            to--;
        }
        return text.substring(from, to);
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t' || c == '\r' || c == '\n';
    }

    private static boolean isUnseen(int c) {
        return switch (Character.getType(c)) {
            case Character.SPACE_SEPARATOR, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR, Character.CONTROL,
                    Character.FORMAT -> true;
            default -> c >= 0xFE00 && c <= 0xFE0F || c == 0x034F || c == 0x115F || c == 0x1160 || c == 0x3164 || c == 0xFFA0;
        };
    }
}
