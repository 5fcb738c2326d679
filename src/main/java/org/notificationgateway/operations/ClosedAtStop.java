// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.operations;

import org.apache.camel.support.service.ServiceSupport;

/** Ends with the gateway, after its routes, what knows nothing of Camel. */
public final class ClosedAtStop extends ServiceSupport {
    private final AutoCloseable last;

    public ClosedAtStop(AutoCloseable last) {
        this.last = last;
    }

    @Override
    protected void doStop() throws Exception {
        last.close();
    }
}
