// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox;

import org.jspecify.annotations.Nullable;
import org.notificationgateway.delivery.DeliveryReport;
import org.notificationgateway.mail.FinishedMail;

/**
 * Who may be served in the coming attempt.
 *
 * @param mail the mail for those admitted, null when nobody is
 * @param held an outcome for each who waits and must not get it any more
 */
public record Admission(@Nullable FinishedMail mail, DeliveryReport held) {
    /** True when there is nobody to deliver to. */
    public boolean isEmpty() {
        return mail == null;
    }
}
