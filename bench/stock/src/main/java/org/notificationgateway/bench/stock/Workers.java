// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.bench.stock;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** Shares a number of equal tasks among threads, so that none waits while there is work. */
final class Workers {
    private Workers() {}

    /** What one thread does, again and again. */
    interface Task {
        void once() throws Exception;
    }

    /** Makes one task for each thread, runs them {@code count} times in all, and returns when all are done. */
    static void run(int count, int threads, Callable<Task> taskOfThread) throws Exception {
        AtomicInteger left = new AtomicInteger(count);
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                all.add(pool.submit(() -> {
                    Task task = taskOfThread.call();
                    while (left.getAndDecrement() > 0) {
                        task.once();
                    }
                    return null;
                }));
            }
            for (Future<?> one : all) {
                one.get();
            }
        } finally {
            pool.shutdownNow();
        }
    }
}
