// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.operations;

import jakarta.jms.ConnectionFactory;
import jakarta.jms.IllegalStateRuntimeException;
import jakarta.jms.InvalidDestinationRuntimeException;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSProducer;
import jakarta.jms.JMSRuntimeException;
import jakarta.jms.JMSSecurityRuntimeException;
import jakarta.jms.Topic;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import org.apache.camel.CamelContext;
import org.apache.camel.support.service.ServiceSupport;
import org.jspecify.annotations.Nullable;
import org.notificationgateway.ingress.PeriodicTasks;
import org.notificationgateway.outbox.Queues;
import org.notificationgateway.outbox.ledger.EventCursor;
import org.notificationgateway.outbox.ledger.PublishedEvent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands each event on to the topic {@code notification.events}, at least once and in order, however often broker or gateway
 * fail: the cursor moves after the broker's commit.
 */
public final class EventRelay extends ServiceSupport {
    private static final Logger LOG = LoggerFactory.getLogger(EventRelay.class);
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final int AT_ONCE = 200;
    private static final int PATIENCE = 30; // looks

    private final CamelContext context;
    private final EventCursor cursor;
    private final ConnectionFactory broker;
    private final BooleanSupplier subscribed;
    private final Set<String> gone;
    private @Nullable PeriodicTasks timer;
    private boolean opened;
    private boolean ready;
    private int waited;
    private boolean failing;

    /**
     * @param subscribed false while routes of ours are about to subscribe
     * @param gone subscriptions that nobody wants any more
     */
    public EventRelay(
            CamelContext context, EventCursor cursor, ConnectionFactory broker, BooleanSupplier subscribed, Collection<String> gone) {
        this.context = context;
        this.cursor = cursor;
        this.broker = broker;
        this.subscribed = subscribed;
        this.gone = new TreeSet<>(gone);
        this.gone.remove("");
    }

    @Override
    protected void doStart() {
        timer = new PeriodicTasks(context, "events").add(this::relay, Duration.ZERO, LOOK);
    }

    private void relay() {
        try {
            if (!opened) {
                cursor.open();
                opened = true;
            }
            if (!isReady()) {
                return; // what nobody has subscribed to would be lost
            }
            unsubscribe();
            int passed = cursor.pass(AT_ONCE, this::send);
            while (passed == AT_ONCE) {
                passed = cursor.pass(AT_ONCE, this::send);
            }
            failing = false;
        } catch (IOException | JMSRuntimeException e) {
            if (!failing) {
                LOG.warn("Events cannot be handed on, and will be: {}", e.getMessage());
            }
            failing = true;
        }
    }

    private boolean isReady() {
        ready = ready || subscribed.getAsBoolean();
        if (!ready && ++waited == PATIENCE) {
            LOG.warn("Events are not handed on yet, and will be: a route has not subscribed to {} so far", Queues.EVENTS);
        }
        return ready;
    }

    private void unsubscribe() {
        for (Iterator<String> names = gone.iterator(); names.hasNext(); names.remove()) {
            String name = names.next();
            try (JMSContext session = broker.createContext()) {
                session.unsubscribe(name);
                LOG.info("Subscription {} is removed, with the events that waited in it", name);
            } catch (InvalidDestinationRuntimeException e) {
                LOG.info("There is no subscription {} to remove", name);
            } catch (IllegalStateRuntimeException e) {
                LOG.warn("Subscription {} is in use and stays: take its route out of routes/ first (gateway.events.unsubscribe)", name);
            } catch (JMSSecurityRuntimeException e) {
                LOG.warn("Subscription {} stays: the broker does not let us remove it ({})", name, e.getMessage());
            }
        }
    }

    private void send(List<PublishedEvent> events) {
        try (JMSContext session = broker.createContext(JMSContext.SESSION_TRANSACTED)) {
            Topic topic = session.createTopic(Queues.EVENTS);
            JMSProducer producer = session.createProducer();
            for (PublishedEvent event : events) {
                producer.setProperty("type", event.event().type()).setProperty("sender", event.key().sender())
                        .setProperty("id", event.event().id()).send(topic, CloudEvents.of(event).toString());
            }
            session.commit();
        }
    }

    @Override
    protected void doStop() {
        if (timer != null) {
            timer.close();
        }
    }
}
