// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.smtp;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * Opens lines as their server is to be used: greeting, EHLO, TLS, login. Every failure is a fault of
 * the server or of its login, never of a mail. Safe to share.
 */
final class SmtpConnector {
    private static final Pattern NAME =
            Pattern.compile("(?i)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?");
    private static final Pattern LOCAL = Pattern.compile("(?i)(^|\\.)(localhost|localdomain|local|internal|lan|home)$");

    private final SmtpSettings settings;
    private final Function<@Nullable KeyManager, SSLSocketFactory> tls;
    private final SmtpLogin login;
    private final Watchdog watchdog;
    private final Resolver resolver;
    private final String host = ownName();

    /** The addresses of a host. */
    @FunctionalInterface
    interface Resolver {
        InetAddress[] resolve(String host) throws UnknownHostException;
    }

    SmtpConnector(
            SmtpSettings settings, Function<@Nullable KeyManager, SSLSocketFactory> tls, SmtpLogin login, Watchdog watchdog, Resolver resolver) {
        this.settings = settings;
        this.tls = tls;
        this.login = login;
        this.watchdog = watchdog;
        this.resolver = resolver;
    }

    /**
     * A line that is ready for the first mail, to the first of the host's addresses that wants to talk.
     *
     * @throws ServerFaultException saying at which step it failed
     */
    SmtpConnection open(SmtpServer server) throws ServerFaultException {
        ServerFaultException first = null;
        for (InetAddress address : addresses(server)) {
            SmtpChannel line = null;
            boolean ready = false;
            boolean greeted = false;
            try {
                line = watchdog.guard(connect(server, address));
                SmtpExtensions extensions = greet(server, line);
                greeted = true;
                login.logIn(server, line, extensions, settings.timeouts());
                line.rest();
                ready = true;
                return new SmtpConnection(
                        line, server, extensions, settings.timeouts(), settings.replies());
            } catch (IOException e) {
                ServerFaultException fault = explained(server, e);
                if (greeted) {
                    throw fault; // a wrong password is as wrong at the next address
                }
                first = first == null ? fault : first;
            } finally {
                if (!ready && line != null) {
                    watchdog.forget(line);
                    line.close();
                }
            }
        }
        throw first == null ? fault(server, "has no address", null) : first;
    }

    /**
     * The way to a server up to and with the login, and not a word further.
     *
     * @param tell called after each step that went well
     * @throws ServerFaultException saying at which step it failed
     */
    void probe(SmtpServer server, Consumer<String> tell) throws ServerFaultException {
        InetAddress[] addresses = addresses(server);
        tell.accept("name " + server.host() + ": "
                + Arrays.stream(addresses).map(InetAddress::getHostAddress).collect(Collectors.joining(", ")));
        SmtpConnection connection = open(server);
        try {
            tell.accept("port " + server.port() + ": answers");
            tell.accept("encryption: " + connection.line().encryption());
            tell.accept("EHLO: " + connection.offers());
            tell.accept(login.isNeeded(server) ? "login: taken" : "login: none is configured");
        } finally {
            close(connection);
        }
    }

    private InetAddress[] addresses(SmtpServer server) throws ServerFaultException {
        try {
            return resolver.resolve(server.host());
        } catch (UnknownHostException e) {
            throw fault(server, "cannot be reached: " + Failures.reason(e), e);
        }
    }

    private SmtpChannel connect(SmtpServer server, InetAddress address) throws IOException {
        SmtpTimeouts timeouts = settings.timeouts();
        try {
            return SmtpChannel.connect(address, server.port(), timeouts.connect(), timeouts.total());
        } catch (IOException e) {
            throw fault(server, "cannot be reached: " + Failures.reason(e), e);
        }
    }

    private static ServerFaultException explained(SmtpServer server, IOException failure) {
        if (failure instanceof ServerFaultException known) {
            return known;
        }
        String reason = CertificateFault.in(failure).map(Throwable::getMessage).orElseGet(() -> Failures.reason(failure));
        if (failure instanceof SSLException) {
            boolean unknown = reason.contains("CertPathBuilder") || reason.contains("unable to find valid certification path");
            return fault(server, "TLS failed: " + reason + (unknown
                    ? ". Nobody whom this machine trusts has signed its certificate: if it is the right server, name the"
                            + " certificate of its authority in delivery.smtp.trust"
                    : ""), failure);
        }
        return fault(server, reason, failure);
    }

    /** Ends a line. */
    void close(SmtpConnection connection) {
        connection.close();
        watchdog.forget(connection.line());
    }

    private SmtpExtensions greet(SmtpServer server, SmtpChannel line) throws IOException {
        SmtpTimeouts timeouts = settings.timeouts();
        if (server.encryption() == SmtpServer.Encryption.AT_CONNECT) {
            line.encrypt(tls.apply(server.identity()), server.host(), timeouts.greeting());
        }
        SmtpReply greeting = line.reply("the connection", timeouts.greeting());
        if (!greeting.isPositive()) {
            ServerFaultException fault = fault(server, "does not want to talk: " + greeting, null);
            throw greeting.isPermanent() ? fault : ServerFaultException.crowded(String.valueOf(fault.getMessage()));
        }
        SmtpExtensions offers = hello(server, line);
        SmtpServer.Encryption mode = server.encryption();
        if (line.isEncrypted() || mode == SmtpServer.Encryption.NONE) {
            return offers;
        }
        if (offers.has("STARTTLS")) {
            line.write("STARTTLS\r\n", timeouts.write());
            SmtpReply reply = line.reply("STARTTLS", timeouts.command());
            if (reply.isPositive()) {
                line.encrypt(tls.apply(server.identity()), server.host(), timeouts.greeting());
                return hello(server, line); // RFC 3207 4.2: what was offered in clear text counts for nothing
            }
            throw fault(server, "offers STARTTLS and refuses it: " + reply, null);
        }
        if (mode == SmtpServer.Encryption.STARTTLS) {
            throw fault(server, "offers no STARTTLS, but SecureSocketOption is StartTls", null);
        }
        return offers;
    }

    private SmtpExtensions hello(SmtpServer server, SmtpChannel line) throws IOException {
        SmtpReply reply = ask("EHLO", line);
        if (reply.isPositive()) {
            return SmtpExtensions.of(reply.lines());
        }
        if (!reply.isPermanent()) {
            throw ServerFaultException.crowded(String.valueOf(fault(server, "answers EHLO with " + reply, null).getMessage()));
        }
        SmtpReply old = ask("HELO", line); // RFC 5321 3.2: a server of before 1995
        if (!old.isPositive()) {
            throw fault(server, "answers HELO with " + old + " (delivery.smtp.ehlo-name)", null);
        }
        return SmtpExtensions.NONE;
    }

    private SmtpReply ask(String command, SmtpChannel line) throws IOException {
        SmtpTimeouts timeouts = settings.timeouts();
        String name = settings.ourName().isEmpty() ? host : settings.ourName();
        line.write(command + " " + (name.isEmpty() ? line.ourLiteral() : name) + "\r\n", timeouts.write());
        SmtpReply reply = line.reply(command, timeouts.command());
        return reply.code() == 220 ? line.reply(command, timeouts.command()) : reply; // a server that greets twice
    }

    /** This machine's name if it is one that servers can look up (RFC 5321 4.1.4), or nothing. */
    private static String ownName() {
        try {
            String name = InetAddress.getLocalHost().getHostName();
            return NAME.matcher(name).matches() && !LOCAL.matcher(name).find() ? name : "";
        } catch (UnknownHostException e) {
            return "";
        }
    }

    private static ServerFaultException fault(SmtpServer server, String what, @Nullable IOException cause) {
        return new ServerFaultException("SMTP server " + server.host() + ":" + server.port() + " " + what, cause);
    }
}
