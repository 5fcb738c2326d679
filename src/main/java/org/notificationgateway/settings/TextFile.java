// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.settings;

import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Reads text that somebody has saved with whatever editor: UTF-8, or UTF-16 with its byte-order mark, as Windows writes
 * it. The mark is no part of the text, however often it stands there.
 */
public final class TextFile {
    private static final char MARK = '\uFEFF';

    private TextFile() {}

    /**
     * The text of a file.
     *
     * @throws NotTextException if it is none, naming the line
     */
    public static String read(Path file) throws IOException {
        return decode(Files.readAllBytes(file));
    }

    /** The bytes of a file that is binary or text; text with a mark, such as PEM that PowerShell wrote, becomes UTF-8. */
    public static byte[] bytes(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        boolean marked = isUtf16(bytes)
                || bytes.length >= 3 && bytes[0] == (byte) 0xEF && bytes[1] == (byte) 0xBB && bytes[2] == (byte) 0xBF;
        return marked ? decode(bytes).getBytes(UTF_8) : bytes;
    }

    static String decode(byte[] bytes) throws NotTextException {
        Charset charset = charset(bytes);
        CharsetDecoder decoder = charset.newDecoder();
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length + 1);
        boolean broken = decoder.decode(in, out, true).isError() || decoder.flush(out).isError();
        String text = out.flip().toString();
        int nul = text.indexOf('\0'); // UTF-16 without its mark
        if (broken || nul >= 0) {
            String before = broken && nul < 0 ? text : text.substring(0, nul);
            throw new NotTextException(1 + before.chars().filter(c -> c == '\n').count(), charset.name());
        }
        int from = 0;
        while (from < text.length() && text.charAt(from) == MARK) { // two, where a tool put one before that of an editor
            from++;
        }
        return text.substring(from);
    }

    /** True when the file begins with a mark of UTF-16. */
    static boolean isUtf16(byte[] bytes) {
        return charset(bytes) != UTF_8;
    }

    private static Charset charset(byte[] bytes) {
        if (bytes.length >= 2 && bytes[0] == (byte) 0xFF && bytes[1] == (byte) 0xFE) {
            return UTF_16LE;
        }
        return bytes.length >= 2 && bytes[0] == (byte) 0xFE && bytes[1] == (byte) 0xFF ? UTF_16BE : UTF_8;
    }

    /** Says where a file stops being text. */
    public static final class NotTextException extends CharacterCodingException {
        private final long line;
        private final String charset;

        NotTextException(long line, String charset) {
            this.line = line;
            this.charset = charset;
        }

        public long line() {
            return line;
        }

        /** What was seen, as in "is not UTF-8 text at line 7". */
        @Override
        public String getMessage() {
            return "is not " + charset + " text at line " + line;
        }
    }
}
