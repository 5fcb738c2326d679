// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.delivery;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
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

    MailSettingsSender(Senders senders, SmtpPool pool) {
        this.senders = senders;
        this.pool = pool;
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
        try {
            finished.note(pool.send(new SmtpServer(mail.sender(), server), mail));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MessagingException("interrupted", e);
        }
    }

    @Override
    public @Nullable Session getSession() {
        return Session.getInstance(new Properties());
    }
}
