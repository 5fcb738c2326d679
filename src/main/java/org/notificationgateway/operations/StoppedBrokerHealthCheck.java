// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.operations;

import java.util.Map;
import java.util.function.BooleanSupplier;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/** Takes liveness away once the embedded broker has stopped itself, since nothing but a restart brings it back. */
public final class StoppedBrokerHealthCheck extends AbstractHealthCheck {
    private final BooleanSupplier running;

    public StoppedBrokerHealthCheck(BooleanSupplier running) {
        super("gateway", "embedded-broker");
        this.running = running;
    }

    @Override
    public boolean isLiveness() {
        return true;
    }

    @Override
    public boolean isReadiness() {
        return false;
    }

    @Override
    protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
        if (running.getAsBoolean()) {
            builder.up();
        } else {
            builder.down().message("the embedded broker has stopped itself: restart the gateway");
        }
    }
}
