// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.smtp;

import java.util.Locale;
import java.util.Objects;
import javax.net.ssl.KeyManager;
import org.jspecify.annotations.Nullable;

/**
 * A server as one of its users knows it.
 *
 * @param user who uses it; pauses after faults, and tokens, are each user's own
 * @param login null for a server that asks for none, or for a user who has a token
 * @param account whom the server knows us as; empty for nobody
 * @param profile what it allows
 * @param identity the certificate we show to it (RFC 8446 4.4.2), null for none
 */
public record SmtpServer(
        String user, String host, int port, Encryption encryption, @Nullable Login login, String account, Profile profile,
        @Nullable KeyManager identity) {
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

    /** A server of which nothing more is known. */
    public SmtpServer(String user, String host, int port, Encryption encryption, @Nullable Login login) {
        this(user, host, port, encryption, login, login == null ? "" : login.userName(), Profile.NONE, null);
    }

    /** What it shares with all others that send there. */
    public Destination destination() {
        return new Destination(host.toLowerCase(Locale.ROOT), port, account);
    }

    /** True if a connection made for one serves the other as well. */
    boolean isAlike(SmtpServer other) {
        return destination().equals(other.destination()) && encryption == other.encryption
                && Objects.equals(login, other.login) && identity == other.identity && profile.equals(other.profile)
                && (login != null || account.isEmpty() || user.equals(other.user));
    }
}
