// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.smtp;

import java.io.IOException;

/** Gives a valid OAuth access token for a sender whenever a line is opened, so that nobody keeps an old one. */
public interface AccessTokens {
    /** No sender has one. */
    AccessTokens NONE = new AccessTokens() {
        @Override
        public boolean isConfigured(String sender) {
            return false;
        }

        @Override
        public Token of(String sender) {
            throw new IllegalStateException("no tokens are configured");
        }

        @Override
        public void forget(String sender) {}
    };

    /** True for a sender that logs in with tokens. */
    boolean isConfigured(String sender);

    /**
     * A token that is still valid, fetched if need be.
     *
     * @throws ServerFaultException if none can be had
     */
    Token of(String sender) throws IOException;

    /** Drops a token that a server refused. */
    void forget(String sender);

    /** What is wrong with a token that a server refused, as far as it shows that itself; a sentence, or nothing. */
    default String diagnosis(Token token) {
        return "";
    }

    /** A token and the mailbox it is for; never printed. */
    record Token(String user, String value) {
        @Override
        public String toString() {
            return "Token[***]";
        }
    }
}
