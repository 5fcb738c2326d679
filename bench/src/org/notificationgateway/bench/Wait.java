// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.bench;

import java.time.Duration;
import java.util.concurrent.Callable;

/** Waits for what another process does, and gives up with a fault that names it. */
final class Wait {
    private Wait() {}

    static void until(String what, Duration atMost, Duration between, Callable<Boolean> reached) throws Exception {
        long end = System.nanoTime() + atMost.toNanos();
        while (!reached.call()) {
            if (System.nanoTime() > end) {
                throw new BenchException(
                        what, "not reached", "within " + atMost.toSeconds() + " s", "target/bench/logs");
            }
            Thread.sleep(between.toMillis());
        }
    }
}
