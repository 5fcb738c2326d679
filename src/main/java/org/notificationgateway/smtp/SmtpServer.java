// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.smtp;

import org.jspecify.annotations.Nullable;

/**
 * A server as one of its users knows it: what a connection must have in common with the mail it is reused for.
 *
 * @param user who uses it; connections, pauses and tokens are each user's own
 * @param login null for a server that asks for none, or for a user who has a token
 */
public record SmtpServer(String user, String host, int port, Encryption encryption, @Nullable Login login) {
    /** When a connection is encrypted. */
    public enum Encryption {
        /** Never, whatever the server offers. */
        NONE,
        /** Before the first word (RFC 8314). */
        AT_CONNECT,
        /** By STARTTLS (RFC 3207), or there is no mail. */
        STARTTLS,
        /** By STARTTLS if the server offers it, else not. */
        STARTTLS_IF_OFFERED
    }

    /** User name and password; never printed. */
    public record Login(String userName, String password) {
        @Override
        public String toString() {
            return "Login[***]";
        }
    }
}
