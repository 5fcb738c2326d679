// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.cli;

import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.notificationgateway.delivery.OAuthTokens;
import org.notificationgateway.operations.GatewayHome;
import org.notificationgateway.operations.GatewayProperties;
import org.notificationgateway.operations.GatewaySettings;
import org.notificationgateway.operations.OAuthSettings;
import org.notificationgateway.operations.SmtpServerSettings;
import org.notificationgateway.outbox.BrokerAccess;
import org.notificationgateway.outbox.BrokerCheck;
import org.notificationgateway.settings.Fault;
import org.notificationgateway.settings.MailSettings;
import org.notificationgateway.settings.Senders;
import org.notificationgateway.smtp.AccessTokens;
import org.notificationgateway.smtp.Budgets;
import org.notificationgateway.smtp.CircuitBreaker;
import org.notificationgateway.smtp.Replies;
import org.notificationgateway.smtp.ServerFaultException;
import org.notificationgateway.smtp.SmtpClient;
import org.notificationgateway.smtp.SmtpServer;

/** Reaches the SMTP server of each sender up to and with the login, and an external broker; sends nothing. Keeps no state. */
final class ConnectCheck {
    /** Nobody is kept off: each server is asked once. */
    private static final CircuitBreaker NONE = new CircuitBreaker() {
        @Override
        public void check(SmtpServer server) {}

        @Override
        public void failed(SmtpServer server, ServerFaultException fault) {}

        @Override
        public void exhausted(SmtpServer server, Replies.@Nullable Pause pause, String reason) {}

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
        SmtpServerSettings servers = new SmtpServerSettings(properties, senders, tokens);
        boolean good = true;
        try (SmtpClient client = new SmtpClient(properties.smtp(), access, NONE, Budgets.NONE)) {
            for (MailSettings sender : senders.all()) {
                good &= reach(client, servers, sender);
            }
        }
        return broker(properties, senders) && good;
    }

    /** The outbox' broker, if it is another process: it is asked for its queues, and nothing is put into them. */
    private static boolean broker(GatewayProperties properties, Senders senders) {
        BrokerAccess broker = new BrokerAccess(
                properties.text("gateway.broker.url"), properties.text("gateway.broker.username"), properties.text("gateway.broker.password"));
        if (broker.url().isEmpty()) {
            return true;
        }
        List<Fault> faults = new BrokerCheck(broker, properties.durations("delivery.retry-delays").size()).faults(senders.names());
        faults.forEach(fault -> System.err.println(Lines.prefixed(fault.toString())));
        if (faults.isEmpty()) {
            System.out.println(broker + ": lets us in, and has the queues");
        }
        return faults.isEmpty();
    }

    private static boolean reach(SmtpClient client, SmtpServerSettings servers, MailSettings sender) {
        SmtpServer server = servers.servers().of(sender.sender());
        if (server == null) {
            System.out.println("sender " + sender.sender() + ": " + sender.delivery().describe() + ", no server to reach");
            return true;
        }
        String allows = servers.allows(sender.sender());
        if (!allows.isEmpty()) {
            System.out.println("sender " + sender.sender() + ": " + allows);
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
