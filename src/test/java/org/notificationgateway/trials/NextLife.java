// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.trials;

import java.io.IOException;
import java.util.function.BooleanSupplier;
import org.notificationgateway.support.Effort;
import org.notificationgateway.support.TestGateway;
import org.notificationgateway.support.TestHome;

/**
 * The life of a gateway that shows what a death left behind, and dies no more: of the packaged program in the profiles; else in
 * this JVM, where a start takes a third of the time.
 */
final class NextLife implements AutoCloseable {
    private final AutoCloseable gateway;
    private final BooleanSupplier alive;

    private NextLife(AutoCloseable gateway, BooleanSupplier alive) {
        this.gateway = gateway;
        this.alive = alive;
    }

    /** Starts it and returns when it is ready, or has ended. */
    static NextLife start(TestHome home) throws IOException {
        if (Effort.isLong()) {
            return of(TrialGateway.start(home, ""));
        }
        TestGateway here = TestGateway.start(home);
        return new NextLife(here, () -> here.context().isStarted());
    }

    /** That of a process, once it is ready. */
    static NextLife of(TrialGateway process) {
        process.awaitStart();
        return new NextLife(process, process::isAlive);
    }

    boolean isAlive() {
        return alive.getAsBoolean();
    }

    @Override
    public void close() throws Exception {
        gateway.close();
    }
}
