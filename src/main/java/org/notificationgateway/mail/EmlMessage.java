// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.mail;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.mail.internet.ContentType;
import jakarta.mail.internet.ParseException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The lines of a finished mail (RFC 5322 2.1), so that some of them can be read and some left out while all else stays byte for
 * byte. Read in one pass, whatever is in it. Immutable.
 */
public final class EmlMessage {
    private static final int LONGEST_CONTENT_TYPE = 2_000;
    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    private final byte[] bytes; // CRLF throughout
    private final List<Field> fields;
    private final int body; // where the empty line is, or the end

    /**
     * One header field, with the lines that continue it.
     *
     * @param name as it is written
     * @param start of its first line
     * @param end behind its last line
     */
    private record Field(String name, int start, int end) {}

    private EmlMessage(byte[] bytes, List<Field> fields, int body) {
        this.bytes = bytes;
        this.fields = fields;
        this.body = body;
    }

    /**
     * Reads a file.
     *
     * @param doubledDots whether its writer has doubled the dot at the start of a line, as for SMTP
     * @throws IllegalArgumentException saying what makes it no mail, without quoting it
     */
    public static EmlMessage parse(byte[] file, boolean doubledDots) {
        byte[] bytes = lines(file, doubledDots);
        List<Field> fields = new ArrayList<>();
        int start = 0;
        while (start < bytes.length && bytes[start] != '\r') {
            int end = endOfLine(bytes, start);
            int number = fields.size();
            if (bytes[start] != ' ' && bytes[start] != '\t') {
                String name = name(bytes, start, end);
                if (name.isEmpty() && end == bytes.length) {
                    start = end; // perhaps the first letters of a header
                    break;
                }
                if (name.isEmpty()) {
                    throw new IllegalArgumentException("has a line that is no header after " + number
                            + " headers: expected a name and a colon, or an empty line before the text");
                }
                fields.add(new Field(name, start, end));
            } else if (number == 0) {
                throw new IllegalArgumentException("begins with a blank: expected a header line, such as From: a@example.com");
            } else {
                Field last = fields.get(number - 1);
                fields.set(number - 1, new Field(last.name, last.start, end));
            }
            start = end;
        }
        return new EmlMessage(bytes, List.copyOf(fields), start);
    }

    /** With CRLF at each end of a line, also of the last, and without what stands for an end elsewhere. */
    private static byte[] lines(byte[] file, boolean doubledDots) {
        ByteArrayOutputStream lines = new ByteArrayOutputStream(file.length + file.length / 16 + 2);
        int i = Arrays.mismatch(file, BYTE_ORDER_MARK) == BYTE_ORDER_MARK.length ? BYTE_ORDER_MARK.length : 0;
        while (i < file.length) {
            int start = i;
            while (i < file.length && file[i] != '\r' && file[i] != '\n') {
                if (file[i] == 0) {
                    throw new IllegalArgumentException(
                            "has a NUL character (U+0000) at byte " + i + ": expected a mail as RFC 5322 has it");
                }
                i++;
            }
            int end = i;
            i += i + 1 < file.length && file[i] == '\r' && file[i + 1] == '\n' ? 2 : 1;
            boolean dot = doubledDots && start < end && file[start] == '.';
            if (dot && end == start + 1 && i >= file.length) {
                break; // the dot that ends the mail in SMTP
            }
            lines.write(file, dot ? start + 1 : start, end - start - (dot ? 1 : 0));
            lines.write('\r');
            lines.write('\n');
        }
        return lines.toByteArray();
    }

    private static int endOfLine(byte[] bytes, int start) {
        int end = start;
        while (bytes[end] != '\r') {
            end++;
        }
        return end + 2;
    }

    /** What stands before the colon of a line; empty if it has none, or what is no name. */
    private static String name(byte[] bytes, int start, int end) {
        int colon = start;
        while (colon < end && bytes[colon] > ' ' && bytes[colon] < 0x7F && bytes[colon] != ':') {
            colon++;
        }
        int blank = colon;
        while (blank < end && (bytes[blank] == ' ' || bytes[blank] == '\t')) { // RFC 5322 4.5: readers put up with it
            blank++;
        }
        return blank < end && bytes[blank] == ':' ? new String(bytes, start, colon - start, ISO_8859_1) : "";
    }

    /** True if it may end in the middle: it has no empty line after its headers, or a multipart is not closed. */
    public boolean isCut() {
        if (body >= bytes.length) {
            return true;
        }
        String boundary = boundary();
        return boundary != null && !hasLine(("--" + boundary + "--").getBytes(UTF_8));
    }

    private @Nullable String boundary() {
        for (String type : values("Content-Type")) {
            try {
                if (type.length() <= LONGEST_CONTENT_TYPE && type.regionMatches(true, 0, "multipart/", 0, 10)) {
                    return new ContentType(type).getParameter("boundary");
                }
            } catch (ParseException e) {
                return null; // nobody can tell where it ends
            }
        }
        return null;
    }

    private boolean hasLine(byte[] wanted) {
        for (int start = body; start < bytes.length; start = endOfLine(bytes, start)) {
            if (start + wanted.length <= bytes.length
                    && Arrays.equals(bytes, start, start + wanted.length, wanted, 0, wanted.length)) {
                return true;
            }
        }
        return false;
    }

    /** True if the first field has one of these names. */
    public boolean beginsWith(Predicate<String> name) {
        return !fields.isEmpty() && name.test(fields.get(0).name);
    }

    public boolean has(String name) {
        return fields.stream().anyMatch(field -> field.name.equalsIgnoreCase(name));
    }

    /** The values of a header, unfolded, in their order. */
    public List<String> values(String name) {
        return fields.stream().filter(field -> field.name.equalsIgnoreCase(name)).map(this::value).toList();
    }

    private String value(Field field) {
        String line = text(field.start, field.end);
        return line.substring(line.indexOf(':') + 1).replace("\r\n", "").strip();
    }

    private String text(int start, int end) {
        try {
            return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, start, end - start)).toString();
        } catch (CharacterCodingException e) {
            return new String(bytes, start, end - start, ISO_8859_1);
        }
    }

    /** How many fields at the start have such names, one after the other. */
    public int leading(Predicate<String> name) {
        int count = 0;
        while (count < fields.size() && name.test(fields.get(count).name)) {
            count++;
        }
        return count;
    }

    /**
     * The header lines without some.
     *
     * @param leading fields at the start that go
     * @param unwanted names of those that go wherever they stand
     */
    public byte[] head(int leading, Predicate<String> unwanted) {
        ByteArrayOutputStream head = new ByteArrayOutputStream(body);
        fields.stream().skip(leading).filter(field -> !unwanted.test(field.name))
                .forEach(field -> head.write(bytes, field.start, field.end - field.start));
        return head.toByteArray();
    }

    /** How many bytes of a finished mail stand before its empty line. */
    public static int headSize(byte[] mail) {
        int size = 0;
        while (size + 3 < mail.length && !(mail[size] == '\r' && mail[size + 1] == '\n' && mail[size + 2] == '\r')) {
            size++;
        }
        return size;
    }

    /** What follows the empty line. */
    public byte[] body() {
        return Arrays.copyOfRange(bytes, Math.min(body + 2, bytes.length), bytes.length);
    }
}
