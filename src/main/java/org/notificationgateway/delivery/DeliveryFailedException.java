// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.delivery;

import jakarta.mail.MessagingException;

/** Carries an attempt's report out of Camel's smtp endpoint, which can only return or throw. */
public final class DeliveryFailedException extends MessagingException {
    private final transient DeliveryReport report;

    DeliveryFailedException(DeliveryReport report, MessagingException cause) {
        super("not delivered to every recipient", cause);
        this.report = report;
    }

    public DeliveryReport report() {
        return report;
    }
}
