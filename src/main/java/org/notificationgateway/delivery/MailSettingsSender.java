// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.delivery;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.camel.component.mail.DefaultJavaMailSender;
import org.jspecify.annotations.Nullable;
import org.notificationgateway.mail.Envelope;
import org.notificationgateway.settings.Delivery;
import org.notificationgateway.settings.Senders;
import org.notificationgateway.smtp.SmtpTransport;
import org.notificationgateway.smtp.SmtpMail;
import org.notificationgateway.smtp.SmtpOutcome;
import org.notificationgateway.smtp.SmtpServer;

/**
 * Sends what Camel's smtp endpoint hands over to the server that the mail's own sender has in its MailSettings, so
 * that one route serves every sender. Recipients come from the envelope; what each got is reported to the mail. Safe to
 * share.
 */
public final class MailSettingsSender extends DefaultJavaMailSender {
    /** What an endpoint with this sender gives as its host: the real one is in MailSettings. */
    public static final String HOST = "mail-settings";

    private final Senders senders;
    private final SmtpTransport transport;

    public MailSettingsSender(Senders senders, SmtpTransport transport) {
        this.senders = senders;
        this.transport = transport;
    }

    /**
     * Makes one attempt and reports to the mail what it achieved.
     *
     * @throws MessagingException if the message or its sender is not for this way
     */
    @Override
    public void send(MimeMessage message) throws MessagingException {
        if (!(message instanceof FinishedMail mail)) {
            throw new MessagingException("mailSettingsSender sends the mail of an outbox route: found a "
                    + message.getClass().getSimpleName() + "; Camel's own sender takes it (no javaMailSender, and a host)");
        }
        if (!(senders.of(mail.sender()).delivery() instanceof Delivery.Smtp smtp)) {
            throw new MessagingException("the MailSettings of sender " + mail.sender() + " name no SMTP server");
        }
        try {
            Envelope envelope = mail.envelope();
            mail.report(report(transport.send(
                    server(mail.sender(), smtp),
                    new SmtpMail(envelope.from(), envelope.recipients(), mail.bytes(), mail.eightBitAnyway()))));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MessagingException("interrupted", e);
        }
    }

    /** The server that a sender's MailSettings name, as the client knows it. */
    public static SmtpServer server(String sender, Delivery.Smtp smtp) {
        Delivery.Credentials login = smtp.credentials();
        return new SmtpServer(
                sender, smtp.host(), smtp.port(), encryption(smtp),
                login == null ? null : new SmtpServer.Login(login.userName(), login.password()));
    }

    /** MailKit's five modes, of which one depends on the port. */
    private static SmtpServer.Encryption encryption(Delivery.Smtp smtp) {
        if (smtp.tlsAtConnect()) {
            return SmtpServer.Encryption.AT_CONNECT;
        }
        return switch (smtp.security()) {
            case NONE -> SmtpServer.Encryption.NONE;
            case START_TLS -> SmtpServer.Encryption.STARTTLS;
            default -> SmtpServer.Encryption.STARTTLS_IF_OFFERED;
        };
    }

    private static DeliveryReport report(Map<String, SmtpOutcome> outcomes) {
        Map<String, DeliveryOutcome> report = new LinkedHashMap<>();
        outcomes.forEach((recipient, outcome) -> report.put(recipient, outcome(outcome)));
        return new DeliveryReport(report);
    }

    private static DeliveryOutcome outcome(SmtpOutcome outcome) {
        return switch (outcome.kind()) {
            case TAKEN -> new DeliveryOutcome.Delivered(outcome.reply());
            case TRY_AGAIN -> new DeliveryOutcome.TryAgain(outcome.reply());
            case REFUSED -> new DeliveryOutcome.GiveUp(outcome.reply());
            case NOT_TRIED -> new DeliveryOutcome.NotTried(outcome.reply());
        };
    }

    @Override
    public @Nullable Session getSession() {
        return Session.getInstance(new Properties());
    }
}
