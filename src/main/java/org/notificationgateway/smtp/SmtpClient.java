// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.smtp;

import java.net.InetAddress;
import java.time.Duration;
import java.util.Map;

/**
 * Sends finished mails to SMTP servers over connections that stay open, each step bounded in time. Safe to share; to be
 * closed at the end.
 */
public final class SmtpClient implements SmtpTransport, AutoCloseable {
    private static final Duration LOOK = Duration.ofMillis(200);

    private final Watchdog watchdog = new Watchdog(LOOK);
    private final SmtpPool pool;

    /**
     * @param tokens for users who log in with them
     * @param breaker keeps off servers that failed
     */
    public SmtpClient(SmtpSettings settings, AccessTokens tokens, CircuitBreaker breaker) {
        this(settings, tokens, breaker, InetAddress::getAllByName);
    }

    SmtpClient(SmtpSettings settings, AccessTokens tokens, CircuitBreaker breaker, SmtpConnector.Resolver resolver) {
        SmtpConnector connector = new SmtpConnector(
                settings, TrustedServers.sockets(settings.trust()),
                new SmtpLogin(tokens, settings.allowClear()), watchdog, resolver);
        pool = new SmtpPool(connector, breaker, new SmtpPool.Limits(
                settings.connections(), settings.mailsPerConnection(), settings.connectionAge(), settings.idle()));
        watchdog.each(pool::tidy);
    }

    @Override
    public Map<String, SmtpOutcome> send(SmtpServer server, SmtpMail mail) throws InterruptedException {
        return pool.send(server, mail);
    }

    /** Connections open at this moment. */
    public int open() {
        return pool.open();
    }

    @Override
    public void close() {
        pool.close();
        watchdog.close();
    }
}
