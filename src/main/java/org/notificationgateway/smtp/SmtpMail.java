// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.smtp;

import java.util.List;

/**
 * What goes over a connection for one mail (RFC 5321 2.3.1).
 *
 * @param from mailbox of the envelope's sender
 * @param recipients mailboxes of the envelope, without repeats
 * @param bytes RFC 5322 message with CRLF throughout; dots are stuffed on the way. Not to be changed
 * @param eightBitAnyway whether bytes beyond ASCII go to a server that does not offer to take them (RFC 6152)
 */
public record SmtpMail(String from, List<String> recipients, byte[] bytes, boolean eightBitAnyway) {
    public SmtpMail {
        recipients = List.copyOf(recipients);
    }

    /** The same mail for a part of them. */
    SmtpMail to(List<String> some) {
        return some.size() == recipients.size() ? this : new SmtpMail(from, some, bytes, eightBitAnyway);
    }
}
