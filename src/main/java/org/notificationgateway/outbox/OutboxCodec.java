// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.notificationgateway.outbox.ledger.Checksum;

/**
 * Writes an entry as the body of one JMS bytes message: a line of JSON, which begins with version and checksum, then the
 * mail's bytes as they are, unless those lie in a file. The checksum is over all that follows it. Nothing of it goes into
 * JMS properties, because brokers print those in their logs, but random names, times and a size. Safe to share.
 */
public final class OutboxCodec {
    private static final byte[] START = "{\"version\":2,\"checksum\":\"".getBytes(US_ASCII);
    private static final int CHECKED = START.length + Checksum.LENGTH; // where the checked part begins
    private static final byte[] AFTER_CHECKSUM = "\",".getBytes(US_ASCII);
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES) // an older gateway reads a newer entry
            .build();
    private static final ObjectWriter WRITER = MAPPER.writerFor(OutboxEntry.class);
    private static final ObjectReader READER = MAPPER.readerFor(OutboxEntry.class);

    private final @Nullable MailFiles files;

    /** For a broker that keeps mails whole. */
    public OutboxCodec() {
        this(null);
    }

    /** @param files where large mails lie; null if none does */
    public OutboxCodec(@Nullable MailFiles files) {
        this.files = files;
    }

    /** The entry as bytes; without the mail if that lies in a file. */
    public byte[] encode(OutboxEntry entry) {
        byte[] json = json(entry);
        byte[] mail = entry.file() == null ? entry.mail() : new byte[0];
        int line = CHECKED + AFTER_CHECKSUM.length + json.length - 1; // without its brace
        byte[] all = Arrays.copyOf(START, line + 1 + mail.length);
        System.arraycopy(AFTER_CHECKSUM, 0, all, CHECKED, AFTER_CHECKSUM.length);
        System.arraycopy(json, 1, all, CHECKED + AFTER_CHECKSUM.length, json.length - 1);
        all[line] = '\n';
        System.arraycopy(mail, 0, all, line + 1, mail.length);
        byte[] checksum = checksum(all, new byte[0]).getBytes(US_ASCII);
        System.arraycopy(checksum, 0, all, START.length, checksum.length);
        return all;
    }

    private static String checksum(byte[] line, byte[] mail) {
        return new Checksum().add(line, CHECKED, line.length - CHECKED).add(mail, 0, mail.length).toString();
    }

    private static byte[] json(OutboxEntry entry) {
        try {
            return WRITER.writeValueAsBytes(entry);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("plain records can be written", e);
        }
    }

    /**
     * The entry that a message's body means, with its mail.
     *
     * @param body bytes, the parts of a large body, or a text that a hand has put there
     * @throws DamagedEntryException if it is no entry, or not as it was stored
     * @throws IOException if its mail cannot be read now
     */
    public OutboxEntry decode(@Nullable Object body) throws IOException {
        OutboxEntry entry = decodeWithoutFile(body);
        MailFile file = entry.file();
        if (file == null) {
            return entry;
        }
        if (files == null) {
            throw new DamagedEntryException("the mail lies in a file of a gateway with an embedded broker", entry, null);
        }
        try {
            return entry.withMail(files.read(entry.token(), file));
        } catch (MailFiles.DamagedFileException | IllegalArgumentException e) {
            throw new DamagedEntryException("the mail is lost or damaged: " + e.getMessage(), entry, e);
        }
    }

    /** The same, but the mail is empty if it lies in a file. */
    public OutboxEntry decodeWithoutFile(@Nullable Object body) throws DamagedEntryException {
        if (body instanceof EntryBody large) {
            return entry(large.line(), endOfLine(large.line(), 0), large.mail());
        }
        byte[] bytes = body instanceof byte[] plain ? plain : String.valueOf(body).getBytes(UTF_8);
        int end = endOfLine(bytes, 0);
        return end < 0
                ? entry(bytes, end, new byte[0])
                : entry(Arrays.copyOf(bytes, end + 1), end, Arrays.copyOfRange(bytes, end + 1, bytes.length));
    }

    /** Where the line ends that goes before the mail; -1 if it does not. */
    static int endOfLine(byte[] bytes, int from) {
        for (int i = from; i < bytes.length; i++) {
            if (bytes[i] == '\n') {
                return i;
            }
        }
        return -1;
    }

    private static OutboxEntry entry(byte[] line, int end, byte[] mail) throws DamagedEntryException {
        if (end < CHECKED || !Arrays.equals(line, 0, START.length, START, 0, START.length)) {
            throw new DamagedEntryException(
                    "not an outbox entry: expected a line of JSON with version 2 and a checksum before the mail", null, null);
        }
        String seen = new String(line, START.length, Checksum.LENGTH, US_ASCII);
        String expected = checksum(line, mail);
        if (!seen.equals(expected)) {
            throw new DamagedEntryException(
                    "the entry is damaged: its checksum is " + expected + ", expected " + seen, null, null);
        }
        return head(line, end).withMail(mail);
    }

    /** The entry of a body that was not read to its end: enough to list it. */
    static OutboxEntry unchecked(Object body) throws DamagedEntryException {
        byte[] start = body instanceof byte[] bytes ? bytes : new byte[0];
        int end = endOfLine(start, 0);
        return head(start, end).withMail(end < 0 ? start : Arrays.copyOfRange(start, end + 1, start.length));
    }

    private static OutboxEntry head(byte[] line, int end) throws DamagedEntryException {
        try {
            OutboxEntry head = READER.readValue(line, 0, Math.max(0, end));
            if (head != null) {
                return head.withMail(new byte[0]);
            }
        } catch (IOException | RuntimeException e) {
            throw new DamagedEntryException("not an outbox entry: " + e.getClass().getSimpleName(), null, e);
        }
        throw new DamagedEntryException("not an outbox entry: the line of JSON is null", null, null);
    }
}
