// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.operations;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.IntSupplier;
import org.apache.camel.CamelContext;
import org.apache.camel.support.service.ServiceSupport;
import org.jspecify.annotations.Nullable;
import org.notificationgateway.ingress.PeriodicTasks;
import org.notificationgateway.outbox.GroupStore;
import org.notificationgateway.outbox.OutboxWriter;
import org.notificationgateway.outbox.StorageGuard;
import org.notificationgateway.outbox.embedded.StoreAudit;
import org.notificationgateway.outbox.ledger.Ledger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Readies the way into the outbox before a door opens, forgets ids whose time is over, and closes it at the end. */
public final class OutboxService extends ServiceSupport {
    private static final Logger LOG = LoggerFactory.getLogger(OutboxService.class);

    private final CamelContext context;
    private final Ledger ledger;
    private final Duration keep;
    private final @Nullable StoreAudit audit;
    private final OutboxWriter writer;
    private final StoreHealthCheck healthCheck;
    private final StorageGuard storage;
    private @Nullable PeriodicTasks timer;

    /**
     * @param patience how long a caller waits for the outbox at most
     * @param keep how long the ledger keeps what became of a mail
     * @param audit looks for lost mail after the start; null if others share the broker
     * @param inHand how many requests are being worked on
     */
    public OutboxService(
            CamelContext context, GroupStore outbox, Ledger ledger, StorageGuard storage, Duration patience, Duration keep,
            @Nullable StoreAudit audit, IntSupplier inHand) {
        this.context = context;
        this.ledger = ledger;
        this.keep = keep;
        this.audit = audit;
        this.storage = storage;
        writer = new OutboxWriter(outbox, ledger, storage, patience, inHand);
        healthCheck = new StoreHealthCheck(ledger, storage, () -> audit == null ? List.of() : audit.found());
    }

    public OutboxWriter writer() {
        return writer;
    }

    /** True while requests can be stored. */
    public boolean isReady() {
        return healthCheck.refusal() == null;
    }

    public StoreHealthCheck healthCheck() {
        return healthCheck;
    }

    @Override
    protected void doStart() {
        storage.watch(context.getExecutorServiceManager().newScheduledThreadPool(this, "storage-guard", StorageGuard.THREADS));
        timer = new PeriodicTasks(context, "outbox-keeper").add(this::forget, Duration.ofMinutes(1), Duration.ofHours(1));
        if (audit != null) {
            timer.once(audit);
        }
    }

    private void forget() {
        try {
            ledger.forget(keep);
        } catch (IOException | RuntimeException e) {
            LOG.warn("{} could not be cleaned up: {}", ledger, e.getMessage());
        }
    }

    @Override
    protected void doStop() {
        if (timer != null) {
            timer.close();
        }
        storage.close();
        writer.close();
    }
}
