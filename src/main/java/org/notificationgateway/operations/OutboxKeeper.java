// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.operations;

import java.io.IOException;
import java.time.Duration;
import java.util.function.IntSupplier;
import org.apache.camel.support.service.ServiceSupport;
import org.jspecify.annotations.Nullable;
import org.notificationgateway.outbox.FileLedger;
import org.notificationgateway.outbox.GroupStore;
import org.notificationgateway.outbox.OutboxWriter;
import org.notificationgateway.outbox.RequestLedger;
import org.notificationgateway.outbox.StorageGuard;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Readies the way into the outbox before a door opens, forgets ids whose time is over, and closes it at the end. */
public final class OutboxKeeper extends ServiceSupport {
    private static final Logger LOG = LoggerFactory.getLogger(OutboxKeeper.class);

    private final RequestLedger ledger;
    private final Duration window;
    private final OutboxWriter writer;
    private final StoreHealthCheck healthCheck;
    private @Nullable Chores timer;

    /**
     * @param patience how long a caller waits for the outbox at most
     * @param window how long an id is remembered
     * @param inHand how many requests are being worked on
     */
    public OutboxKeeper(
            GroupStore outbox, RequestLedger ledger, StorageGuard storage, Duration patience,
            Duration window, IntSupplier inHand) {
        this.ledger = ledger;
        this.window = window;
        writer = new OutboxWriter(outbox, ledger, storage, patience, inHand);
        healthCheck = new StoreHealthCheck(ledger, storage);
    }

    public OutboxWriter writer() {
        return writer;
    }

    public StoreHealthCheck healthCheck() {
        return healthCheck;
    }

    @Override
    protected void doStart() {
        try {
            ledger.open();
        } catch (IOException e) {
            if (ledger instanceof FileLedger) {
                throw new StartRefusedException(
                        ledger.toString(), "cannot be opened (" + e.getMessage() + ")", "files that this account can write",
                        "gateway.data-directory");
            }
            LOG.warn("{} cannot be reached yet: {}", ledger, e.getMessage());
        }
        timer = new Chores("outbox-keeper").add(this::forget, Duration.ofMinutes(1), Duration.ofHours(1));
    }

    private void forget() {
        try {
            ledger.forget(window);
        } catch (IOException | RuntimeException e) {
            LOG.warn("{} could not be cleaned up: {}", ledger, e.getMessage());
        }
    }

    @Override
    protected void doStop() {
        if (timer != null) {
            timer.close();
        }
        writer.close();
    }
}
