// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.operations;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.time.Duration;
import org.apache.camel.CamelContext;
import org.jspecify.annotations.Nullable;
import org.notificationgateway.ingress.PeriodicTasks;

/** Keeps meters in every registry for as long as whoever measures runs, and has him look again and again. */
final class MeterLife {
    private final CamelContext context;
    private final String name;
    private final Duration interval;
    private final CompositeMeterRegistry meters = new CompositeMeterRegistry();
    private @Nullable PeriodicTasks timer;

    /**
     * @param name of the thread that looks
     * @param interval between two looks
     */
    MeterLife(CamelContext context, String name, Duration interval) {
        this.context = context;
        this.name = name;
        this.interval = interval;
    }

    /** Where meters are to be registered. */
    MeterRegistry meters() {
        return meters;
    }

    /** @param look measures what is not measured when it is asked for */
    void start(Runnable look) {
        context.getRegistry().findByType(MeterRegistry.class).forEach(meters::add);
        timer = new PeriodicTasks(context, name).add(look, Duration.ZERO, interval);
    }

    void stop() {
        if (timer != null) {
            timer.close();
        }
        meters.getMeters().forEach(meters::remove); // the registry may outlive this gateway, and would keep it alive
    }
}
