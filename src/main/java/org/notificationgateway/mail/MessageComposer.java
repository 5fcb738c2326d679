// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.mail;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/**
 * Writes a mail's bytes once, in the one form that every way out can carry unchanged: 7 bit, CRLF, lines of at most
 * 76 columns where the value allows it, bodies in base64. So no line starts with a dot, and a reader that removes
 * leading dots gets the same mail as one that does not. Bcc recipients never stand in it.
 *
 * <p>Follows RFC 5322, 2045–2047, 2183, 2231, 2387 and 3834. Keeps no state; safe to share.
 */
public final class MessageComposer {
    static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("EEE, d MMM yyyy HH:mm:ss Z", Locale.ROOT);

    private final String trace;

    /** @param trace how this gateway marks its own mail */
    public MessageComposer(String trace) {
        this.trace = trace;
    }

    /** Returns the finished message; {@code messageId} carries its angle brackets. */
    public byte[] compose(MailContent content, Mailbox from, String messageId, ZonedDateTime date) {
        StringBuilder head = new StringBuilder();
        head.append(HeaderText.addresses("From", List.of(from)));
        appendAddresses(head, "To", content.recipients().to());
        appendAddresses(head, "Cc", content.recipients().cc());
        if (content.recipients().to().isEmpty() && content.recipients().cc().isEmpty()) {
            head.append("To: undisclosed-recipients:;\r\n"); // mail for Bcc alone still names a destination
        }
        if (content.replyTo() != null) {
            head.append(HeaderText.addresses("Reply-To", List.of(content.replyTo())));
        }
        head.append(HeaderText.unstructured("Subject", content.subject()));
        head.append("Date: ").append(DATE.format(date)).append("\r\n");
        head.append("Message-ID: ").append(messageId).append("\r\n");
        appendImportance(head, content);
        if (!content.hasHeader("Auto-Submitted")) {
            head.append("Auto-Submitted: auto-generated\r\n"); // RFC 3834: asks out-of-office replies to stay away
        }
        content.headers().forEach((name, value) -> head.append(header(name, value)));
        head.append(TraceHeader.line(trace));
        head.append("MIME-Version: 1.0\r\n");
        return new MimeTree(messageId).write(head.toString().getBytes(US_ASCII), content);
    }

    private static void appendAddresses(StringBuilder head, String name, List<Mailbox> mailboxes) {
        if (!mailboxes.isEmpty()) {
            head.append(HeaderText.addresses(name, mailboxes));
        }
    }

    private static void appendImportance(StringBuilder head, MailContent content) {
        Importance importance = content.importance();
        if (importance == null || importance == Importance.NORMAL) {
            return;
        }
        head.append("Importance: ").append(importance.word()).append("\r\n");
        if (!content.hasHeader("X-Priority")) {
            head.append("X-Priority: ").append(importance.xPriority()).append("\r\n");
        }
    }

    private static String header(String name, String value) {
        boolean freeText = name.regionMatches(true, 0, "X-", 0, 2);
        return freeText ? HeaderText.unstructured(name, value) : HeaderText.folded(name, value);
    }
}
