// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox.embedded;

import java.util.function.Consumer;
import org.apache.activemq.artemis.core.io.IOCriticalErrorListener;
import org.apache.activemq.artemis.core.server.ActivateCallback;
import org.jspecify.annotations.Nullable;

/**
 * Notices at once that the embedded broker stops although nobody told it to, as it does when its disk fails: it never
 * comes back by itself. Safe to share.
 */
final class SelfStop implements IOCriticalErrorListener, ActivateCallback {
    private boolean expected;
    private boolean stopped;
    private volatile @Nullable String failure;
    private @Nullable Consumer<String> task;

    /** From now on it may run, or must not. */
    synchronized void expect(boolean stop) {
        expected = stop;
        if (!stop) {
            stopped = false;
            failure = null;
        }
    }

    /** What its disk said, even before it stops; null while it said nothing. */
    @Nullable String failure() {
        return failure;
    }

    synchronized boolean happened() {
        return stopped;
    }

    /** Does this once it happens, or now if it has happened; the task gets the reason, and must return at once. */
    synchronized void then(Consumer<String> task) {
        this.task = task;
        if (stopped) {
            task.accept(reason());
        }
    }

    @Override
    public void onIOException(Throwable error, String message, @Nullable String file) {
        failure = message + (file == null ? "" : " (" + file + ")");
    }

    @Override
    public synchronized void preDeActivate() {
        if (!expected && !stopped) {
            stopped = true;
            if (task != null) {
                task.accept(reason());
            }
        }
    }

    private String reason() {
        return failure == null ? "it gave no reason" : failure;
    }
}
