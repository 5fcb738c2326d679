// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.operations;

import java.util.Map;
import java.util.function.Supplier;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/**
 * Shows what an operator must look at although the gateway works: settings that were refused, mail of a sender that is
 * gone. Stays up, because taking requests away would help nobody.
 */
public final class SettingsHealthCheck extends AbstractHealthCheck {
    private final Supplier<String> refusal;
    private final Supplier<String> orphans;

    /** Each supplier returns the warning, or nothing. */
    public SettingsHealthCheck(Supplier<String> refusal, Supplier<String> orphans) {
        super("gateway", "settings");
        this.refusal = refusal;
        this.orphans = orphans;
    }

    @Override
    public boolean isLiveness() {
        return false;
    }

    @Override
    protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
        builder.up();
        String refused = refusal.get();
        if (!refused.isEmpty()) {
            builder.message("warning: changed settings were refused").detail("refused", refused);
        }
        String waiting = orphans.get();
        if (!waiting.isEmpty()) {
            builder.message("warning: mail waits for senders that are not configured").detail("waiting", waiting);
        }
    }
}
