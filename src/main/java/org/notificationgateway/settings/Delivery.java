// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.settings;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Where a sender's mail goes: the closed set that the outbox route's choice shows. */
public sealed interface Delivery {

    /** The word the route asks for. */
    String method();

    /** One line for people. */
    default String describe() {
        return describe("");
    }

    /**
     * The same of a sender with a login of its own.
     *
     * @param login how the sender logs in to a server; empty for as its settings say
     */
    String describe(String login);

    /**
     * Over SMTP to a server.
     *
     * @param port 1 to 65535, already derived from the option when none was set
     * @param credentials null for a server that asks for none
     */
    record Smtp(String host, int port, SecureSocketOption security, @Nullable Credentials credentials)
            implements Delivery {
        @Override
        public String method() {
            return "SMTP";
        }

        @Override
        public String describe(String login) {
            String password = credentials == null ? "" : "logs in with user name and password";
            String how = login.isEmpty() ? password : login;
            return "SMTP server %s, port %d, %s%s".formatted(host, port, tls(), how.isEmpty() ? "" : ", " + how);
        }

        /** True when the line is encrypted before the first word. */
        public boolean tlsAtConnect() {
            return security == SecureSocketOption.SSL_ON_CONNECT
                    || security == SecureSocketOption.AUTO && port == SecureSocketOption.SSL_ON_CONNECT.defaultPort();
        }

        /** True when the line may stay in clear text. */
        public boolean mayBeClear() {
            return !tlsAtConnect() && security != SecureSocketOption.START_TLS;
        }

        private String tls() {
            if (tlsAtConnect()) {
                return "TLS at connect";
            }
            return switch (security) {
                case NONE -> "no TLS: clear text";
                case START_TLS -> "STARTTLS or no mail";
                default -> "STARTTLS if offered, else clear text";
            };
        }
    }

    /** As a file in the pickup directory of a local SMTP server; absolute, unless it is a path of another system. */
    record Pickup(Path directory) implements Delivery {
        @Override
        public String method() {
            return "PICKUP";
        }

        @Override
        public String describe(String login) {
            return "pickup directory " + directory;
        }
    }

    /** What an SMTP server knows us by; never printed. */
    record Credentials(String userName, String password) {
        @Override
        public String toString() {
            return "Credentials[***]";
        }
    }
}
