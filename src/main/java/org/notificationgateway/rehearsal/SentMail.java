// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.rehearsal;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * A mail as it left the rehearsed gateway.
 *
 * @param way {@code smtp}, {@code pickup}, or the endpoint that a route handed it to
 * @param where host and port, directory, or URI
 * @param encryption of the connection as settings want it; empty for other ways
 * @param from sender of the envelope; empty if only the bytes tell
 * @param recipients who got it, as far as is known
 * @param replies what a server said of each of those it was sent to, empty for other ways
 * @param bytes RFC 5322 message
 * @param file that was written; null for other ways
 */
public record SentMail(
        String way, String where, String encryption, String from, List<String> recipients, Map<String, String> replies,
        byte[] bytes, @Nullable Path file) {
    public SentMail {
        recipients = List.copyOf(recipients);
        replies = Map.copyOf(replies);
    }

    /** The value of a header, the subject as people read it; null if there is none. */
    public @Nullable String header(String name) {
        try {
            MimeMessage read = new MimeMessage(Session.getInstance(new Properties()), new ByteArrayInputStream(bytes));
            return name.equalsIgnoreCase("Subject") ? read.getSubject() : read.getHeader(name, ", ");
        } catch (MessagingException e) {
            return null;
        }
    }

    /** The mail as it went out, and behind it each text in it as people read it. */
    public String text() {
        return MailText.of(bytes);
    }
}
