// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.delivery;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.mail.MessagingException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.notificationgateway.mail.Envelope;
import org.notificationgateway.mail.FinishedMail;

/** Mail libraries like to improve a message on its way; a finished mail must pass through them untouched. */
class FinishedMimeMessageTest {
    private static final byte[] BYTES = "Message-ID: <1@contoso.com>\r\nBcc: h@example.com\r\nX: 1\r\n\r\n.Zoé\n\0"
            .getBytes(StandardCharsets.UTF_8);
    private static final FinishedMail MAIL = new FinishedMail(
            "server", "<1@contoso.com>", new Envelope("no-reply@contoso.com", List.of("a@example.com")), BYTES);

    private final FinishedMimeMessage message = FinishedMimeMessage.of(MAIL);

    private byte[] written(String... ignored) throws MessagingException, IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        message.writeTo(out, ignored);
        return out.toByteArray();
    }

    @Nested
    class ItsBytes {
        @Test
        void areWrittenAsTheyAre() throws Exception {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            message.writeTo(out);
            assertArrayEquals(BYTES, out.toByteArray());
        }

        @Test
        void loseNoHeaderThatTheTransportWouldLeaveOut() throws Exception {
            assertArrayEquals(BYTES, written("Bcc", "Content-Length", "Message-ID", "X"));
        }

        @Test
        void stayTheSameWhenTheMessageIsSaved() throws Exception {
            message.saveChanges();
            assertArrayEquals(BYTES, written());
        }

        @Test
        void stayTheSameWhenAHeaderIsSet() throws Exception {
            message.setSubject("another");
            message.setHeader("Message-ID", "<2@elsewhere>");
            assertArrayEquals(BYTES, written());
        }
    }

    @Nested
    class WhatTheTransportAsks {
        @Test
        void isAnsweredFromTheFinishedMail() throws Exception {
            assertEquals("<1@contoso.com>", message.getMessageID());
            assertEquals(BYTES.length, message.getSize());
        }

        @Test
        void isStillTheSameAfterSaving() throws Exception {
            message.saveChanges();
            assertEquals("<1@contoso.com>", message.getMessageID());
        }
    }
}
