// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainListenerSupport;
import org.notificationgateway.outbox.embedded.BrokerFailedException;
import org.notificationgateway.outbox.embedded.EmbeddedBroker;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the process when the embedded broker has stopped itself, since nothing but a restart brings it back: in order if
 * that is done soon, in any case within ten seconds.
 */
final class StoreFailure extends MainListenerSupport {
    /** The exit code: EX_IOERR of sysexits.h. */
    static final int EXIT_CODE = 74;

    private static final Logger LOG = LoggerFactory.getLogger("gateway");
    private static final int MOST_SECONDS = 9;
    private static final int SECONDS_FOR_ROUTES = 3;

    private final ScheduledExecutorService patience = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "end-without-store");
        thread.setDaemon(true);
        return thread;
    });
    private volatile boolean happened;

    @Override
    public void afterStart(BaseMainSupport started) {
        EmbeddedBroker broker = started.getCamelContext().getRegistry().findSingleByType(EmbeddedBroker.class);
        if (broker != null) {
            broker.whenItStopsItself(reason -> {
                happened = true;
                end((Main) started, reason);
            });
        }
    }

    /** Whether that is why the gateway ended. */
    boolean happened() {
        return happened;
    }

    /** Whether that is why it did not start. */
    static boolean isCauseOf(Throwable failure) {
        return failure instanceof BrokerFailedException || failure.getCause() != null && isCauseOf(failure.getCause());
    }

    private void end(Main main, String reason) {
        LOG.error("The embedded broker has stopped itself ({}): the process ends with exit code {}. Make room on the disk or"
                + " repair it, and start the gateway again: what was accepted is delivered then (docs/operations.md)",
                reason, EXIT_CODE);
        patience.schedule(() -> Runtime.getRuntime().halt(EXIT_CODE), MOST_SECONDS, TimeUnit.SECONDS);
        main.getCamelContext().getShutdownStrategy().setTimeout(SECONDS_FOR_ROUTES);
        main.completed();
    }

    @Override
    public void afterStop(BaseMainSupport stopped) {
        patience.shutdownNow();
    }
}
