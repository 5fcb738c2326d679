// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.operations;

import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.ServiceStatus;
import org.apache.camel.component.jms.JmsConsumer;
import org.apache.camel.component.jms.JmsEndpoint;
import org.notificationgateway.outbox.Queues;
import org.springframework.jms.listener.DefaultMessageListenerContainer;

/** Tells whether the routes that want events can get them: a topic keeps nothing for who subscribes later. Keeps no state. */
public final class Subscriptions {
    private Subscriptions() {}

    /** True once all routes have started, and those that want events have subscribed. */
    public static boolean areMade(CamelContext context) {
        return context.getStatus() == ServiceStatus.Started && context.getRoutes().stream().allMatch(route -> isMade(context, route));
    }

    private static boolean isMade(CamelContext context, Route route) {
        boolean wants = route.getEndpoint() instanceof JmsEndpoint jms && Queues.EVENTS.equals(jms.getDestinationName());
        if (!wants || context.getRouteController().getRouteStatus(route.getRouteId()) != ServiceStatus.Started) {
            return true;
        }
        try {
            return !(route.getConsumer() instanceof JmsConsumer consumer
                    && consumer.getListenerContainer() instanceof DefaultMessageListenerContainer container)
                    || container.isRegisteredWithDestination();
        } catch (Exception e) { // Camel's signature: the container of a route that has started is there
            return false;
        }
    }
}
