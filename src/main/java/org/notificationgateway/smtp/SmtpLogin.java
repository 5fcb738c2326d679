// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.smtp;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.Base64;
import java.util.List;
import java.util.function.Predicate;

/**
 * Logs in to a server (RFC 4954), with a token where one is configured for the sender, else with user name and
 * password. Never sends a secret in clear text unless that is allowed or the server is this machine, and never goes on
 * without a login that settings ask for. Safe to share.
 */
final class SmtpLogin {
    private static final String PASSWORD_TRANSITION = "4.7.12"; // RFC 4954 6: not by waiting
    private static final int LONGEST_REPLY = 250;
    private static final int LONGEST_COMMAND = 510; // RFC 5321 4.5.3.1.4, without the line end

    private final AccessTokens tokens;
    private final boolean allowClear;
    private final Predicate<SmtpChannel> local;

    /** @param allowClear true: secrets may cross the network unencrypted */
    SmtpLogin(AccessTokens tokens, boolean allowClear) {
        this(tokens, allowClear, SmtpChannel::isLoopback);
    }

    /** @param local tells lines that leave this machine from those that do not */
    SmtpLogin(AccessTokens tokens, boolean allowClear, Predicate<SmtpChannel> local) {
        this.tokens = tokens;
        this.allowClear = allowClear;
        this.local = local;
    }

    /** True if a user has a login or a token for the server. */
    boolean isNeeded(SmtpServer server) {
        return server.login() != null || tokens.isConfigured(server.user());
    }

    /**
     * Returns when the server knows us, or need not.
     *
     * @throws ServerFaultException if it refuses us, or cannot be asked
     */
    void logIn(SmtpServer server, SmtpChannel line, SmtpExtensions extensions, SmtpTimeouts timeouts) throws IOException {
        SmtpServer.Login credentials = server.login();
        boolean byToken = tokens.isConfigured(server.user());
        if (credentials == null && !byToken) {
            return;
        }
        String name = "SMTP server " + server.host() + ":" + server.port();
        if (!line.isEncrypted() && !local.test(line) && !allowClear) {
            throw new ServerFaultException(name + " offers no TLS, and a login in clear text is not allowed: expected"
                    + " SecureSocketOption StartTls or SslOnConnect, or delivery.smtp.allow-clear-credentials", null);
        }
        List<String> offered = extensions.auth();
        Dialogue dialogue = new Dialogue(line, timeouts);
        SmtpReply reply;
        String diagnosis = "";
        if (byToken) {
            require(name, offered, "XOAUTH2");
            line.rest(); // the token endpoint has deadlines of its own
            AccessTokens.Token token = tokens.of(server.user());
            line.begin(timeouts.total());
            reply = dialogue.tokenLogin(token);
            if (!reply.isPositive()) {
                diagnosis = tokens.diagnosis(token);
                tokens.forget(server.user());
            }
        } else if (offered.contains("PLAIN")) {
            reply = dialogue.plain(credentials);
            if (reply.isPermanent() && offered.contains("LOGIN")) {
                reply = second(dialogue, credentials, reply);
            }
        } else {
            require(name, offered, "LOGIN");
            reply = dialogue.login(credentials);
        }
        if (!reply.isPositive()) {
            String fault = name + " refuses the login: " + shortened(reply) + LoginAdvice.of(reply, byToken, diagnosis);
            throw reply.isPermanent() || reply.enhanced().equals(PASSWORD_TRANSITION)
                    ? new ServerFaultException(fault, null) : ServerFaultException.crowded(fault);
        }
    }

    /** Some servers offer mechanisms that they do not take from everybody. */
    private static SmtpReply second(Dialogue dialogue, SmtpServer.Login credentials, SmtpReply first) {
        try {
            SmtpReply other = dialogue.login(credentials);
            return other.isPositive() ? other : first;
        } catch (IOException e) {
            return first; // it had enough after one
        }
    }

    /** Leaves room for the advice in a reason of bounded length. */
    private static String shortened(SmtpReply reply) {
        String text = reply.toString();
        return text.length() <= LONGEST_REPLY ? text : text.substring(0, LONGEST_REPLY) + "…";
    }

    private static void require(String name, List<String> offered, String mechanism) throws ServerFaultException {
        if (!offered.contains(mechanism)) {
            throw new ServerFaultException(name + (offered.isEmpty()
                    ? " offers no AUTH, but there is a login for it"
                    : " offers AUTH " + Failures.oneLine(String.join(" ", offered)) + ": expected " + mechanism),
                    null);
        }
    }

    /** The commands of one login; secrets go into the line and nowhere else. */
    private record Dialogue(SmtpChannel line, SmtpTimeouts timeouts) {
        SmtpReply plain(SmtpServer.Login credentials) throws IOException {
            return ask("AUTH PLAIN ", base64("\0" + credentials.userName() + "\0" + credentials.password()));
        }

        SmtpReply login(SmtpServer.Login credentials) throws IOException {
            SmtpReply name = ask("AUTH LOGIN", "");
            SmtpReply password = name.code() == 334 ? ask("", base64(credentials.userName())) : name;
            return password.code() == 334 ? ask("", base64(credentials.password())) : password;
        }

        SmtpReply tokenLogin(AccessTokens.Token token) throws IOException {
            String command = "AUTH XOAUTH2 ";
            String response = base64("user=" + token.user() + "\1auth=Bearer " + token.value() + "\1\1");
            SmtpReply reply;
            if (command.length() + response.length() <= LONGEST_COMMAND) {
                reply = ask(command, response);
            } else {
                SmtpReply invitation = ask(command.strip(), ""); // RFC 4954 4: a command has its limit, a response none
                reply = invitation.code() == 334 ? ask("", response) : invitation;
            }
            return reply.code() == 334 ? ask("", "") : reply; // the reason, which the server gives up after an empty line
        }

        /** A server may quote what it was sent: then the secret is taken out of the reply. */
        private SmtpReply ask(String command, String secret) throws IOException {
            line.write(command + secret + "\r\n", timeouts.write());
            SmtpReply reply = line.reply(SmtpChannel.LOGIN, timeouts.command());
            return secret.isEmpty()
                    ? reply
                    : new SmtpReply(reply.code(), reply.lines().stream().map(text -> text.replace(secret, "***")).toList());
        }

        private static String base64(String text) {
            return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
        }
    }
}
