// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway;

import org.apache.camel.CamelContext;
import org.notificationgateway.delivery.AccessTokens;
import org.notificationgateway.delivery.OAuthTokens;
import org.notificationgateway.delivery.PickupComponent;
import org.notificationgateway.delivery.PickupFolders;
import org.notificationgateway.delivery.SenderGate;
import org.notificationgateway.delivery.SmtpLines;
import org.notificationgateway.operations.ClosedAtStop;
import org.notificationgateway.settings.Senders;

/** The two ways out: over SMTP, and into a pickup directory. */
final class DeliveryWiring {
    private DeliveryWiring() {}

    static SenderGate gate(CamelContext context, GatewayProperties properties) {
        SenderGate gate = new SenderGate(
                properties.duration("delivery.first-pause"), properties.duration("delivery.longest-pause"),
                GatewayConfiguration.STEADY);
        // A delivery that waits for its server must not hold up the stop.
        GatewayConfiguration.whenStopping(context, gate::stop);
        return gate;
    }

    static void pickup(CamelContext context, GatewayProperties properties, Senders senders, PickupFolders folders) {
        context.addComponent("pickup", new PickupComponent(
                senders, folders, properties.fileMode("delivery.pickup.file-mode"), properties.home()::resolve));
    }

    static SmtpLines smtp(
            CamelContext context, GatewayProperties properties, Senders senders, OAuthSettings tokens, SenderGate gate)
            throws Exception {
        AccessTokens access = tokens.clients().isEmpty()
                ? AccessTokens.NONE
                : new OAuthTokens(tokens.clients().values(), senders, GatewayConfiguration.CLOCK);
        SmtpLines lines = new SmtpLines(senders, properties.smtp(), access, gate);
        context.addService(new ClosedAtStop(lines), true, true);
        context.getRegistry().bind("mailSettingsSender", lines.sender());
        return lines;
    }
}
