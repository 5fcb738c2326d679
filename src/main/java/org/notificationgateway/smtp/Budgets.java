// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.smtp;

/** Gives each destination its budget, whoever sends there. Safe to share. */
@FunctionalInterface
public interface Budgets {
    /** No destination has one. */
    Budgets NONE = server -> Budget.UNLIMITED;

    /** The budget of a server's destination, the same for all who share it. */
    Budget of(SmtpServer server);
}
