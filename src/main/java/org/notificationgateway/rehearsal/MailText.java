// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.rehearsal;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.Part;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Properties;

/** Reads a mail as people do: its bytes, and behind them each text in it without its transfer encoding. Keeps no state. */
final class MailText {
    private MailText() {}

    static String of(byte[] mail) {
        StringBuilder text = new StringBuilder(new String(mail, UTF_8));
        try {
            add(new MimeMessage(Session.getInstance(new Properties()), new ByteArrayInputStream(mail)), text);
        } catch (MessagingException | IOException e) {
            text.append("\n(cannot be read further: ").append(e.getMessage()).append(')');
        }
        return text.toString();
    }

    private static void add(Part part, StringBuilder text) throws MessagingException, IOException {
        if (part.isMimeType("text/*")) {
            text.append('\n').append(part.getContent());
        } else if (part.getContent() instanceof Multipart parts) {
            for (int i = 0; i < parts.getCount(); i++) {
                add(parts.getBodyPart(i), text);
            }
        }
    }
}
