// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox;

import jakarta.jms.JMSException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Keeps the bytes of large mails out of the embedded broker (the Claim Check pattern): its own files for large messages end
 * early on a full disk without a word. Safe to share.
 *
 * @param files where the bytes go
 */
public record ClaimCheck(MailFiles files) {
    /** The mails with the bytes of the large ones on disk: an entry never names a file that is not there whole. */
    public List<OutboxEntry> in(Collection<OutboxEntry> mails) throws JMSException {
        List<OutboxEntry> entries = new ArrayList<>(mails.size());
        boolean isAnyFiled = false;
        try {
            for (OutboxEntry mail : mails) {
                boolean isLarge = mail.mail().length > MailFiles.MOST_IN_ENTRY;
                entries.add(isLarge ? mail.in(files.write(mail.token(), mail.mail())) : mail);
                isAnyFiled |= isLarge;
            }
            if (isAnyFiled) {
                files.force();
            }
        } catch (IOException e) {
            JMSException failure = new JMSException(e.getMessage());
            failure.initCause(e);
            throw failure;
        }
        return entries;
    }
}
