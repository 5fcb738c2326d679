// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.mail;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.time.ZonedDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A mail that somebody else has finished: what was kept of its head and its body go out byte for byte, so that signatures hold.
 * What RFC 5322 asks for and it lacks is added behind them. Not to be changed.
 *
 * @param envelopeFrom sender of the envelope as the file has it; null for FromAddress
 * @param authorName display name of a From that is rewritten, empty for none; null if its From is kept
 * @param messageId with angle brackets, as it stands in the head; null if it has none that can be used
 * @param isDated false if a Date has to be added
 * @param isIdentified false if a Message-ID has to be added
 * @param eightBitAnyway true if bytes beyond ASCII go to a server that does not offer to take them
 * @param head header lines with CRLF, without the empty line
 * @param body what follows the empty line, with CRLF
 */
public record WrittenMail(
        Recipients recipients,
        @Nullable Importance importance,
        @Nullable String envelopeFrom,
        @Nullable String authorName,
        @Nullable String messageId,
        boolean isDated,
        boolean isIdentified,
        boolean eightBitAnyway,
        byte[] head,
        byte[] body)
        implements MailSource {

    /** The mail as it goes out. */
    public byte[] finished(Mailbox from, String messageId, ZonedDateTime date, String trace) {
        ByteArrayOutputStream mail = new ByteArrayOutputStream(head.length + body.length + 512);
        if (authorName != null) {
            String name = authorName.isEmpty() ? from.name() : authorName;
            add(mail, HeaderText.addresses("From", List.of(new Mailbox(name, from.address()))));
        }
        mail.writeBytes(head);
        if (!isDated) {
            add(mail, "Date: " + MessageComposer.DATE.format(date) + "\r\n");
        }
        if (!isIdentified) {
            add(mail, "Message-ID: " + messageId + "\r\n");
        }
        add(mail, TraceHeader.line(trace) + "\r\n"); // and the empty line
        mail.writeBytes(body);
        return mail.toByteArray();
    }

    private static void add(ByteArrayOutputStream mail, String line) {
        mail.writeBytes(line.getBytes(US_ASCII));
    }
}
