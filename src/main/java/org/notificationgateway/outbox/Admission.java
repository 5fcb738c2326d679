// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox;

import org.jspecify.annotations.Nullable;
import org.notificationgateway.delivery.DeliveryReport;
import org.notificationgateway.delivery.FinishedMail;

/**
 * Who may be served in the coming attempt.
 *
 * @param way where the mail goes now
 * @param mail the mail for those admitted, null when nobody is
 * @param held an outcome for each who waits and must not get it any more
 */
public record Admission(Way way, @Nullable FinishedMail mail, DeliveryReport held) {
    /** The closed set of ways on. */
    public enum Way { SMTP, PICKUP, NOBODY, EXPIRED, CANCELLED }

    /** True when there is nobody to deliver to. */
    public boolean isEmpty() {
        return mail == null;
    }
}
