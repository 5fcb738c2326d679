// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.ingress;

import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.apache.camel.Exchange;
import org.apache.camel.Route;
import org.apache.camel.StatefulService;
import org.apache.camel.support.RoutePolicySupport;
import org.jspecify.annotations.Nullable;
import org.notificationgateway.outbox.StoreUnavailableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stops a route from taking requests while the outbox can store none, and lets it go on when it can: the requests stay
 * where they are, no thread waits, and a stop is not held up. Safe to share by several routes.
 */
public final class PauseWhileFull extends RoutePolicySupport {
    private static final Logger LOG = LoggerFactory.getLogger("gateway.ingress");
    private static final long LOOK_MILLIS = 1_000;

    private final BooleanSupplier ready;
    private @Nullable ScheduledExecutorService timer;

    /** @param ready true while requests can be stored */
    public PauseWhileFull(BooleanSupplier ready) {
        this.ready = ready;
    }

    @Override
    public void onExchangeDone(Route route, Exchange exchange) {
        StoreUnavailableException failure = exchange.getException(StoreUnavailableException.class);
        if (failure != null) {
            pause(route, failure);
        }
    }

    private synchronized void pause(Route route, StoreUnavailableException failure) {
        if (isSuspended(route)) {
            return; // by another of its threads
        }
        try {
            suspendOrStopConsumer(route.getConsumer());
        } catch (Exception e) {
            LOG.warn("{} cannot pause: {}", route.getRouteId(), e.getMessage());
            return;
        }
        LOG.error("{} pauses, requests stay where they are: {}", route.getRouteId(), failure.getMessage());
        if (timer == null) {
            timer = route.getCamelContext().getExecutorServiceManager()
                    .newSingleThreadScheduledExecutor(this, "pause-while-full");
        }
        lookLater(route);
    }

    private synchronized void lookLater(Route route) {
        if (timer != null && !timer.isShutdown()) {
            timer.schedule(() -> look(route), LOOK_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void look(Route route) {
        try {
            if (!isSuspended(route)) {
                return; // the gateway stops
            }
            if (ready.getAsBoolean()) {
                resumeOrStartConsumer(route.getConsumer());
                LOG.info("{} goes on", route.getRouteId());
                return;
            }
        } catch (Exception e) {
            LOG.warn("{} cannot go on yet: {}", route.getRouteId(), e.getMessage());
        }
        lookLater(route);
    }

    private static boolean isSuspended(Route route) {
        return route.getConsumer() instanceof StatefulService service && service.isSuspended();
    }

    @Override
    protected synchronized void doStop() throws Exception {
        if (timer != null) {
            timer.shutdownNow();
            timer = null;
        }
        super.doStop();
    }
}
