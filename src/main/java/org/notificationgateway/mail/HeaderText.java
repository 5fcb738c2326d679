// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.mail;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Writes header values so that a reader gets back exactly what was given: folded near 76 columns (RFC 5322 2.2.3),
 * other than ASCII as encoded words (RFC 2047) or extended parameters (RFC 2231).
 */
final class HeaderText {
    private static final int COLUMNS = 76;
    private static final String FOLD = "\r\n ";
    private static final int BYTES_PER_WORD = 45; // base64 of 45 bytes and the frame stay below 75 characters
    private static final int WORD_FRAME = "=?UTF-8?B??=".length();
    private static final int ESCAPES_PER_LINE = 54;
    private static final String ATTRIBUTE_CHARACTERS =
            "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._~-";
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private HeaderText() {}

    /** A whole header line of free text, such as a subject. */
    static String unstructured(String name, String text) {
        return needsEncoding(text) ? name + ": " + encodedWords(text, name.length() + 2) + "\r\n" : folded(name, text);
    }

    /** A whole header line whose value has a grammar of its own: folded at spaces, never encoded. */
    static String folded(String name, String value) {
        StringBuilder line = new StringBuilder(name).append(':');
        int column = line.length();
        for (String word : value.split(" +")) { // a run of spaces could leave a line of nothing else
            boolean fold = column + 1 + word.length() > COLUMNS && column > name.length() + 1;
            line.append(fold ? FOLD : " ").append(word);
            column = (fold ? 0 : column) + 1 + word.length();
        }
        return line.append("\r\n").toString();
    }

    /** A whole header line of addresses, one on each line. */
    static String addresses(String name, List<Mailbox> mailboxes) {
        int column = name.length() + 2;
        return mailboxes.stream()
                .map(mailbox -> address(mailbox, column))
                .collect(Collectors.joining("," + FOLD, name + ": ", "\r\n"));
    }

    private static String address(Mailbox mailbox, int column) {
        String name = mailbox.name();
        if (name == null) {
            return mailbox.address();
        }
        String phrase = needsEncoding(name)
                ? encodedWords(name, column)
                : '"' + name.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
        return phrase + (phrase.length() + mailbox.address().length() > COLUMNS / 2 ? FOLD : " ")
                + '<' + mailbox.address() + '>';
    }

    /** A parameter such as a file name, each piece on a line of its own. */
    static String parameter(String name, String value) {
        if (isPlain(value) && value.length() <= 60 && !value.contains("=?")) { // which readers decode there, too
            return ";" + FOLD + name + "=\"" + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
        }
        StringBuilder all = new StringBuilder();
        StringBuilder piece = new StringBuilder("UTF-8''");
        int count = 0;
        for (byte b : value.getBytes(UTF_8)) {
            boolean plain = b >= 0 && ATTRIBUTE_CHARACTERS.indexOf(b) >= 0;
            piece.append(plain ? String.valueOf((char) b) : "%" + HEX.toHexDigits(b));
            if (piece.length() >= ESCAPES_PER_LINE) {
                all.append(";").append(FOLD).append(name).append('*').append(count++).append("*=").append(piece);
                piece.setLength(0);
            }
        }
        String star = count == 0 ? "*=" : "*" + count + "*=";
        return piece.isEmpty() ? all.toString() : all + ";" + FOLD + name + star + piece;
    }

    /** True for text that folding or a reader's decoding would change. */
    private static boolean needsEncoding(String text) {
        return !isPlain(text)
                || text.contains("=?") // typed by a person, it is text and not an encoded word
                || text.contains("  ")
                || text.startsWith(" ")
                || text.endsWith(" ")
                || text.isEmpty()
                || List.of(text.split(" ")).stream().anyMatch(word -> word.length() > 60);
    }

    private static boolean isPlain(String text) {
        return text.chars().allMatch(c -> c >= 0x20 && c < 0x7F);
    }

    /** RFC 2047 2: a line with encoded words ends by column 76, so the first word has what the name leaves. */
    private static String encodedWords(String text, int column) {
        StringBuilder words = new StringBuilder();
        StringBuilder word = new StringBuilder();
        int room = Math.min(BYTES_PER_WORD, (COLUMNS - WORD_FRAME - column) / 4 * 3);
        int bytes = 0;
        for (int c : text.codePoints().toArray()) {
            int more = Character.toString(c).getBytes(UTF_8).length;
            if (bytes + more > room) {
                words.append(word.isEmpty() ? "" : encodedWord(word)).append(FOLD);
                word.setLength(0);
                room = BYTES_PER_WORD;
                bytes = 0;
            }
            word.appendCodePoint(c);
            bytes += more;
        }
        return words.append(encodedWord(word)).toString();
    }

    private static String encodedWord(CharSequence text) {
        return "=?UTF-8?B?" + Base64.getEncoder().encodeToString(text.toString().getBytes(UTF_8)) + "?=";
    }
}
