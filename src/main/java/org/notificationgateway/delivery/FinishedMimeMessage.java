// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.delivery;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.notificationgateway.mail.FinishedMail;

/**
 * Carries a finished mail through Camel's smtp endpoint, which passes a MimeMessage on as it is. Its bytes go out
 * unchanged and its envelope is the mail's own, whatever the headers show.
 */
public final class FinishedMimeMessage extends MimeMessage {
    private static final Session NO_SESSION = Session.getInstance(new Properties());

    private final FinishedMail mail;
    private @Nullable DeliveryReport report;

    private FinishedMimeMessage(FinishedMail mail) {
        super(NO_SESSION);
        this.mail = mail;
    }

    /** Wraps a finished mail for the smtp endpoint. */
    public static FinishedMimeMessage of(FinishedMail mail) {
        return new FinishedMimeMessage(mail);
    }

    /** The mail it carries. */
    FinishedMail mail() {
        return mail;
    }

    void note(DeliveryReport outcome) {
        report = outcome;
    }

    /**
     * What the attempt achieved, since a sender of Camel's smtp endpoint can only return or throw.
     *
     * @throws IllegalStateException before an attempt
     */
    public static DeliveryReport reportOf(FinishedMimeMessage message) {
        DeliveryReport known = message.report;
        if (known == null) {
            throw new IllegalStateException("nobody has tried to send this mail");
        }
        return known;
    }

    @Override
    public String getMessageID() {
        return mail.messageId();
    }

    @Override
    public int getSize() {
        return mail.bytes().length;
    }

    @Override
    public void writeTo(OutputStream out, String @Nullable [] ignoreList) throws IOException {
        out.write(mail.bytes());
    }

    @Override
    public void saveChanges() throws MessagingException {
        // Finished: a sender that "saves" first must not change a byte.
    }
}
