// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway;

import java.nio.file.Path;
import java.time.Duration;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.apache.camel.CamelContext;
import org.apache.camel.component.jms.JmsComponent;
import org.apache.camel.component.jms.JmsConfiguration;
import org.apache.camel.component.jms.MessageListenerContainerFactory;
import org.messaginghub.pooled.jms.JmsPoolConnectionFactory;
import org.notificationgateway.delivery.PickupDirectory;
import org.notificationgateway.intake.UnopenedRequests;
import org.notificationgateway.operations.BrokerHealthCheck;
import org.notificationgateway.operations.OutboxContainer;
import org.notificationgateway.operations.OutboxKeeper;
import org.notificationgateway.operations.StartRefusedException;
import org.notificationgateway.operations.StoppedBrokerHealthCheck;
import org.notificationgateway.outbox.BrokerAccess;
import org.notificationgateway.outbox.BrokerCheck;
import org.notificationgateway.outbox.EmbeddedBroker;
import org.notificationgateway.outbox.FileLedger;
import org.notificationgateway.outbox.EntrySource;
import org.notificationgateway.outbox.GroupStore;
import org.notificationgateway.outbox.LargeBodies;
import org.notificationgateway.outbox.LedgerAccess;
import org.notificationgateway.outbox.OutboxSession;
import org.notificationgateway.outbox.Redelivery;
import org.notificationgateway.outbox.RequestLedger;
import org.notificationgateway.outbox.SqlLedger;
import org.notificationgateway.outbox.StorageGuard;
import org.notificationgateway.settings.Senders;

/** The broker, embedded or external, the way into the outbox, and Camel's way to its queues. */
final class OutboxWiring {
    private static final String GUARD = "storageGuard";

    private OutboxWiring() {}

    static BrokerAccess broker(CamelContext context, GatewayProperties properties, Path data, Senders senders)
            throws Exception {
        String url = properties.text("gateway.broker.url");
        String username = properties.text("gateway.broker.username");
        String password = properties.text("gateway.broker.password");
        int percent = properties.number("intake.max-disk-usage");
        if (!url.isEmpty()) {
            BrokerAccess external = new BrokerAccess(url, username, password);
            BrokerCheck check = new BrokerCheck(external);
            GatewayConfiguration.refuse(check.prepare(senders.names()));
            context.getRegistry().bind("outboxStore", check);
            context.getRegistry().bind(GUARD, new StorageGuard(data, percent));
            return external;
        }
        String acceptor = properties.text("gateway.broker.acceptor");
        if (!acceptor.isEmpty() && (username.isEmpty() || password.isEmpty())) {
            throw new StartRefusedException(
                    "gateway.broker.acceptor", "is set without gateway.broker.username and gateway.broker.password",
                    "both, for the clients it lets in", "config/application.properties");
        }
        Path folder = data.resolve("broker");
        StorageGuard guard = StorageGuard.ofBroker(data, folder, percent);
        guard.prepare();
        context.getRegistry().bind(GUARD, guard);
        EmbeddedBroker broker = new EmbeddedBroker(
                folder, senders.names(), Redelivery.DEFAULT,
                acceptor.isEmpty() ? null : new EmbeddedBroker.Acceptor(acceptor, username, password), guard);
        context.addService(broker, true, true);
        context.getRegistry().bind("outboxStore", broker);
        context.getRegistry().bind("stoppedBrokerHealthCheck", new StoppedBrokerHealthCheck(broker::isRunning));
        return broker.access();
    }

    static void jms(CamelContext context, GatewayProperties properties, BrokerAccess broker) {
        JmsPoolConnectionFactory consuming = broker.connectionPool();
        ((ActiveMQConnectionFactory) consuming.getConnectionFactory()).getServerLocator()
                .addIncomingInterceptor(new UnopenedRequests());
        context.getRegistry().bind("connectionFactory", consuming);
        context.getRegistry().bind("brokerHealthCheck", new BrokerHealthCheck(consuming));

        JmsConfiguration configuration = new JmsConfiguration(consuming);
        configuration.setTransacted(true);
        configuration.setLazyCreateTransactionManager(false); // local transactions: consume and send in one session
        configuration.setCacheLevelName("CACHE_CONSUMER");
        configuration.setErrorHandlerLogStackTrace(false);
        configuration.setAcceptMessagesWhileStopping(false);
        context.addComponent("jms", new JmsComponent(configuration));

        EntrySource source = context.getRegistry().lookupByName("outboxStore") instanceof EmbeddedBroker embedded
                ? embedded.source()
                : new EntrySource(broker.connectionFactory());
        LargeBodies room = new LargeBodies();
        MessageListenerContainerFactory outboxes = endpoint -> new OutboxContainer(
                endpoint, source, properties.number("outbox.group-size"), room,
                () -> context.getRegistry().lookupByNameAndType("pickupDirectory", PickupDirectory.class).flush());
        context.getRegistry().bind("outboxContainers", outboxes);
    }

    static void outbox(CamelContext context, GatewayProperties properties, BrokerAccess broker, Path data)
            throws Exception {
        Duration window = properties.duration("intake.idempotency-window");
        OutboxKeeper keeper = new OutboxKeeper(
                wayIn(context, broker), ledger(properties, data, window),
                context.getRegistry().lookupByNameAndType(GUARD, StorageGuard.class),
                properties.duration("intake.store-timeout"), window,
                () -> context.getInflightRepository().size("intake"));
        context.addService(keeper, true, true);
        GatewayConfiguration.whenStopping(context, keeper.writer()::stopWaiting);
        context.getRegistry().bind("outboxWriter", keeper.writer());
        context.getRegistry().bind("outboxHealthCheck", keeper.healthCheck());
    }

    private static GroupStore wayIn(CamelContext context, BrokerAccess broker) {
        return context.getRegistry().lookupByName("outboxStore") instanceof EmbeddedBroker embedded
                ? embedded.store()
                : new OutboxSession(broker.connectionFactory());
    }

    private static RequestLedger ledger(GatewayProperties properties, Path data, Duration window) {
        String url = properties.text("gateway.ledger.url");
        return url.isEmpty()
                ? new FileLedger(data.resolve("ledger"), GatewayConfiguration.CLOCK, window)
                : new SqlLedger(
                        new LedgerAccess(
                                url, properties.text("gateway.ledger.username"),
                                properties.text("gateway.ledger.password")),
                        GatewayConfiguration.CLOCK);
    }
}
