// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.delivery;

import java.io.IOException;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;
import org.notificationgateway.settings.Delivery;
import org.notificationgateway.settings.SecureSocketOption;

/**
 * Opens lines as MailSettings say: greeting, EHLO, MailKit's five TLS modes exactly, login. Every failure is a fault of
 * the server or of the settings, never of a mail. Safe to share.
 */
final class SmtpConnector {
    private final SmtpTimeouts timeouts;
    private final Supplier<SSLSocketFactory> tls;
    private final SmtpLogin login;
    private final Watchdog watchdog;

    SmtpConnector(SmtpTimeouts timeouts, Supplier<SSLSocketFactory> tls, SmtpLogin login, Watchdog watchdog) {
        this.timeouts = timeouts;
        this.tls = tls;
        this.login = login;
        this.watchdog = watchdog;
    }

    /**
     * A line that is ready for the first mail.
     *
     * @throws ServerFaultException saying at which step it failed
     */
    SmtpConnection open(SmtpServer server) throws ServerFaultException {
        Delivery.Smtp settings = server.settings();
        SmtpLine line;
        try {
            line = watchdog.guard(
                    SmtpLine.connect(settings.host(), settings.port(), timeouts.connect(), timeouts.total()));
        } catch (IOException e) {
            throw fault(settings, "cannot be reached: " + DeliveryFailures.reason(e), e);
        }
        boolean ready = false;
        try {
            SmtpExtensions extensions = greet(server, line);
            login.logIn(server, line, extensions, timeouts);
            line.rest();
            ready = true;
            return new SmtpConnection(line, extensions, timeouts);
        } catch (IOException e) {
            throw e instanceof ServerFaultException known
                    ? known
                    : fault(settings, (e instanceof SSLException ? "TLS failed: " : "") + DeliveryFailures.reason(e), e);
        } finally {
            if (!ready) {
                watchdog.forget(line);
                line.close();
            }
        }
    }

    /** Ends a line. */
    void close(SmtpConnection connection) {
        connection.close();
        watchdog.forget(connection.line());
    }

    private SmtpExtensions greet(SmtpServer server, SmtpLine line) throws IOException {
        Delivery.Smtp settings = server.settings();
        if (settings.tlsAtConnect()) {
            line.encrypt(tls.get(), settings.host(), timeouts.greeting());
        }
        SmtpReply greeting = line.reply("the connection", timeouts.greeting());
        if (!greeting.isPositive()) {
            throw fault(settings, "does not want to talk: " + greeting, null);
        }
        SmtpExtensions offers = hello(server, line);
        SecureSocketOption mode = settings.security();
        if (line.isEncrypted() || mode == SecureSocketOption.NONE) {
            return offers;
        }
        if (offers.has("STARTTLS")) {
            line.write("STARTTLS\r\n", timeouts.write());
            SmtpReply reply = line.reply("STARTTLS", timeouts.command());
            if (reply.isPositive()) {
                line.encrypt(tls.get(), settings.host(), timeouts.greeting());
                return hello(server, line); // RFC 3207 4.2: what was offered in clear text counts for nothing
            }
            throw fault(settings, "offers STARTTLS and refuses it: " + reply, null);
        }
        if (mode == SecureSocketOption.START_TLS) {
            throw fault(settings, "offers no STARTTLS, but SecureSocketOption is StartTls", null);
        }
        return offers;
    }

    private SmtpExtensions hello(SmtpServer server, SmtpLine line) throws IOException {
        line.write("EHLO " + server.ourName() + "\r\n", timeouts.write());
        SmtpReply reply = line.reply("EHLO", timeouts.command());
        if (reply.isPositive()) {
            return SmtpExtensions.of(reply.lines());
        }
        if (!reply.isPermanent()) {
            throw fault(server.settings(), "answers EHLO with " + reply, null);
        }
        line.write("HELO " + server.ourName() + "\r\n", timeouts.write()); // RFC 5321 3.2: a server of before 1995
        SmtpReply old = line.reply("HELO", timeouts.command());
        if (!old.isPositive()) {
            throw fault(server.settings(), "answers HELO with " + old, null);
        }
        return SmtpExtensions.NONE;
    }

    private static ServerFaultException fault(Delivery.Smtp settings, String what, @Nullable IOException cause) {
        return new ServerFaultException("SMTP server " + settings.host() + ":" + settings.port() + " " + what, cause);
    }
}
