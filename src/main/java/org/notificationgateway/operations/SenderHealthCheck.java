// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.operations;

import java.util.Map;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;
import org.notificationgateway.delivery.SenderCircuitBreaker;
import org.notificationgateway.settings.Senders;

/** Shows which senders pause and why. Stays up: their mail is safe in the outbox, and more can be accepted. */
public final class SenderHealthCheck extends AbstractHealthCheck {
    private final Senders senders;
    private final SenderCircuitBreaker breaker;

    public SenderHealthCheck(Senders senders, SenderCircuitBreaker breaker) {
        super("gateway", "senders");
        this.senders = senders;
        this.breaker = breaker;
    }

    @Override
    public boolean isLiveness() {
        return false;
    }

    @Override
    protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
        builder.up();
        for (String sender : senders.names()) {
            if (breaker.fallsBack(sender)) {
                builder.detail("fallback." + sender, "mail goes over the fallback server");
            }
            breaker.pause(sender).ifPresent(pause -> builder
                    .message(breaker.isHeldForItsRoute(sender)
                            ? "warning: mail is held, since a route does not say what became of it"
                            : "warning: mail waits for a server that cannot be used")
                    .detail("paused." + sender, "since " + pause.since() + ": " + pause.reason()));
        }
    }
}
