// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.intake;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What holds for the finished mails of one folder, as its operator set it.
 *
 * @param name of the folder in settings and logs
 * @param sender whose MailSettings decide the delivery
 * @param sensitive null for what holds for the sender
 * @param expiresAfter how long after it was written a mail is worth something; null for always
 * @param envelope sender of the envelope
 * @param doubledDots whether dots at the start of a line are doubled in its files
 * @param eightBitAnyway whether bytes beyond ASCII go to a server that does not offer to take them
 */
public record EmlFolder(
        String name,
        String sender,
        @Nullable Boolean sensitive,
        @Nullable Duration expiresAfter,
        From from,
        EnvelopeFrom envelope,
        boolean doubledDots,
        boolean eightBitAnyway) {

    /** What becomes of the From header. */
    public enum From {
        /** Kept, and refused if it is of another domain than FromAddress. */
        SAME_DOMAIN,
        /** Kept, whatever it is. */
        KEEP,
        /** Replaced by FromAddress, with the name that it has. */
        REWRITE
    }

    /** Where the sender of the envelope comes from. */
    public enum EnvelopeFrom {
        FROM_ADDRESS,
        FILE
    }
}
