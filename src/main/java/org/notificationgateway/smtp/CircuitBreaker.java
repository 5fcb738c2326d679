// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.smtp;

/** Keeps off a server that has failed a moment ago (the Circuit Breaker pattern). Safe to share. */
public interface CircuitBreaker {
    /** @throws ServerFaultException while a user's server is not to be asked */
    void check(String user) throws ServerFaultException;

    /** Opens: a user's server could not be used. */
    void failed(String user, ServerFaultException fault);

    /** Closes: a user's server has dealt with a mail. */
    void succeeded(String user);
}
