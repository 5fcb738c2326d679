// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.smtp;

import java.net.InetAddress;
import java.util.function.LongSupplier;
import org.notificationgateway.delivery.MailSettingsSender;
import org.notificationgateway.delivery.SenderCircuitBreaker;
import org.notificationgateway.delivery.SmtpServers;
import org.notificationgateway.settings.Senders;

/** The client and the sender that Camel's smtp endpoint uses it through, as the program makes them. */
public final class TestSmtpSender implements AutoCloseable {
    private final SmtpClient client;
    private final MailSettingsSender sender;

    public TestSmtpSender(Senders senders, SmtpSettings settings, AccessTokens tokens, SenderCircuitBreaker breaker) {
        this(senders, settings, tokens, breaker, InetAddress::getAllByName, System::nanoTime);
    }

    TestSmtpSender(
            Senders senders, SmtpSettings settings, AccessTokens tokens, SenderCircuitBreaker breaker,
            SmtpConnector.Resolver resolver, LongSupplier nanos) {
        client = new SmtpClient(settings, tokens, breaker, Budgets.NONE, resolver, nanos);
        sender = new MailSettingsSender(SmtpServers.plain(senders), client, breaker);
    }

    public MailSettingsSender sender() {
        return sender;
    }

    public int open() {
        return client.open();
    }

    @Override
    public void close() {
        client.close();
    }
}
