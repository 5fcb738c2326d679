// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway;

import org.apache.camel.CamelContext;
import org.jspecify.annotations.Nullable;
import org.notificationgateway.delivery.AccessTokens;
import org.notificationgateway.delivery.DeliveryFailures;
import org.notificationgateway.delivery.OAuthTokens;
import org.notificationgateway.delivery.PickupDirectory;
import org.notificationgateway.delivery.SenderGate;
import org.notificationgateway.delivery.SmtpLines;
import org.notificationgateway.operations.ClosedAtStop;
import org.notificationgateway.outbox.DeliveryGate;
import org.notificationgateway.outbox.EntryClosing;
import org.notificationgateway.outbox.MailFiles;
import org.notificationgateway.outbox.OutboxCodec;
import org.notificationgateway.outbox.RetryPlan;
import org.notificationgateway.settings.Senders;

/** The beans that take mail out of the outbox and over SMTP or into a pickup directory. */
final class DeliveryWiring {
    private DeliveryWiring() {}

    static void outboxAndDelivery(
            CamelContext context, GatewayProperties properties, Senders senders, OAuthSettings tokens, EntryClosing closing,
            @Nullable MailFiles files) throws Exception {
        context.getRegistry().bind("senders", senders);
        context.getRegistry().bind("outboxCodec", new OutboxCodec(files));
        SenderGate gate = new SenderGate(
                properties.duration("delivery.first-pause"), properties.duration("delivery.longest-pause"),
                GatewayConfiguration.STEADY);
        RetryPlan plan = new RetryPlan(
                properties.durations("delivery.retry-delays"), properties.duration("delivery.max-age"),
                GatewayConfiguration.STEADY, GatewayConfiguration.CLOCK, gate::pausedSince);
        context.getRegistry().bind("retryPlan", plan);
        context.getRegistry().bind(
                "deliveryGate", new DeliveryGate(senders, plan::isExpired, plan::isEarly, closing::settledBefore));
        context.getRegistry().bind("deliveryFailures", new DeliveryFailures());
        context.getRegistry().bind("pickupDirectory", new PickupDirectory(
                senders, properties.fileMode("delivery.pickup.file-mode"), properties.positive("delivery.pickup.writers")));
        smtp(context, properties, senders, tokens, gate);
    }

    private static void smtp(
            CamelContext context, GatewayProperties properties, Senders senders, OAuthSettings tokens, SenderGate gate)
            throws Exception {
        AccessTokens access = tokens.clients().isEmpty()
                ? AccessTokens.NONE
                : new OAuthTokens(tokens.clients().values(), senders, GatewayConfiguration.CLOCK);
        SmtpLines lines = new SmtpLines(senders, properties.smtp(), access, gate);
        context.addService(new ClosedAtStop(lines), true, true);
        // A delivery that waits for its server must not hold up the stop.
        GatewayConfiguration.whenStopping(context, gate::stop);
        context.getRegistry().bind("senderGate", gate);
        context.getRegistry().bind("smtpLines", lines);
        context.getRegistry().bind("mailSettingsSender", lines.sender());
    }
}
