// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway;

import org.apache.camel.builder.LambdaRouteBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.notificationgateway.settings.Senders;

/**
 * Makes one outbox route for each sender from the template in {@code routes/}: a slow or paused server then holds up
 * nobody else. Camel finds it in the registry.
 */
record OutboxRoutes(Senders senders) implements LambdaRouteBuilder {
    private static final String TEMPLATE = "outbox";

    @Override
    public void accept(RouteBuilder routes) {
        for (String sender : senders.names()) {
            routes.templatedRoute(TEMPLATE)
                    .routeId(TEMPLATE + "-" + sender)
                    .prefixId(sender + "-")
                    .parameter("sender", sender);
        }
    }
}
