// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.smtp;

import java.net.InetAddress;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Sends finished mails to SMTP servers over connections that stay open, each step bounded in time. Safe to share; to be
 * closed at the end.
 */
public final class SmtpClient implements SmtpTransport, AutoCloseable {
    private static final Duration LOOK = Duration.ofMillis(200);

    private final Watchdog watchdog = new Watchdog(LOOK);
    private final ServerCertificates certificates = new ServerCertificates();
    private final SmtpConnector connector;
    private final SmtpPool pool;

    /**
     * @param tokens for users who log in with them
     * @param breaker keeps off servers that failed
     * @param budgets of the destinations
     */
    public SmtpClient(SmtpSettings settings, AccessTokens tokens, CircuitBreaker breaker, Budgets budgets) {
        this(settings, tokens, breaker, budgets, InetAddress::getAllByName, System::nanoTime);
    }

    SmtpClient(
            SmtpSettings settings, AccessTokens tokens, CircuitBreaker breaker, Budgets budgets, SmtpConnector.Resolver resolver,
            LongSupplier nanos) {
        connector = new SmtpConnector(
                settings, TrustedServers.sockets(settings.trust(), certificates),
                new SmtpLogin(tokens, settings.allowClear()), watchdog, resolver);
        pool = new SmtpPool(connector, breaker, new SmtpPool.Limits(
                settings.connections(), settings.mailsPerConnection(), settings.connectionAge(), settings.idle()), budgets, nanos);
        watchdog.each(pool::tidy);
    }

    @Override
    public Map<String, SmtpOutcome> send(SmtpServer server, SmtpMail mail) throws InterruptedException {
        return pool.send(server, mail);
    }

    /**
     * Goes up to and with the login, and sends nothing.
     *
     * @param tell called in words after each step that went well
     * @throws ServerFaultException saying at which step it failed, and what to do
     */
    public void probe(SmtpServer server, Consumer<String> tell) throws ServerFaultException {
        connector.probe(server, tell);
    }

    /** Connections open at this moment. */
    public int open() {
        return pool.open();
    }

    /** What servers have shown so far. */
    public ServerCertificates certificates() {
        return certificates;
    }

    @Override
    public void close() {
        pool.close();
        watchdog.close();
    }
}
