// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.operations;

import java.util.Map;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/** Warns of pickup directories that nobody seems to read; the gateway itself is up. */
public final class PickupHealthCheck extends AbstractHealthCheck {
    private final PickupWatch watch;

    public PickupHealthCheck(PickupWatch watch) {
        super("gateway", "pickup");
        this.watch = watch;
    }

    @Override
    public boolean isLiveness() {
        return false;
    }

    @Override
    protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
        builder.up();
        watch.warnings().forEach((sender, warning) -> builder
                .message("warning: a pickup directory is not read")
                .detail("unread." + sender, warning));
    }
}
