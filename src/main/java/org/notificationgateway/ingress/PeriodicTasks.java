// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.ingress;

import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.ExecutorServiceManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does tasks again and again, in a thread of its own, and lets none end in silence, as an executor alone would: after an
 * exception a task is done again at its next time, and an error counts as the death of the thread.
 */
public final class PeriodicTasks implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PeriodicTasks.class);

    private final ExecutorServiceManager executors;
    private final ScheduledExecutorService timer;
    private final String name;

    /** @param name of the thread, as part of the name that Camel gives it */
    public PeriodicTasks(CamelContext context, String name) {
        this.name = name;
        executors = context.getExecutorServiceManager();
        timer = executors.newSingleThreadScheduledExecutor(this, name);
    }

    /** Does the task first after a delay, then with a pause after each time. */
    public PeriodicTasks add(Runnable task, Duration delay, Duration pause) {
        timer.scheduleWithFixedDelay(
                () -> perform(task), delay.toMillis(), pause.toMillis(), TimeUnit.MILLISECONDS);
        return this;
    }

    /** Does the task once, as soon as the thread has time. */
    public void once(Runnable task) {
        timer.execute(() -> perform(task));
    }

    private void perform(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            LOG.error("{} failed, and goes on", name, e);
        } catch (Error e) {
            Thread thread = Thread.currentThread();
            thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
            throw e;
        }
    }

    @Override
    public void close() {
        executors.shutdownNow(timer);
    }
}
