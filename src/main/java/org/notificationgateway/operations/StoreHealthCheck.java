// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.operations;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;
import org.jspecify.annotations.Nullable;
import org.notificationgateway.outbox.StorageGuard;
import org.notificationgateway.outbox.StoreUnavailableException;
import org.notificationgateway.outbox.ledger.Ledger;

/** Takes readiness away while requests are answered 503 for want of disk or of the ledger. */
public final class StoreHealthCheck extends AbstractHealthCheck {
    private static final int NAMED = 100; // the log has all of them

    private final Ledger ledger;
    private final StorageGuard storage;
    private final Supplier<List<String>> damage;

    /** @param damage what was found lost or altered, each in words */
    StoreHealthCheck(Ledger ledger, StorageGuard storage, Supplier<List<String>> damage) {
        super("gateway", "store");
        this.ledger = ledger;
        this.storage = storage;
        this.damage = damage;
    }

    @Override
    public boolean isLiveness() {
        return false;
    }

    @Override
    protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
        String refusal = refusal();
        if (refusal != null) {
            builder.down().message(refusal);
            return;
        }
        builder.up();
        List<String> found = damage.get();
        if (!found.isEmpty()) { // stays up, because taking requests away would help nobody
            builder.message("warning: stored mail was lost or damaged")
                    .detail("found", found.size())
                    .detail("first", String.join("; ", found.subList(0, Math.min(NAMED, found.size()))));
        }
    }

    /** Why requests cannot be stored, null if they can. */
    @Nullable String refusal() {
        try {
            storage.check();
            ledger.check();
            return null;
        } catch (StoreUnavailableException e) {
            return e.getMessage();
        } catch (IOException e) {
            return "the ledger cannot be reached";
        }
    }
}
