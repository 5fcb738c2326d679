// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway;

import java.util.function.IntConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the process when a thread dies of an {@link Error}: what it did, nobody does any more, but the lock is held, the
 * ports are open and whoever watches sees a gateway. It ends at once, as if it was killed, which loses nothing; to stop in
 * order takes memory and threads that may be missing.
 */
final class FatalErrors implements Thread.UncaughtExceptionHandler {
    static final int FAILED = 1;

    private static final Logger LOG = LoggerFactory.getLogger("gateway");

    private final IntConsumer end;

    /** @param end ends the process with an exit code */
    FatalErrors(IntConsumer end) {
        this.end = end;
    }

    /** From here on, for every thread that has no handler of its own. */
    static void end(IntConsumer end) {
        Thread.setDefaultUncaughtExceptionHandler(new FatalErrors(end));
    }

    @Override
    public void uncaughtException(Thread thread, Throwable failure) {
        if (!(failure instanceof Error)) {
            LOG.error("thread {} ended", thread.getName(), failure);
            return;
        }
        try {
            System.err.println("gateway: ends, because thread " + thread.getName() + " died of " + failure);
            LOG.error("thread {} died", thread.getName(), failure);
        } finally {
            end.accept(FAILED);
        }
    }
}
