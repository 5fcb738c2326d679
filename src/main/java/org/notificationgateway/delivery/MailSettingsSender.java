// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.delivery;

import jakarta.mail.Address;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.URLName;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.apache.camel.component.mail.DefaultJavaMailSender;
import org.eclipse.angus.mail.smtp.SMTPTransport;
import org.jspecify.annotations.Nullable;
import org.notificationgateway.mail.FinishedMail;
import org.notificationgateway.settings.Delivery;
import org.notificationgateway.settings.MailSettings;
import org.notificationgateway.settings.SecureSocketOption;
import org.notificationgateway.settings.Senders;

/**
 * Sends what Camel's smtp endpoint hands over to the server that the mail's own sender has in its MailSettings, so
 * that one route serves every sender. Recipients come from the envelope. Safe to share between threads.
 */
public final class MailSettingsSender extends DefaultJavaMailSender {
    private final Senders senders;
    private final SmtpTimeouts timeouts;

    public MailSettingsSender(Senders senders, SmtpTimeouts timeouts) {
        this.senders = senders;
        this.timeouts = timeouts;
    }

    /**
     * Returns when every recipient of the envelope was accepted.
     *
     * @throws DeliveryFailedException with an outcome for each recipient otherwise
     */
    @Override
    public void send(MimeMessage message) throws MessagingException {
        if (!(message instanceof FinishedMimeMessage finished)) {
            throw new MessagingException("only a finished mail can be sent: expected the body that"
                    + " FinishedMimeMessage.of gives, found " + message.getClass().getSimpleName());
        }
        FinishedMail mail = finished.mail();
        MailSettings settings = senders.of(mail.sender());
        if (!(settings.delivery() instanceof Delivery.Smtp server)) {
            throw new MessagingException("sender " + mail.sender() + " does not deliver over SMTP");
        }
        try {
            SMTPTransport transport = connect(server);
            try {
                if (server.credentials() != null && transport.getExtensionParameter("AUTH") == null) {
                    // Angus would send without logging in.
                    throw new MessagingException("the server offers no AUTH, but MailSettings have a UserName");
                }
                transport.sendMessage(finished, addresses(mail));
            } finally {
                leave(transport);
            }
        } catch (MessagingException e) {
            throw new DeliveryFailedException(SmtpReplies.report(e, mail.envelope()), e);
        }
    }

    /** Says goodbye. A mail's outcome is known by now; a failure here would have it sent once more. */
    private static void leave(SMTPTransport transport) {
        try {
            transport.close();
        } catch (MessagingException e) {
            // the connection is gone either way
        }
    }

    private SMTPTransport connect(Delivery.Smtp server) throws MessagingException {
        Delivery.Credentials credentials = server.credentials();
        Session session = Session.getInstance(properties(server));
        SMTPTransport transport = new SMTPTransport(session, new URLName("smtp", server.host(), -1, null, null, null));
        transport.connect(
                server.host(),
                server.port(),
                credentials == null ? null : credentials.userName(),
                credentials == null ? null : credentials.password());
        return transport;
    }

    /** MailKit's modes in Angus Mail's properties; a mode that asks for TLS never falls back to clear text. */
    private Properties properties(Delivery.Smtp server) {
        SecureSocketOption mode = server.security();
        boolean tlsFirst = server.tlsAtConnect();
        boolean startTls = !tlsFirst && mode != SecureSocketOption.NONE;
        Properties properties = new Properties();
        properties.put("mail.smtp.ssl.enable", String.valueOf(tlsFirst));
        properties.put("mail.smtp.starttls.enable", String.valueOf(startTls));
        properties.put("mail.smtp.starttls.required", String.valueOf(mode == SecureSocketOption.START_TLS));
        properties.put("mail.smtp.auth", String.valueOf(server.credentials() != null));
        properties.put("mail.smtp.quitwait", "false"); // the mail is handed over: no wait for a farewell
        properties.put("mail.smtp.connectiontimeout", String.valueOf(timeouts.connect().toMillis()));
        properties.put("mail.smtp.timeout", String.valueOf(timeouts.read().toMillis()));
        properties.put("mail.smtp.writetimeout", String.valueOf(timeouts.write().toMillis()));
        return properties;
    }

    private static Address[] addresses(FinishedMail mail) throws AddressException {
        List<Address> addresses = new ArrayList<>();
        for (String recipient : mail.envelope().recipients()) {
            addresses.add(new InternetAddress(recipient, true));
        }
        return addresses.toArray(new Address[0]);
    }

    @Override
    public @Nullable Session getSession() {
        return Session.getInstance(new Properties());
    }
}
