// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.operations;

import org.apache.camel.CamelContext;
import org.apache.camel.support.LifecycleStrategySupport;

/** Does what must come before the routes are asked to finish, which services of Camel come too late for. */
public final class BeforeStop {
    private BeforeStop() {}

    /** Runs a task at that moment. */
    public static void run(CamelContext context, Runnable task) {
        context.addLifecycleStrategy(new LifecycleStrategySupport() {
            @Override
            public void onContextStopping(CamelContext stopping) {
                task.run();
            }
        });
    }
}
