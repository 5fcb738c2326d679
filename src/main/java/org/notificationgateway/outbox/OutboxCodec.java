// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.util.Arrays;

/**
 * Writes an entry as the body of one JMS bytes message: a line of JSON, then the mail's bytes as they are. Nothing of
 * it goes into JMS properties, because brokers print those in their logs, but a letter's id and a retry's age. Safe to share.
 */
public final class OutboxCodec {
    private static final int VERSION = 1;
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES) // an older gateway reads a newer entry
            .build();

    /** The entry as bytes. */
    public byte[] encode(OutboxEntry entry) {
        ObjectNode head = MAPPER.valueToTree(entry);
        head.put("version", VERSION);
        byte[] json = json(head);
        byte[] mail = entry.mail();
        byte[] all = Arrays.copyOf(json, json.length + 1 + mail.length);
        all[json.length] = '\n';
        System.arraycopy(mail, 0, all, json.length + 1, mail.length);
        return all;
    }

    private static byte[] json(ObjectNode head) {
        try {
            return MAPPER.writeValueAsBytes(head);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("plain records can be written", e);
        }
    }

    /**
     * The entry those bytes mean.
     *
     * @throws IOException if they are no entry
     */
    public OutboxEntry decode(byte[] bytes) throws IOException {
        int end = 0;
        while (end < bytes.length && bytes[end] != '\n') {
            end++;
        }
        if (end == bytes.length) {
            throw new IOException("not an outbox entry: expected a line of JSON before the mail");
        }
        OutboxEntry head = MAPPER.readValue(bytes, 0, end, OutboxEntry.class);
        if (head == null) {
            throw new IOException("not an outbox entry: the line of JSON is null");
        }
        return head.withMail(Arrays.copyOfRange(bytes, end + 1, bytes.length));
    }
}
