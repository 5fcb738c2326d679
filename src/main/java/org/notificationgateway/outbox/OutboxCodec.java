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

/**
 * Writes an entry as the body of one JMS bytes message: a line of JSON, then the mail's bytes as they are. Nothing of
 * it goes into JMS properties, because brokers print those in their logs, but a letter's id and a retry's age. Safe to share.
 */
public final class OutboxCodec {
    private static final byte[] VERSION = "{\"version\":1,".getBytes(US_ASCII);
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES) // an older gateway reads a newer entry
            .build();
    private static final ObjectWriter WRITER = MAPPER.writerFor(OutboxEntry.class);
    private static final ObjectReader READER = MAPPER.readerFor(OutboxEntry.class);

    /** The entry as bytes. */
    public byte[] encode(OutboxEntry entry) {
        byte[] json = json(entry);
        byte[] mail = entry.mail();
        byte[] all = Arrays.copyOf(VERSION, VERSION.length + json.length + mail.length);
        System.arraycopy(json, 1, all, VERSION.length, json.length - 1); // without its brace
        all[VERSION.length + json.length - 1] = '\n';
        System.arraycopy(mail, 0, all, VERSION.length + json.length, mail.length);
        return all;
    }

    private static byte[] json(OutboxEntry entry) {
        try {
            return WRITER.writeValueAsBytes(entry);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("plain records can be written", e);
        }
    }

    /**
     * The entry that a message's body means.
     *
     * @param body bytes, the parts of a large body, or a text that a hand has put there
     * @throws IOException if it is no entry
     */
    public OutboxEntry decode(@Nullable Object body) throws IOException {
        if (body instanceof EntryBody large) {
            return entry(large.line(), endOfLine(large.line(), 0), large.mail());
        }
        byte[] bytes = body instanceof byte[] plain ? plain : String.valueOf(body).getBytes(UTF_8);
        int end = endOfLine(bytes, 0);
        return entry(bytes, end, end < 0 ? bytes : Arrays.copyOfRange(bytes, end + 1, bytes.length));
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

    private static OutboxEntry entry(byte[] line, int end, byte[] mail) throws IOException {
        if (end < 0) {
            throw new IOException("not an outbox entry: expected a line of JSON before the mail");
        }
        OutboxEntry head = READER.readValue(line, 0, end);
        if (head == null) {
            throw new IOException("not an outbox entry: the line of JSON is null");
        }
        return head.withMail(mail);
    }
}
