// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.delivery;

import java.time.Duration;
import java.util.function.Function;
import javax.net.ssl.KeyManager;
import org.jspecify.annotations.Nullable;
import org.notificationgateway.settings.Delivery;
import org.notificationgateway.settings.Senders;
import org.notificationgateway.smtp.Destination;
import org.notificationgateway.smtp.Profile;
import org.notificationgateway.smtp.SmtpServer;

/**
 * The SMTP server of each sender: what its MailSettings say, and what settings of our own say beside them. Safe to share.
 */
public final class SmtpServers {
    /** Behind the name of a sender: its pauses at the other server are not those at its own. */
    static final String FALLBACK = ":fallback";

    private final Senders senders;
    private final Function<String, Beside> beside;

    /**
     * What MailSettings do not say of a sender's server.
     *
     * @param account whom a token is for; empty for the user name
     * @param profile what the destination allows
     * @param identity the certificate we show, null for none
     * @param fallback where mail goes instead while the server cannot be used, null for nowhere
     */
    public record Beside(String account, Profile profile, @Nullable KeyManager identity, @Nullable Fallback fallback) {
        /** Of a sender for which nothing is set. */
        public static final Beside NOTHING = new Beside("", Profile.NONE, null, null);
    }

    /** @param after how long the sender must have been paused */
    public record Fallback(Delivery.Smtp server, Duration after) {}

    /** @param beside by the name of the sender */
    public SmtpServers(Senders senders, Function<String, Beside> beside) {
        this.senders = senders;
        this.beside = beside;
    }

    /** As MailSettings alone have them. */
    public static SmtpServers plain(Senders senders) {
        return new SmtpServers(senders, sender -> Beside.NOTHING);
    }

    /** The server of a sender, null if its mail goes into a pickup directory, or nobody knows the sender any more. */
    public @Nullable SmtpServer of(String sender) {
        return senders.has(sender) && senders.of(sender).delivery() instanceof Delivery.Smtp smtp
                ? server(sender, smtp, beside.apply(sender)) : null;
    }

    /** Where a sender's mail goes over SMTP; null if it does not. */
    public @Nullable Destination destination(String sender) {
        SmtpServer server = of(sender);
        return server == null ? null : server.destination();
    }

    /** What is set for a sender instead of its server; null if nothing is. */
    public @Nullable Fallback fallback(String sender) {
        return beside.apply(sender).fallback();
    }

    /** The server that a sender falls back to. */
    SmtpServer server(String sender, Fallback fallback) {
        return server(sender + FALLBACK, fallback.server(), Beside.NOTHING);
    }

    private static SmtpServer server(String user, Delivery.Smtp smtp, Beside beside) {
        Delivery.Credentials login = smtp.credentials();
        String account = beside.account().isEmpty() && login != null ? login.userName() : beside.account();
        return new SmtpServer(user, smtp.host(), smtp.port(), encryption(smtp),
                login == null ? null : new SmtpServer.Login(login.userName(), login.password()),
                account, beside.profile(), beside.identity());
    }

    /** MailKit's five modes, of which one depends on the port. */
    private static SmtpServer.Encryption encryption(Delivery.Smtp smtp) {
        if (smtp.tlsAtConnect()) {
            return SmtpServer.Encryption.AT_CONNECT;
        }
        return switch (smtp.security()) {
            case NONE -> SmtpServer.Encryption.NONE;
            case START_TLS -> SmtpServer.Encryption.STARTTLS;
            default -> SmtpServer.Encryption.STARTTLS_IF_OFFERED;
        };
    }
}
