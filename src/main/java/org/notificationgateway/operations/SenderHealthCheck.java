// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.operations;

import java.util.Map;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;
import org.notificationgateway.delivery.SenderGate;
import org.notificationgateway.settings.Senders;

/** Shows which senders pause and why. Stays up: their mail is safe in the outbox, and more can be accepted. */
public final class SenderHealthCheck extends AbstractHealthCheck {
    private final Senders senders;
    private final SenderGate gate;

    public SenderHealthCheck(Senders senders, SenderGate gate) {
        super("gateway", "senders");
        this.senders = senders;
        this.gate = gate;
    }

    @Override
    public boolean isLiveness() {
        return false;
    }

    @Override
    protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
        builder.up();
        for (String sender : senders.names()) {
            gate.pause(sender).ifPresent(pause -> builder
                    .message(gate.isHeldForItsRoute(sender)
                            ? "warning: mail is held, since a route does not say what became of it"
                            : "warning: mail waits for a server that cannot be used")
                    .detail("paused." + sender, "since " + pause.since() + ": " + pause.reason()));
        }
    }
}
