// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.bench.stock;

import jakarta.activation.DataHandler;
import jakarta.mail.util.ByteArrayDataSource;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.attachment.AttachmentMessage;

/** Sends mails through {@code direct:mail} without HTTP, to measure the sender alone. */
final class MailDriver {
    private final CamelContext context;
    private final String text;
    private final byte[] attachment;

    MailDriver(CamelContext context, int textBytes, int attachmentBytes) {
        this.context = context;
        text = text(textBytes);
        attachment = new byte[attachmentBytes];
        new Random(1).nextBytes(attachment);
    }

    void send(int count, int threads) throws Exception {
        try (ProducerTemplate template = context.createProducerTemplate()) {
            Workers.run(count, threads, () -> () -> {
                Exchange sent = template.send("direct:mail", this::fill);
                if (sent.getException() != null) {
                    throw sent.getException();
                }
            });
        }
    }

    /** Returns how many failed: nobody sends them again. */
    int attempt(int count, int threads) throws Exception {
        AtomicInteger failed = new AtomicInteger();
        try (ProducerTemplate template = context.createProducerTemplate()) {
            Workers.run(count, threads, () -> () -> {
                if (template.send("direct:mail", this::fill).getException() != null) {
                    failed.incrementAndGet();
                }
            });
        }
        return failed.get();
    }

    private void fill(Exchange exchange) {
        exchange.getMessage().setHeader("From", "no-reply@contoso.com");
        exchange.getMessage().setHeader("To", "operations@contoso.com");
        exchange.getMessage().setHeader("Subject", "Benchmark");
        exchange.getMessage().setBody(text);
        if (attachment.length > 0) {
            exchange.getMessage(AttachmentMessage.class).addAttachment(
                    "report.bin", new DataHandler(new ByteArrayDataSource(attachment, "application/octet-stream")));
        }
    }

    /** Lines of 70 characters, as the harness writes them for the gateway. */
    static String text(int bytes) {
        String line = "The quick brown fox jumps over the lazy dog, and nobody minds at all.\n";
        return line.repeat(bytes / line.length() + 1).substring(0, bytes);
    }
}
