// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.smtp;

import static java.nio.charset.StandardCharsets.US_ASCII;

import jakarta.mail.MessagingException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.notificationgateway.delivery.DeliveryOutcome;
import org.notificationgateway.delivery.FinishedMail;
import org.notificationgateway.delivery.RepliesFile;
import org.notificationgateway.delivery.SenderCircuitBreaker;
import org.notificationgateway.delivery.SmtpServers;
import org.notificationgateway.mail.Envelope;
import org.notificationgateway.settings.Delivery.Credentials;
import org.notificationgateway.settings.Delivery;
import org.notificationgateway.settings.MailSettings;
import org.notificationgateway.settings.SecureSocketOption;
import org.notificationgateway.settings.Senders;

/**
 * One attempt of the real sender, so that a test is a dialogue and its outcome.
 *
 * @param read how long the sender waits for each reply
 */
public record SmtpAttempt(int port, SecureSocketOption security, Credentials credentials, Duration read) {
    public static final String GOOD = "good@example.com";
    public static final String BAD = "bad@example.com";
    public static final String BUSY = "busy@example.com";
    public static final byte[] BYTES = """
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
    public static SmtpAttempt to(int port) {
        return new SmtpAttempt(port, SecureSocketOption.NONE, null, Duration.ofSeconds(10));
    }

    public SmtpAttempt with(SecureSocketOption option) {
        return new SmtpAttempt(port, option, credentials, read);
    }

    public SmtpAttempt with(Credentials user) {
        return new SmtpAttempt(port, security, user, read);
    }

    public SmtpAttempt waitingAtMost(Duration reply) {
        return new SmtpAttempt(port, security, credentials, reply);
    }

    /** The lines to that server, as the program makes them. */
    public TestSmtpSender lines() {
        Delivery delivery = new Delivery.Smtp("127.0.0.1", port, security, credentials);
        return lines(new Senders(List.of(new MailSettings("server", "no-reply@contoso.com", delivery, "a test"))));
    }

    public TestSmtpSender lines(Senders senders) {
        SenderCircuitBreaker gate = new SenderCircuitBreaker(Duration.ofMillis(1), Duration.ofMillis(1), Clock.systemUTC(), SmtpServers.plain(senders));
        return lines(senders, AccessTokens.NONE, gate);
    }

    public TestSmtpSender lines(Senders senders, AccessTokens tokens, SenderCircuitBreaker gate) {
        Duration patience = Duration.ofSeconds(10);
        SmtpSettings settings = new SmtpSettings(
                new SmtpTimeouts(patience, read, read, read, patience, read, Duration.ofSeconds(30)), 4, 100,
                Duration.ofMinutes(5), Duration.ofSeconds(10), "", false, List.of(), RepliesFile.shipped());
        return new TestSmtpSender(senders, settings, tokens, gate);
    }

    public static FinishedMail mail(String... recipients) {
        Envelope envelope = new Envelope("no-reply@contoso.com", List.of(recipients));
        return new FinishedMail("server", "<1@contoso.com>", envelope, BYTES);
    }

    /** What the attempt achieved. */
    public Map<String, DeliveryOutcome> outcomes(String... recipients) {
        FinishedMail message = mail(recipients);
        try (TestSmtpSender lines = lines()) {
            lines.sender().send(message);
            return message.reported().outcomes();
        } catch (MessagingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The same in one word for each recipient, by address. */
    public Map<String, String> words(String... recipients) {
        Map<String, String> words = new TreeMap<>();
        outcomes(recipients).forEach((address, outcome) -> words.put(address, outcome.getClass().getSimpleName()));
        return words;
    }
}
