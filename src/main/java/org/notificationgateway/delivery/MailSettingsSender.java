// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.delivery;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.util.Properties;
import org.apache.camel.component.mail.DefaultJavaMailSender;
import org.jspecify.annotations.Nullable;
import org.notificationgateway.mail.FinishedMail;
import org.notificationgateway.settings.Delivery;
import org.notificationgateway.settings.MailSettings;
import org.notificationgateway.settings.Senders;

/**
 * Sends what Camel's smtp endpoint hands over to the server that the mail's own sender has in its MailSettings, so
 * that one route serves every sender. Recipients come from the envelope; outcomes go into the message. Safe to share.
 */
public final class MailSettingsSender extends DefaultJavaMailSender {
    private final Senders senders;
    private final SmtpPool pool;
    private final String ourName;

    /** @param ourName what we greet servers with; empty for the domain of each mail's sender */
    MailSettingsSender(Senders senders, SmtpPool pool, String ourName) {
        this.senders = senders;
        this.pool = pool;
        this.ourName = ourName;
    }

    /**
     * Makes one attempt and notes in the message what it achieved.
     *
     * @throws MessagingException if the message or its sender is not for this way
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
        finished.note(attempt(new SmtpServer(mail.sender(), server, ourName(mail)), mail));
    }

    private DeliveryReport attempt(SmtpServer server, FinishedMail mail) throws MessagingException {
        try {
            return pool.send(server, mail);
        } catch (ServerFaultException e) {
            return DeliveryReport.same(mail.envelope(), new DeliveryOutcome.NotTried(DeliveryFailures.oneLine(
                    String.valueOf(e.getMessage()))));
        } catch (IOException e) {
            return DeliveryReport.same(
                    mail.envelope(), new DeliveryOutcome.TryAgain(DeliveryFailures.reason(e)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MessagingException("interrupted", e);
        }
    }

    /** A name that is ours and tells neither host nor address of this machine. */
    private String ourName(FinishedMail mail) {
        String from = mail.envelope().from();
        return ourName.isEmpty() ? from.substring(from.lastIndexOf('@') + 1) : ourName;
    }

    @Override
    public @Nullable Session getSession() {
        return Session.getInstance(new Properties());
    }
}
