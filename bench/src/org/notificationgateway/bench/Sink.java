// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.bench;

import java.io.IOException;
import java.time.Duration;

/** A mail server that forgets mails but counts them, so that no side is measured by what it says of itself. */
interface Sink extends AutoCloseable {
    Duration COUNTED_WITHIN = Duration.ofSeconds(2);

    int port();

    /** Starts it, or anew, with a count of zero; returns when it listens. */
    void restart() throws Exception;

    /** Stops it, so that nothing can be delivered. */
    void stop() throws Exception;

    /** Mails taken since its last start; cheap enough to be asked every few milliseconds. */
    long count() throws IOException;

    /** Ends the command unless exactly so many came; waits for a counter that is written after the server's answer. */
    default void mustHave(long mails, String from) throws Exception {
        long end = System.nanoTime() + COUNTED_WITHIN.toNanos();
        while (count() < mails && System.nanoTime() < end) {
            Thread.sleep(5);
        }
        if (count() != mails) {
            throw new BenchException("number of mails from " + from, count(), mails, "target/bench/logs");
        }
    }

    double cpuSeconds() throws IOException;

    @Override
    default void close() throws Exception {
        stop();
    }
}
