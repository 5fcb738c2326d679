// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway;

import jakarta.jms.ConnectionFactory;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.apache.camel.CamelContext;
import org.apache.camel.component.jms.JmsComponent;
import org.apache.camel.component.jms.JmsConfiguration;
import org.messaginghub.pooled.jms.JmsPoolConnectionFactory;
import org.notificationgateway.delivery.SenderCircuitBreaker;
import org.notificationgateway.ingress.PauseWhileFull;
import org.notificationgateway.ingress.UnopenedRequests;
import org.notificationgateway.operations.BrokerHealthCheck;
import org.notificationgateway.operations.ClosedAtStop;
import org.notificationgateway.operations.DeadLetterMessage;
import org.notificationgateway.operations.EventRelay;
import org.notificationgateway.operations.GatewayProperties;
import org.notificationgateway.operations.KnownCertificates;
import org.notificationgateway.operations.LedgerOpening;
import org.notificationgateway.operations.OutboxService;
import org.notificationgateway.operations.RequestsBrokerHealthCheck;
import org.notificationgateway.operations.StoppedBrokerHealthCheck;
import org.notificationgateway.operations.StoreMeters;
import org.notificationgateway.operations.Subscriptions;
import org.notificationgateway.operations.Webhook;
import org.notificationgateway.ingress.PeriodicTasks;
import org.notificationgateway.outbox.BrokerAccess;
import org.notificationgateway.outbox.BrokerCheck;
import org.notificationgateway.outbox.EntryClosing;
import org.notificationgateway.outbox.EntryReceivers;
import org.notificationgateway.outbox.Forecast;
import org.notificationgateway.outbox.LargeEntryMemory;
import org.notificationgateway.outbox.OutboxComponent;
import org.notificationgateway.outbox.OutboxSession;
import org.notificationgateway.outbox.OutboxWorkers;
import org.notificationgateway.outbox.OutboxWriter;
import org.notificationgateway.outbox.Queues;
import org.notificationgateway.outbox.Redelivery;
import org.notificationgateway.outbox.RetrySteps;
import org.notificationgateway.outbox.StorageGuard;
import org.notificationgateway.outbox.Steering;
import org.notificationgateway.outbox.WaitingQueues;
import org.notificationgateway.outbox.embedded.EmbeddedBroker;
import org.notificationgateway.outbox.embedded.StoreAudit;
import org.notificationgateway.outbox.ledger.Ledger;
import org.notificationgateway.outbox.ledger.Order;
import org.notificationgateway.settings.GatewayKeys;
import org.notificationgateway.settings.Senders;
import org.notificationgateway.settings.StartRefusedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The broker, embedded or external, the way into the outbox, and Camel's way to its queues. */
final class OutboxWiring {
    private static final Logger LOG = LoggerFactory.getLogger(OutboxWiring.class);

    private static final Duration LOOK_FOR_ORDERS = Duration.ofSeconds(1);
    private static final long RECEIVE_MILLIS = 100; // a stop waits for it; Spring's second would be most of a stop

    private OutboxWiring() {}

    static Broker broker(CamelContext context, GatewayProperties properties, Path data, Senders senders, RetrySteps steps)
            throws Exception {
        String url = properties.text("gateway.broker.url");
        String username = properties.text("gateway.broker.username");
        String password = properties.text("gateway.broker.password");
        int percent = properties.number("intake.max-disk-usage");
        if (!url.isEmpty()) {
            BrokerAccess external = new BrokerAccess(url, username, password);
            BrokerCheck check = new BrokerCheck(external, steps.count());
            StartRefusedException.unlessEmpty(check.prepare(senders.names()));
            return new Broker(external, check, new StorageGuard(data, percent), null);
        }
        String acceptor = properties.text("gateway.broker.acceptor");
        Path folder = data.resolve("broker");
        StorageGuard guard = StorageGuard.ofBroker(data, folder, percent);
        guard.prepare();
        EmbeddedBroker broker = new EmbeddedBroker(
                folder, senders.names(), Redelivery.of(steps),
                acceptor.isEmpty() ? null : new EmbeddedBroker.Acceptor(acceptor, username, password), guard);
        context.addService(broker, true, true);
        context.getRegistry().bind("embeddedBroker", broker);
        context.getRegistry().bind("stoppedBrokerHealthCheck", new StoppedBrokerHealthCheck(broker::isRunning));
        return new Broker(broker.access(), broker, guard, broker);
    }

    static void jms(
            CamelContext context, GatewayProperties properties, BrokerAccess broker, Senders senders, RetrySteps steps,
            SenderCircuitBreaker breaker, LargeEntryMemory room, Steering steering, Duration look) throws Exception {
        JmsPoolConnectionFactory consuming = broker.connectionPool();
        ((ActiveMQConnectionFactory) consuming.getConnectionFactory()).getServerLocator()
                .addIncomingInterceptor(new UnopenedRequests(Queues.REQUESTS));
        context.addService(new ClosedAtStop(consuming::stop), true, true); // before the broker, which would warn of each session
        context.getRegistry().bind("connectionFactory", consuming);
        context.getRegistry().bind("brokerHealthCheck", new BrokerHealthCheck(consuming));

        ConnectionFactory apart = RequestsBroker.connectionFactory(context, properties);
        context.getRegistry().bind("requestsConnectionFactory", apart == null ? consuming : pool(context, properties, apart));

        JmsConfiguration configuration = new JmsConfiguration(consuming);
        configuration.setTransacted(true);
        configuration.setLazyCreateTransactionManager(false); // local transactions: consume and send in one session
        configuration.setCacheLevelName("CACHE_CONSUMER");
        configuration.setErrorHandlerLogStackTrace(false);
        configuration.setAcceptMessagesWhileStopping(false);
        configuration.setReceiveTimeout(RECEIVE_MILLIS);
        context.addComponent("jms", new JmsComponent(configuration));

        WaitingQueues waiting =
                new WaitingQueues(broker.connectionFactory(), senders::names, steps, room,
                        sender -> breaker.isOpen(sender) || steering.isHeld(sender), steering::due, look);
        context.getRegistry().bind("waitingQueues", waiting);
        context.addStartupListener((started, alreadyStarted) -> waiting.start());
        context.addService(new ClosedAtStop(waiting), true, true);
    }

    private static JmsPoolConnectionFactory pool(CamelContext context, GatewayProperties properties, ConnectionFactory broker)
            throws Exception {
        JmsPoolConnectionFactory pool = new JmsPoolConnectionFactory();
        pool.setConnectionFactory(broker);
        pool.setMaxConnections(1);
        context.addService(new ClosedAtStop(pool::stop), true, true);
        String url = GatewayKeys.of("ingress.jms.broker-url").type().shown(properties.text("ingress.jms.broker-url"));
        context.getRegistry().bind("requestsBrokerHealthCheck", new RequestsBrokerHealthCheck(broker, url));
        return pool;
    }

    /** What people ordered about waiting mail; looked for again and again, since others may order through other gateways. */
    static Steering steering(CamelContext context, Ledger ledger, SenderCircuitBreaker breaker, Clock clock) throws Exception {
        Steering steering = new Steering(ledger.orders(), clock, order -> {
            boolean release = order.kind() == Order.Kind.RELEASE && breaker.isHeldForItsRoute(order.sender());
            if (release || order.kind() == Order.Kind.RETRY) {
                breaker.reset(order.sender());
            }
        });
        steering.look(); // before anything is delivered
        PeriodicTasks looks = new PeriodicTasks(context, "orders").add(steering::look, LOOK_FOR_ORDERS, LOOK_FOR_ORDERS);
        context.addService(new ClosedAtStop(looks), true, true);
        return steering;
    }

    /** Tells others what happens to mail, if they are to know. */
    static void events(CamelContext context, GatewayProperties properties, Ledger ledger, BrokerAccess broker, Clock clock)
            throws Exception {
        context.getRegistry().bind("webhook", new Webhook(clock));
        context.getRegistry().bind("deadLetterMessage", new DeadLetterMessage());
        if (properties.flag("gateway.events.enabled")) {
            context.addService(new EventRelay(
                    context, ledger.relayed(), broker.connectionFactory(), () -> Subscriptions.areMade(context),
                    List.of(properties.text("gateway.events.unsubscribe").strip().split("[,\\s]+"))), true, false);
        }
    }

    /** What is measured of the store and of certificates. */
    static void meters(
            CamelContext context, GatewayProperties properties, Path data, Ledger ledger, EntryClosing closing,
            KnownCertificates certificates, Clock clock) throws Exception {
        boolean told = properties.flag("gateway.events.enabled");
        StoreMeters.Sources sources = new StoreMeters.Sources(
                data, properties.number("intake.max-disk-usage"), closing::behind, told ? ledger::notHandedOnSince : () -> 0,
                certificates::ends);
        context.addService(new StoreMeters(context, sources, clock), true, false);
    }

    /** The endpoints {@code outbox}, and what takes entries out. */
    static OutboxWorkers component(
            CamelContext context, GatewayProperties properties, Broker broker, OutboxWriter writer, Senders senders,
            OutboxWorkers.Settlements settlements, OutboxWorkers.Parts parts, Forecast forecast) {
        EmbeddedBroker embedded = broker.embedded();
        EntryReceivers receivers = embedded == null
                ? EntryReceivers.over(broker.access().connectionFactory())
                : embedded.receivers(properties.flag("gateway.broker.short-way"));
        OutboxWorkers workers = new OutboxWorkers(receivers, settlements, parts);
        context.addComponent("outbox", new OutboxComponent(senders, workers, writer, forecast));
        return workers;
    }

    /** The way in, which a pause of the doors and health ask, too. */
    static OutboxWriter writer(
            CamelContext context, GatewayProperties properties, Broker broker, Ledger ledger, Clock clock, List<String> missing)
            throws Exception {
        EmbeddedBroker embedded = broker.embedded();
        Duration window = properties.duration("intake.idempotency-window");
        Duration keep = properties.duration("gateway.ledger.keep");
        OutboxService keeper = new OutboxService(
                context, embedded == null ? new OutboxSession(broker.access().connectionFactory()) : embedded.store(properties.flag("gateway.broker.short-way")), ledger,
                broker.storage(),
                properties.duration("intake.store-timeout"), keep.compareTo(window) < 0 ? window : keep,
                embedded == null ? null : new StoreAudit(ledger, embedded, clock, missing),
                () -> context.getInflightRepository().size("intake"));
        context.addService(keeper, true, true);
        context.getRegistry().bind("pauseWhileFull", new PauseWhileFull(keeper::isReady));
        context.getRegistry().bind("outboxHealthCheck", keeper.healthCheck());
        return keeper.writer();
    }

    /** Parts of the store that a folder in use must have: what they held is lost. */
    static List<String> missing(GatewayProperties properties, Path data) {
        List<String> missing = new ArrayList<>();
        if (properties.text("gateway.ledger.url").isEmpty() && !Files.exists(LedgerOpening.file(data))) {
            missing.add(LedgerOpening.file(data) + " is missing: a repeat of a request that was accepted before is mailed again,"
                    + " and nobody can tell which mail is lost");
        }
        for (String part : List.of("journal", "bindings")) {
            Path folder = data.resolve("broker").resolve(part);
            if (properties.text("gateway.broker.url").isEmpty() && !holdsFiles(folder)) {
                missing.add(folder + " is missing or empty: the mails that waited in it are lost");
            }
        }
        return missing;
    }

    private static boolean holdsFiles(Path folder) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            return files.iterator().hasNext();
        } catch (IOException e) {
            return false;
        }
    }
}
