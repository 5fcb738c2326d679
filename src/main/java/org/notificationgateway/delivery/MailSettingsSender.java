// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.delivery;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.util.Properties;
import org.apache.camel.component.mail.DefaultJavaMailSender;
import org.jspecify.annotations.Nullable;
import org.notificationgateway.settings.Delivery;
import org.notificationgateway.settings.Senders;

/**
 * Sends what Camel's smtp endpoint hands over to the server that the mail's own sender has in its MailSettings, so
 * that one route serves every sender. Recipients come from the envelope; what each got is reported to the mail. Safe to
 * share.
 */
public final class MailSettingsSender extends DefaultJavaMailSender {
    /** What an endpoint with this sender gives as its host: the real one is in MailSettings. */
    public static final String HOST = "mail-settings";

    private final Senders senders;
    private final SmtpPool pool;

    MailSettingsSender(Senders senders, SmtpPool pool) {
        this.senders = senders;
        this.pool = pool;
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
        if (!(senders.of(mail.sender()).delivery() instanceof Delivery.Smtp server)) {
            throw new MessagingException("the MailSettings of sender " + mail.sender() + " name no SMTP server");
        }
        try {
            mail.report(pool.send(new SmtpServer(mail.sender(), server), mail));
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
