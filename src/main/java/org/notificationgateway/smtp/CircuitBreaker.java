// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.smtp;

import org.jspecify.annotations.Nullable;

/** Keeps off a server that has failed a moment ago (the Circuit Breaker pattern). Safe to share. */
public interface CircuitBreaker {
    /** @throws ServerFaultException while a server is not to be asked */
    void check(SmtpServer server) throws ServerFaultException;

    /** Opens for one user: the server could not be used. */
    void failed(SmtpServer server, ServerFaultException fault);

    /**
     * Opens for everybody at the destination: the account may send no more for a while.
     *
     * @param pause until it is tried again; null for as long as after a fault
     * @param reason the server's reply, and what it means
     */
    void exhausted(SmtpServer server, Replies.@Nullable Pause pause, String reason);

    /** Closes: a user's server has dealt with a mail. */
    void succeeded(SmtpServer server);
}
