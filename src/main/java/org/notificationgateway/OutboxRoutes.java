// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway;

import org.apache.camel.CamelContext;
import org.apache.camel.builder.LambdaRouteBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.builder.TemplatedRouteBuilder;
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
            routes.templatedRoute(TEMPLATE).routeId(id(sender)).prefixId(sender + "-").parameter("sender", sender);
        }
    }

    /** Starts the route of a sender that came with a reload. */
    static void add(CamelContext context, String sender) {
        TemplatedRouteBuilder.builder(context, TEMPLATE)
                .routeId(id(sender))
                .prefixId(sender + "-")
                .parameter("sender", sender)
                .add();
    }

    /** Stops the route of a sender that a reload removed; its entries wait in their queue. */
    static void remove(CamelContext context, String sender) throws Exception {
        context.getRouteController().stopRoute(id(sender));
        context.removeRoute(id(sender));
    }

    private static String id(String sender) {
        return TEMPLATE + "-" + sender;
    }
}
