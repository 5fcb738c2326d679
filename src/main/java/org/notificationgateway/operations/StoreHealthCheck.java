// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.operations;

import java.io.IOException;
import java.util.Map;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;
import org.notificationgateway.outbox.RequestLedger;
import org.notificationgateway.outbox.StorageGuard;
import org.notificationgateway.outbox.StoreUnavailableException;

/** Takes readiness away while requests are answered 503 for want of disk or of the ledger. */
public final class StoreHealthCheck extends AbstractHealthCheck {
    private final RequestLedger ledger;
    private final StorageGuard storage;

    StoreHealthCheck(RequestLedger ledger, StorageGuard storage) {
        super("gateway", "store");
        this.ledger = ledger;
        this.storage = storage;
    }

    @Override
    public boolean isLiveness() {
        return false;
    }

    @Override
    protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
        try {
            storage.check();
            ledger.check();
            builder.up();
        } catch (StoreUnavailableException e) {
            builder.down().message(e.getMessage());
        } catch (IOException e) {
            builder.down().message("the ledger cannot be reached");
        }
    }
}
