// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.apache.camel.CamelContext;
import org.apache.camel.component.jms.JmsComponent;
import org.apache.camel.component.jms.JmsConfiguration;
import org.jspecify.annotations.Nullable;
import org.messaginghub.pooled.jms.JmsPoolConnectionFactory;
import org.notificationgateway.delivery.SenderGate;
import org.notificationgateway.intake.UnopenedRequests;
import org.notificationgateway.operations.BrokerHealthCheck;
import org.notificationgateway.operations.ClosedAtStop;
import org.notificationgateway.operations.OutboxKeeper;
import org.notificationgateway.operations.PauseWhileFull;
import org.notificationgateway.operations.StartRefusedException;
import org.notificationgateway.operations.StoppedBrokerHealthCheck;
import org.notificationgateway.outbox.BrokerAccess;
import org.notificationgateway.outbox.BrokerCheck;
import org.notificationgateway.outbox.EmbeddedBroker;
import org.notificationgateway.outbox.EntrySource;
import org.notificationgateway.outbox.LargeBodies;
import org.notificationgateway.outbox.Ledger;
import org.notificationgateway.outbox.LedgerAccess;
import org.notificationgateway.outbox.LedgerLibraryException;
import org.notificationgateway.outbox.MailFiles;
import org.notificationgateway.outbox.OutboxComponent;
import org.notificationgateway.outbox.OutboxSession;
import org.notificationgateway.outbox.OutboxWorkers;
import org.notificationgateway.outbox.OutboxWriter;
import org.notificationgateway.outbox.Queues;
import org.notificationgateway.outbox.Redelivery;
import org.notificationgateway.outbox.RetrySteps;
import org.notificationgateway.outbox.StorageGuard;
import org.notificationgateway.outbox.StoreAudit;
import org.notificationgateway.outbox.WaitingQueues;
import org.notificationgateway.settings.Senders;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The broker, embedded or external, the way into the outbox, and Camel's way to its queues. */
final class OutboxWiring {
    static final String LEDGER = "ledger.db";
    private static final Logger LOG = LoggerFactory.getLogger(OutboxWiring.class);
    private static final String SHORT_WAY = "gateway.broker.short-way";
    static final String GUARD = "storageGuard";

    private OutboxWiring() {}

    static BrokerAccess broker(CamelContext context, GatewayProperties properties, Path data, Senders senders, RetrySteps steps)
            throws Exception {
        String url = properties.text("gateway.broker.url");
        String username = properties.text("gateway.broker.username");
        String password = properties.text("gateway.broker.password");
        int percent = properties.number("intake.max-disk-usage");
        if (!url.isEmpty()) {
            BrokerAccess external = new BrokerAccess(url, username, password);
            BrokerCheck check = new BrokerCheck(external, steps.count());
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
                folder, senders.names(), Redelivery.of(steps),
                acceptor.isEmpty() ? null : new EmbeddedBroker.Acceptor(acceptor, username, password), guard);
        context.addService(broker, true, true);
        context.getRegistry().bind("outboxStore", broker);
        context.getRegistry().bind("stoppedBrokerHealthCheck", new StoppedBrokerHealthCheck(broker::isRunning));
        return broker.access();
    }

    static void jms(
            CamelContext context, GatewayProperties properties, BrokerAccess broker, Senders senders, RetrySteps steps,
            SenderGate gate, LargeBodies room) throws Exception {
        JmsPoolConnectionFactory consuming = broker.connectionPool();
        ((ActiveMQConnectionFactory) consuming.getConnectionFactory()).getServerLocator()
                .addIncomingInterceptor(new UnopenedRequests());
        context.addService(new ClosedAtStop(consuming::stop), true, true); // before the broker, which would warn of each session
        context.getRegistry().bind("connectionFactory", consuming);
        context.getRegistry().bind("brokerHealthCheck", new BrokerHealthCheck(consuming));

        JmsConfiguration configuration = new JmsConfiguration(consuming);
        configuration.setTransacted(true);
        configuration.setLazyCreateTransactionManager(false); // local transactions: consume and send in one session
        configuration.setCacheLevelName("CACHE_CONSUMER");
        configuration.setErrorHandlerLogStackTrace(false);
        configuration.setAcceptMessagesWhileStopping(false);
        context.addComponent("jms", new JmsComponent(configuration));

        WaitingQueues waiting =
                new WaitingQueues(broker.connectionFactory(), senders::names, steps, room, gate::isClosed);
        context.addStartupListener((started, alreadyStarted) -> waiting.start());
        context.addService(new ClosedAtStop(waiting), true, true);
    }

    /** The endpoints {@code outbox}, and what takes entries out. */
    static OutboxWorkers component(
            CamelContext context, GatewayProperties properties, BrokerAccess broker, Senders senders,
            OutboxWorkers.Settlements settlements, OutboxWorkers.Parts parts) {
        EmbeddedBroker embedded = embedded(context);
        EntrySource source = embedded == null ? new EntrySource(broker.connectionFactory()) : embedded.source(properties.flag(SHORT_WAY));
        OutboxWorkers workers = new OutboxWorkers(source, settlements, parts);
        OutboxWriter writer = context.getRegistry().lookupByNameAndType("outboxWriter", OutboxWriter.class);
        context.addComponent("outbox", new OutboxComponent(senders, workers, writer));
        return workers;
    }

    /** Null if the broker is another process. */
    static @Nullable EmbeddedBroker embedded(CamelContext context) {
        return context.getRegistry().lookupByName("outboxStore") instanceof EmbeddedBroker broker ? broker : null;
    }

    /** Where the bytes of large mails lie; null if the broker keeps mails whole. */
    static @Nullable MailFiles files(CamelContext context) {
        EmbeddedBroker embedded = embedded(context);
        return embedded == null ? null : embedded.files();
    }

    static void outbox(
            CamelContext context, GatewayProperties properties, BrokerAccess broker, Path data, Ledger ledger,
            List<String> missing) throws Exception {
        EmbeddedBroker embedded = embedded(context);
        Duration window = properties.duration("intake.idempotency-window");
        Duration keep = properties.duration("gateway.ledger.keep");
        OutboxKeeper keeper = new OutboxKeeper(
                embedded == null ? new OutboxSession(broker.connectionFactory()) : embedded.store(properties.flag(SHORT_WAY)), ledger,
                context.getRegistry().lookupByNameAndType(GUARD, StorageGuard.class),
                properties.duration("intake.store-timeout"), keep.compareTo(window) < 0 ? window : keep,
                embedded == null ? null : new StoreAudit(ledger, embedded, GatewayConfiguration.STEADY, missing),
                () -> context.getInflightRepository().size("intake"));
        context.addService(keeper, true, true);
        context.getRegistry().bind("outboxWriter", keeper.writer());
        context.getRegistry().bind("pauseWhileFull", new PauseWhileFull(keeper::isReady));
        context.getRegistry().bind("outboxHealthCheck", keeper.healthCheck());
    }

    /** Parts of the store that a folder in use must have: what they held is lost. */
    static List<String> missing(GatewayProperties properties, Path data) {
        List<String> missing = new ArrayList<>();
        if (properties.text("gateway.ledger.url").isEmpty() && !Files.exists(data.resolve(LEDGER))) {
            missing.add(data.resolve(LEDGER) + " is missing: a repeat of a request that was accepted before is mailed again,"
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

    static Ledger ledger(GatewayProperties properties, Path data) throws IOException {
        String url = properties.text("gateway.ledger.url");
        LedgerAccess access = url.isEmpty()
                ? LedgerAccess.ofFile(data.resolve(LEDGER))
                : LedgerAccess.ofUrl(
                        url, properties.text("gateway.ledger.username"), properties.text("gateway.ledger.password"));
        String network = access.networkFileSystem();
        if (network != null) {
            throw new StartRefusedException(
                    access.toString(), "lies on a network file system (" + network + "), where SQLite loses data",
                    "a local disk, or a PostgreSQL database (gateway.ledger.url)", "gateway.data-directory");
        }
        return new Ledger(access, GatewayConfiguration.STEADY, properties.duration("intake.idempotency-window"));
    }

    /** A file must be there now; a database may be away for a while. */
    static void open(Ledger ledger) {
        try {
            ledger.open();
        } catch (LedgerLibraryException e) {
            throw new StartRefusedException(
                    ledger.toString(), "cannot be opened: " + e.getMessage(),
                    "a folder in which programs may be run (no noexec)",
                    "the Java property org.sqlite.tmpdir: GATEWAY_JAVA_OPTS=-Dorg.sqlite.tmpdir=FOLDER");
        } catch (IOException e) {
            if (ledger.isFile()) {
                throw new StartRefusedException(
                        ledger.toString(), "cannot be opened (" + e.getMessage() + ")", "a file that this account can write",
                        "gateway.data-directory");
            }
            LOG.warn("{} cannot be reached yet: {}", ledger, e.getMessage());
        }
    }
}
