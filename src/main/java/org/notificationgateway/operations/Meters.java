// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.operations;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.time.Duration;
import org.apache.camel.CamelContext;
import org.apache.camel.support.service.ServiceSupport;
import org.jspecify.annotations.Nullable;
import org.notificationgateway.ingress.PeriodicTasks;

/** What all meters of this gateway have in common: they are there as long as it runs, and look again and again. */
abstract class Meters extends ServiceSupport {
    final CompositeMeterRegistry meters = new CompositeMeterRegistry();

    private final CamelContext context;
    private final String name;
    private final Duration interval;
    private @Nullable PeriodicTasks timer;

    /**
     * @param name of the thread that looks
     * @param interval between two looks
     */
    Meters(CamelContext context, String name, Duration interval) {
        this.context = context;
        this.name = name;
        this.interval = interval;
    }

    /** Measures what is not measured when it is asked for. */
    abstract void look();

    @Override
    protected void doStart() {
        context.getRegistry().findByType(MeterRegistry.class).forEach(meters::add);
        timer = new PeriodicTasks(context, name).add(this::look, Duration.ZERO, interval);
    }

    @Override
    protected void doStop() {
        if (timer != null) {
            timer.close();
        }
        meters.getMeters().forEach(meters::remove); // the registry may outlive this gateway, and would keep it alive
    }
}
