// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.mail;

import java.util.List;

/**
 * Says who a mail goes to, whatever its headers show (RFC 5321 2.3.1): a Bcc recipient stands here and nowhere else.
 *
 * @param from address of the sender, for MAIL FROM and X-Sender
 * @param recipients addresses for RCPT TO and X-Receiver, at least one
 */
public record Envelope(String from, List<String> recipients) {
    /** Refuses an envelope without recipients. */
    public Envelope {
        recipients = List.copyOf(recipients);
        if (recipients.isEmpty()) {
            throw new IllegalArgumentException("an envelope needs at least one recipient");
        }
    }
}
