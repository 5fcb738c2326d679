// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.cli;

import java.io.IOException;
import java.time.Clock;
import java.util.function.UnaryOperator;
import org.notificationgateway.delivery.OAuthTokens;
import org.notificationgateway.delivery.SmtpServers;
import org.notificationgateway.operations.GatewayHome;
import org.notificationgateway.operations.GatewayProperties;
import org.notificationgateway.operations.GatewaySettings;
import org.notificationgateway.operations.OAuthSettings;
import org.notificationgateway.operations.SmtpServerSettings;
import org.notificationgateway.settings.MailSettings;
import org.notificationgateway.settings.Senders;
import org.notificationgateway.smtp.AccessTokens;
import org.notificationgateway.smtp.Budgets;
import org.notificationgateway.smtp.CircuitBreaker;
import org.notificationgateway.smtp.Replies;
import org.notificationgateway.smtp.ServerFaultException;
import org.notificationgateway.smtp.SmtpClient;
import org.notificationgateway.smtp.SmtpServer;

/** Reaches the SMTP server of each sender up to and with the login, and sends nothing. Keeps no state. */
final class ConnectCheck {
    /** Nobody is kept off: each server is asked once. */
    private static final CircuitBreaker NONE = new CircuitBreaker() {
        @Override
        public void check(SmtpServer server) {}

        @Override
        public void failed(SmtpServer server, ServerFaultException fault) {}

        @Override
        public void exhausted(SmtpServer server, Replies.Pause pause, String reason) {}

        @Override
        public void succeeded(SmtpServer server) {}
    };

    private ConnectCheck() {}

    /** Prints a line for each step; true if every server takes us. */
    static boolean of(GatewayHome home) throws IOException {
        GatewayProperties properties = GatewayProperties.of(home);
        Senders senders = GatewaySettings.loader(home, UnaryOperator.identity()).load();
        OAuthSettings tokens = new OAuthSettings(properties, senders);
        AccessTokens access = tokens.clients().isEmpty()
                ? AccessTokens.NONE : new OAuthTokens(tokens.clients().values(), senders, Clock.systemUTC());
        SmtpServers servers = new SmtpServerSettings(properties, senders, tokens).servers();
        boolean good = true;
        try (SmtpClient client = new SmtpClient(properties.smtp(), access, NONE, Budgets.NONE)) {
            for (MailSettings sender : senders.all()) {
                good &= reach(client, servers, sender);
            }
        }
        return good;
    }

    private static boolean reach(SmtpClient client, SmtpServers servers, MailSettings sender) {
        SmtpServer server = servers.of(sender.sender());
        if (server == null) {
            System.out.println("sender " + sender.sender() + ": " + sender.delivery().describe() + ", no server to reach");
            return true;
        }
        try {
            client.probe(server,
                    step -> System.out.println("sender " + sender.sender() + ": " + step));
            return true;
        } catch (ServerFaultException e) {
            System.err.println(Lines.prefixed("sender " + sender.sender() + ": " + e.getMessage()));
            return false;
        }
    }
}
