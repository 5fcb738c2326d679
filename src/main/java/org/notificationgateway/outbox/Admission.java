// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox;

import org.jspecify.annotations.Nullable;
import org.notificationgateway.delivery.DeliveryReport;
import org.notificationgateway.mail.FinishedMail;

/**
 * Who may be served in the coming attempt.
 *
 * @param way where the mail goes now
 * @param mail the mail for those admitted, null when nobody is
 * @param held an outcome for each who waits and must not get it any more
 */
public record Admission(Way way, @Nullable FinishedMail mail, DeliveryReport held) {
    /** The closed set of ways on, as the outbox routes name them. */
    public enum Way { SMTP, PICKUP, NOBODY, EXPIRED }

    /** The name of its way; asked by the outbox routes, as {@link #mailOf} is. */
    public static String wayOf(Admission admission) {
        return admission.way.name();
    }

    /** The mail for those admitted, null when nobody is. */
    public static @Nullable FinishedMail mailOf(Admission admission) {
        return admission.mail;
    }

    /** True when there is nobody to deliver to. */
    public boolean isEmpty() {
        return mail == null;
    }
}
