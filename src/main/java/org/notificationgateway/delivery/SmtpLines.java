// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.delivery;

import java.net.InetAddress;
import java.time.Duration;
import org.notificationgateway.settings.Senders;

/** All lines to SMTP servers and what looks after them, put together once and closed at the end. */
public final class SmtpLines implements AutoCloseable {
    private static final Duration LOOK = Duration.ofMillis(200);

    private final Watchdog watchdog = new Watchdog(LOOK);
    private final SmtpPool pool;
    private final MailSettingsSender sender;

    /** @throws IllegalArgumentException if the certificates to trust cannot be read */
    public SmtpLines(Senders senders, SmtpSettings settings, AccessTokens tokens, SenderGate gate) {
        this(senders, settings, tokens, gate, InetAddress::getAllByName);
    }

    SmtpLines(
            Senders senders, SmtpSettings settings, AccessTokens tokens, SenderGate gate,
            SmtpConnector.Resolver resolver) {
        SmtpConnector connector = new SmtpConnector(
                settings, TrustedServers.sockets(settings.trust()),
                new SmtpLogin(tokens, settings.allowClear()), watchdog, resolver);
        pool = new SmtpPool(connector, gate, new SmtpPool.Limits(
                settings.connections(), settings.mailsPerConnection(), settings.connectionAge(), settings.idle()));
        watchdog.each(pool::tidy);
        sender = new MailSettingsSender(senders, pool);
    }

    /** For Camel's smtp endpoint. */
    public MailSettingsSender sender() {
        return sender;
    }

    /** Open at this moment. */
    public int open() {
        return pool.open();
    }

    @Override
    public void close() {
        pool.close();
        watchdog.close();
    }
}
