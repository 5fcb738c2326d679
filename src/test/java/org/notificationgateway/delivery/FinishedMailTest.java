// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.delivery;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.mail.MessagingException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.notificationgateway.mail.Envelope;
import org.notificationgateway.smtp.SmtpAttempt;

/** Mail libraries like to improve a message on its way; a finished mail must pass through them untouched. */
class FinishedMailTest {
    private static final byte[] BYTES = "Message-ID: <1@contoso.com>\r\nBcc: h@example.com\r\nX: 1\r\n\r\n.Zoé\n\0"
            .getBytes(StandardCharsets.UTF_8);
    private final FinishedMail message = new FinishedMail(
            "server", "<1@contoso.com>", new Envelope("no-reply@contoso.com", List.of("a@example.com")), BYTES);


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

    @Nested
    class WhoeverReadsIt {
        @Test
        void sendsItToTheEnvelopeWhateverItsHeadersSay() throws Exception {
            assertEquals("a@example.com", message.getAllRecipients()[0].toString());
            assertEquals(1, message.getAllRecipients().length);
            assertEquals("no-reply@contoso.com", message.getEnvelopeFrom());
        }

        @Test
        void findsNothingOfItInWhatALogWouldShow() throws Exception {
            assertNull(message.getSubject());
            assertNull(message.getFrom());
            assertFalse(message.toString().contains("example.com"), message.toString());
        }
    }

    @Nested
    class AReport {
        private static final DeliveryOutcome DELIVERED = new DeliveryOutcome.Delivered("250 ok");
        private final FinishedMail mail = SmtpAttempt.mail("a@example.com", "b@example.com");

        @Test
        void thatADiskHasToConfirmIsAskedForOnlyByWhoSettles() {
            AtomicInteger asked = new AtomicInteger();
            assertNull(mail.unconfirmed());
            CompletableFuture<Supplier<DeliveryOutcome>> written = new CompletableFuture<>();
            mail.report(List.of("a@example.com"), written);
            mail.report(new DeliveryReport(Map.of("a@example.com", new DeliveryOutcome.GiveUp("550 no"))));
            mail.reportRest(new DeliveryOutcome.GiveUp("550 no"));
            assertFalse(mail.unconfirmed().isDone());
            written.complete(() -> {
                asked.incrementAndGet();
                return DELIVERED;
            });
            assertTrue(mail.unconfirmed().isDone());
            assertTrue(mail.isReported());
            assertEquals(0, asked.get());
            assertEquals(DELIVERED, mail.reported().outcomes().get("a@example.com"));
            assertEquals("550 no", mail.reported().outcomes().get("b@example.com").reason());
        }

        @Test
        void standsWhateverIsSaidLater() {
            mail.report(new DeliveryReport(Map.of("a@example.com", DELIVERED)));
            mail.report(new DeliveryReport(Map.of("a@example.com", new DeliveryOutcome.TryAgain("451 later"))));
            mail.reportRest(new DeliveryOutcome.GiveUp("550 no"));
            assertEquals(DELIVERED, mail.reported().outcomes().get("a@example.com"));
            assertEquals("550 no", mail.reported().outcomes().get("b@example.com").reason());
        }

        @Test
        void isThereWhenEverybodyIsInIt() {
            assertFalse(mail.isReported());
            mail.report(new DeliveryReport(Map.of("a@example.com", DELIVERED)));
            assertFalse(mail.isReported());
            mail.reportRest(DELIVERED);
            assertTrue(mail.isReported());
        }
    }
}
