// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox;

import jakarta.jms.Connection;
import jakarta.jms.Session;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.ActiveMQSecurityException;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.api.core.client.ClientConsumer;
import org.apache.activemq.artemis.api.core.client.ClientMessage;
import org.apache.activemq.artemis.api.core.client.ClientRequestor;
import org.apache.activemq.artemis.api.core.client.ClientSession.QueueQuery;
import org.apache.activemq.artemis.api.core.client.ClientSession;
import org.apache.activemq.artemis.api.core.management.ManagementHelper;
import org.apache.activemq.artemis.api.core.management.ResourceNames;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.apache.activemq.artemis.jms.client.ActiveMQSession;
import org.jspecify.annotations.Nullable;
import org.notificationgateway.settings.Fault;
import org.notificationgateway.settings.GatewayKey;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at an external broker before the gateway relies on it: a queue that is missing, or made by chance with settings
 * that delete, would lose mail long after the start.
 */
public final class BrokerCheck implements OutboxStore {
    private static final Logger LOG = LoggerFactory.getLogger(BrokerCheck.class);
    private static final long MANAGEMENT_TIMEOUT_MILLIS = 2_000;
    private static final String SETTINGS = "examples/broker/notification-gateway.properties";

    private final BrokerAccess broker;
    private final int steps;

    /** @param steps of retries, each with a queue for each sender */
    public BrokerCheck(BrokerAccess broker, int steps) {
        this.broker = broker;
        this.steps = steps;
    }

    /**
     * Returns a fault for every queue that the broker lacks or would not keep, or that our account may not read. A broker that cannot be
     * reached is no fault: the gateway waits for it, not ready, and accepts nothing meanwhile.
     */
    @Override
    public List<Fault> prepare(Collection<String> senders) {
        try {
            return look(senders);
        } catch (BrokerReach.AwayException e) {
            LOG.warn("{}", e.getMessage());
            return List.of();
        }
    }

    /** The same, where a broker that cannot be reached is a fault. */
    public List<Fault> faults(Collection<String> senders) {
        try {
            return look(senders);
        } catch (BrokerReach.AwayException e) {
            return List.of(e.fault());
        }
    }

    private List<Fault> look(Collection<String> senders) throws BrokerReach.AwayException {
        List<Fault> faults = new CopyOnWriteArrayList<>(); // a look that took too long may still go on
        List<String> closed = new CopyOnWriteArrayList<>();
        faults.addAll(new BrokerReach(broker).look(session -> {
            for (String queue : Queues.all(senders, steps)) {
                check(session, queue, faults, closed);
            }
        }));
        if (!closed.isEmpty()) {
            faults.add(new Fault("gateway.broker.username", "is " + broker.username() + ", who may not read " + closed.get(0)
                    + (closed.size() > 1 ? " and " + (closed.size() - 1) + " other queues" : "") + " at " + broker,
                    "a user with the rights that docs/operations.md names", "the broker's configuration, or " + GatewayKey.where("gateway.broker.username")));
        }
        return faults;
    }

    private void check(ClientSession session, String queue, List<Fault> faults, List<String> closed)
            throws ActiveMQException {
        QueueQuery found = session.queueQuery(SimpleString.of(queue));
        if (!found.isExists() || found.isAutoCreated()) {
            faults.add(fault(queue, found.isExists() ? "was made by chance" : "is missing"));
        } else if (!found.isDurable()) {
            faults.add(fault(queue, "does not survive a restart"));
        } else if (!mayRead(session, queue)) {
            closed.add(queue);
        }
    }

    /** A consumer of a session that was not started takes nothing. */
    private static boolean mayRead(ClientSession session, String queue) throws ActiveMQException {
        try (ClientConsumer consumer = session.createConsumer(SimpleString.of(queue))) {
            return !consumer.isClosed();
        } catch (ActiveMQSecurityException e) {
            return false;
        }
    }

    private Fault fault(String queue, String seen) {
        return new Fault(
                "queue " + queue + " at " + broker, seen, "the durable queues and settings of " + SETTINGS,
                "the broker's configuration, or gateway.broker.url");
    }

    /** Asks the broker's management, where the gateway's account may; a broker that does not answer tells nothing. */
    @Override
    public String waitingForOthers(Collection<String> senders) {
        Map<String, Long> waiting = new TreeMap<>();
        manage(management -> {
            Object names = management.ask(ResourceNames.BROKER, "queueNames");
            for (Object name : names instanceof Object[] all ? all : new Object[0]) {
                String queue = String.valueOf(name);
                if (Queues.isOutboxOfOthers(queue, senders)
                        && management.ask(ResourceNames.QUEUE + queue, "messageCount") instanceof Number number
                        && number.longValue() > 0) {
                    waiting.merge(Queues.mainOf(queue), number.longValue(), Long::sum);
                }
            }
        });
        return waiting.entrySet().stream()
                .map(one -> one.getKey() + " holds " + one.getValue())
                .collect(Collectors.joining(", "));
    }

    /** The age is that of the next in line: management does not tell more. */
    @Override
    public Map<String, QueueDepth> depths(Collection<String> queues) {
        Map<String, QueueDepth> depths = new HashMap<>();
        manage(management -> {
            for (String queue : queues) {
                if (management.ask(ResourceNames.QUEUE + queue, "messageCount") instanceof Number count) {
                    depths.put(queue, new QueueDepth(count.longValue(),
                            management.ask(ResourceNames.QUEUE + queue, "firstMessageTimestamp") instanceof Number first
                                    ? Instant.ofEpochMilli(first.longValue())
                                    : null));
                }
            }
        });
        return depths;
    }

    private void manage(Questions questions) {
        try (ActiveMQConnectionFactory factory =
                        new ActiveMQConnectionFactory(broker.url(), broker.username(), broker.password());
                Connection connection = factory.createConnection();
                Session session = connection.createSession()) {
            connection.start();
            ClientSession core = ((ActiveMQSession) session).getCoreSession();
            try (ClientRequestor management = new ClientRequestor(core, "activemq.management")) {
                questions.to((resource, attribute) -> ask(core, management, resource, attribute));
            }
        } catch (Exception e) {
            LOG.debug("{} does not tell what waits", broker, e);
        }
    }

    /** What is asked over one connection. */
    @FunctionalInterface
    private interface Questions {
        void to(Management management) throws Exception;
    }

    /** An attribute of the broker, null if it does not tell. */
    @FunctionalInterface
    private interface Management {
        @Nullable Object ask(String resource, String attribute) throws Exception;
    }

    private static @Nullable Object ask(
            ClientSession session, ClientRequestor management, String resource, String attribute) throws Exception {
        ClientMessage question = session.createMessage(false);
        ManagementHelper.putAttribute(question, resource, attribute);
        ClientMessage answer = management.request(question, MANAGEMENT_TIMEOUT_MILLIS);
        return answer != null && ManagementHelper.hasOperationSucceeded(answer)
                ? ManagementHelper.getResult(answer)
                : null;
    }
}
