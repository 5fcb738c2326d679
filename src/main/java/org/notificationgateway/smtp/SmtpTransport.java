// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.smtp;

import java.util.Map;

/** The way to SMTP servers, so that a rehearsal can stand in for them. Safe to share. */
@FunctionalInterface
public interface SmtpTransport {
    /**
     * One attempt at one mail. Never throws for what a server does.
     *
     * @return one outcome for each recipient
     * @throws InterruptedException if nothing was tried
     */
    Map<String, SmtpOutcome> send(SmtpServer server, SmtpMail mail) throws InterruptedException;
}
