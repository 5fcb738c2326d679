// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway;

import org.apache.camel.CamelContext;
import org.apache.camel.StartupListener;
import org.apache.camel.builder.TemplatedRouteBuilder;
import org.apache.camel.spi.CamelEvent;
import org.apache.camel.support.EventNotifierSupport;
import org.notificationgateway.settings.Senders;

/**
 * Makes one outbox route for each sender from the template in {@code routes/}: a slow or paused server then holds up
 * nobody else. Makes them again when the route files are reloaded.
 */
final class OutboxRoutes extends EventNotifierSupport implements StartupListener {
    private static final String TEMPLATE = "outbox";

    private final CamelContext context;
    private final Senders senders;

    OutboxRoutes(CamelContext context, Senders senders) {
        this.context = context;
        this.senders = senders;
    }

    @Override
    public void onCamelContextStarted(CamelContext context, boolean alreadyStarted) {
        context.getManagementStrategy().addEventNotifier(this);
        addMissing();
    }

    @Override
    public boolean isEnabled(CamelEvent event) {
        return event instanceof CamelEvent.RouteReloadedEvent;
    }

    @Override
    public void notify(CamelEvent event) {
        addMissing();
    }

    private synchronized void addMissing() {
        for (String sender : senders.names()) {
            String id = TEMPLATE + "-" + sender;
            if (context.getRoute(id) == null) {
                TemplatedRouteBuilder.builder(context, TEMPLATE)
                        .routeId(id)
                        .prefixId(sender + "-")
                        .parameter("sender", sender)
                        .add();
            }
        }
    }
}
