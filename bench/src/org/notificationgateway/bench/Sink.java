// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.bench;

import java.io.IOException;

/** A mail server that forgets mails but counts them, so that no side is measured by what it says of itself. */
interface Sink extends AutoCloseable {
    int port();

    /** Starts it, or anew, with a count of zero; returns when it listens. */
    void restart() throws Exception;

    /** Stops it, so that nothing can be delivered. */
    void stop() throws Exception;

    /** Mails taken since its last start; cheap enough to be asked every few milliseconds. */
    long count() throws IOException;

    double cpuSeconds() throws IOException;

    @Override
    default void close() throws Exception {
        stop();
    }
}
