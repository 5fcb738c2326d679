// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.trials;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** Steps that are done again and again beside the trial until it is told to end. */
final class Work implements AutoCloseable {
    private final ScheduledExecutorService threads;
    private final List<Exception> failures = new CopyOnWriteArrayList<>();

    /** @param threads how many steps go on at a time */
    Work(int threads) {
        this.threads = Executors.newScheduledThreadPool(threads);
    }

    /** With this long between the end of one and the start of the next. */
    ScheduledFuture<?> repeat(Duration pause, Callable<?> step) {
        return threads.scheduleWithFixedDelay(() -> {
            try {
                step.call();
            } catch (Exception e) {
                if (!threads.isShutdown()) {
                    failures.add(e);
                }
            }
        }, 0, pause.toMillis(), TimeUnit.MILLISECONDS);
    }

    List<Exception> failures() {
        return failures;
    }

    @Override
    public void close() throws InterruptedException {
        threads.shutdown();
        if (!threads.awaitTermination(70, TimeUnit.SECONDS)) {
            threads.shutdownNow();
            assertTrue(threads.awaitTermination(70, TimeUnit.SECONDS), "the callers end");
        }
    }
}
