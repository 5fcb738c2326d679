// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.delivery;

import static java.nio.charset.StandardCharsets.US_ASCII;

import jakarta.mail.MessagingException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.notificationgateway.mail.Envelope;
import org.notificationgateway.settings.Delivery;
import org.notificationgateway.settings.Delivery.Credentials;
import org.notificationgateway.settings.MailSettings;
import org.notificationgateway.settings.SecureSocketOption;
import org.notificationgateway.settings.Senders;

/**
 * One attempt of the real sender, so that a test is a dialogue and its outcome.
 *
 * @param read how long the sender waits for each reply
 */
record SmtpAttempt(int port, SecureSocketOption security, Credentials credentials, Duration read) {
    static final String GOOD = "good@example.com";
    static final String BAD = "bad@example.com";
    static final String BUSY = "busy@example.com";
    static final byte[] BYTES = """
            From: no-reply@contoso.com\r
            To: good@example.com\r
            Message-ID: <1@contoso.com>\r
            \r
            .one dot\r
            ..two dots\r
            .\r
            last line\r
            """.getBytes(US_ASCII);

    /** In clear text, without a user, to a server of this machine. */
    static SmtpAttempt to(int port) {
        return new SmtpAttempt(port, SecureSocketOption.NONE, null, Duration.ofSeconds(10));
    }

    SmtpAttempt with(SecureSocketOption option) {
        return new SmtpAttempt(port, option, credentials, read);
    }

    SmtpAttempt with(Credentials user) {
        return new SmtpAttempt(port, security, user, read);
    }

    SmtpAttempt waitingAtMost(Duration reply) {
        return new SmtpAttempt(port, security, credentials, reply);
    }

    /** The lines to that server, as the program makes them. */
    SmtpLines lines() {
        Delivery delivery = new Delivery.Smtp("127.0.0.1", port, security, credentials);
        return lines(new Senders(List.of(new MailSettings("server", "no-reply@contoso.com", delivery, "a test"))));
    }

    SmtpLines lines(Senders senders) {
        SenderGate gate = new SenderGate(Duration.ofMillis(1), Duration.ofMillis(1), Clock.systemUTC());
        return lines(senders, AccessTokens.NONE, gate);
    }

    SmtpLines lines(Senders senders, AccessTokens tokens, SenderGate gate) {
        Duration patience = Duration.ofSeconds(10);
        SmtpSettings settings = new SmtpSettings(
                new SmtpTimeouts(patience, read, read, read, patience, read, Duration.ofSeconds(30)), 4, 100,
                Duration.ofMinutes(5), Duration.ofSeconds(10), "", false, null, Replies.shipped());
        return new SmtpLines(senders, settings, tokens, gate);
    }

    static FinishedMail mail(String... recipients) {
        Envelope envelope = new Envelope("no-reply@contoso.com", List.of(recipients));
        return new FinishedMail("server", "<1@contoso.com>", envelope, BYTES);
    }

    /** What the attempt achieved. */
    Map<String, DeliveryOutcome> outcomes(String... recipients) {
        FinishedMail message = mail(recipients);
        try (SmtpLines lines = lines()) {
            lines.sender().send(message);
            return message.reported().outcomes();
        } catch (MessagingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The same in one word for each recipient, by address. */
    Map<String, String> words(String... recipients) {
        Map<String, String> words = new TreeMap<>();
        outcomes(recipients).forEach((address, outcome) -> words.put(address, outcome.getClass().getSimpleName()));
        return words;
    }
}
