// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.apache.camel.CamelConfiguration;
import org.apache.camel.CamelContext;
import org.apache.camel.component.jms.JmsComponent;
import org.apache.camel.component.jms.JmsConfiguration;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;
import org.apache.camel.support.LifecycleStrategySupport;
import org.apache.camel.support.jsse.SSLContextParameters;
import org.messaginghub.pooled.jms.JmsPoolConnectionFactory;
import org.notificationgateway.delivery.DeliveryFailures;
import org.notificationgateway.delivery.MailSettingsSender;
import org.notificationgateway.delivery.PickupDirectory;
import org.notificationgateway.delivery.PickupFolders;
import org.notificationgateway.delivery.SmtpTimeouts;
import org.notificationgateway.intake.ApiKeyFile;
import org.notificationgateway.intake.ApiKeys;
import org.notificationgateway.intake.Contract;
import org.notificationgateway.intake.EntryComposer;
import org.notificationgateway.intake.Inbox;
import org.notificationgateway.intake.JmsRequest;
import org.notificationgateway.intake.Limits;
import org.notificationgateway.intake.RecipientBrake;
import org.notificationgateway.intake.Refusal;
import org.notificationgateway.intake.RequestContent;
import org.notificationgateway.intake.RequestReader;
import org.notificationgateway.intake.UnopenedRequests;
import org.notificationgateway.operations.BrokerHealthCheck;
import org.notificationgateway.operations.DataDirectory;
import org.notificationgateway.operations.GatewayHome;
import org.notificationgateway.operations.GuardedVertx;
import org.notificationgateway.operations.HttpGuard;
import org.notificationgateway.operations.InboxKeeper;
import org.notificationgateway.operations.InboxPolling;
import org.notificationgateway.operations.LargeMails;
import org.notificationgateway.operations.ListenAddress;
import org.notificationgateway.operations.OutboxKeeper;
import org.notificationgateway.operations.SettingsHealthCheck;
import org.notificationgateway.operations.SettingsWatcher;
import org.notificationgateway.operations.StartRefusedException;
import org.notificationgateway.operations.StartupSummary;
import org.notificationgateway.outbox.BrokerAccess;
import org.notificationgateway.outbox.BrokerCheck;
import org.notificationgateway.outbox.DeliveryGate;
import org.notificationgateway.outbox.EmbeddedBroker;
import org.notificationgateway.outbox.LedgerAccess;
import org.notificationgateway.outbox.OutboxCodec;
import org.notificationgateway.outbox.OutboxStore;
import org.notificationgateway.outbox.RequestLedger;
import org.notificationgateway.outbox.RetryPlan;
import org.notificationgateway.outbox.StorageGuard;
import org.notificationgateway.settings.Fault;
import org.notificationgateway.settings.Senders;
import org.notificationgateway.settings.SendersLoader;

/**
 * All wiring, top to bottom in the order a mail passes: loads the settings, checks what would fail later, and gives
 * the routes their beans. Camel finds this class by package scan, in the program and in tests alike.
 */
public final class GatewayConfiguration implements CamelConfiguration {
    private static final String HTTP_DOOR = "camel.server";

    private final Clock clock = Clock.systemUTC();

    @Override
    public void configure(CamelContext context) throws Exception {
        GatewayProperties properties = new GatewayProperties(context);
        GatewayHome home = properties.home();
        Path data = home.resolve(properties.text("gateway.data-directory"));
        DataDirectory dataDirectory = new DataDirectory(data);
        dataDirectory.lock();
        context.addService(dataDirectory, true, true);

        SendersLoader loader = GatewaySettings.loader(home, context::resolvePropertyPlaceholders);
        Senders senders = loader.load();
        PickupFolders folders = new PickupFolders(data, clock);
        refuse(folders.prepare(senders));
        ApiKeys apiKeys = apiKeys(home);
        checkListenAddresses(properties, apiKeys);
        httpServers(context, properties, apiKeys);

        BrokerAccess broker = broker(context, properties, data, senders);
        jms(context, broker);
        outbox(context, properties, broker, data);
        Path inbox = properties.absoluteFolder("ingress.file.directory");
        intake(context, properties, senders, apiKeys, data, inbox);
        outboxAndDelivery(context, properties, senders);
        context.getRegistry().bind("outboxRoutes", new OutboxRoutes(senders));
        reload(context, properties, loader, senders, folders);
        context.getRegistry().bind("startupSummary", summary(properties, senders, data, inbox, broker));
    }

    private static void refuse(List<Fault> faults) {
        if (!faults.isEmpty()) {
            throw new StartRefusedException(faults);
        }
    }

    private static ApiKeys apiKeys(GatewayHome home) throws IOException {
        Path file = home.resolve(GatewayHome.API_KEYS);
        try {
            return ApiKeys.load(new ApiKeyFile(file));
        } catch (IllegalArgumentException e) {
            throw new StartRefusedException("API keys", String.valueOf(e.getMessage()), "one key a line", file.toString());
        }
    }

    /** Fails closed: a port that the network reaches and that asks for nothing opens the relay, or tells of it. */
    private static void checkListenAddresses(GatewayProperties properties, ApiKeys apiKeys) {
        for (String key : List.of("camel.server", "camel.management")) {
            if (!properties.flag(key + ".enabled")) {
                continue;
            }
            ListenAddress address =
                    new ListenAddress(key, properties.text(key + ".host"), properties.number(key + ".port"));
            if (!address.isLoopback() && !apiKeys.required() && !properties.clientCertificates(key)) {
                throw new StartRefusedException(
                        key + ".host", "is " + address.host() + " and config/api-keys has no key",
                        "a loopback address, or at least one API key, or client certificates",
                        "config/application.properties");
            }
            address.check();
        }
    }

    private static void httpServers(CamelContext context, GatewayProperties properties, ApiKeys apiKeys) {
        properties.rate("ingress.http.rate-limit"); // the route reads it for itself
        HttpGuard guard = new HttpGuard(
                apiKeys, Set.of("/schema", "/openapi.json"), properties.duration("ingress.http.body-timeout"),
                properties.number("camel.server.maxBodySize"),
                () -> List.copyOf(context.getRegistry().findByType(VertxPlatformHttpRouter.class)));
        context.getRegistry().bindAsPrototype( // one for each server
                "vertx", Vertx.class, () -> new GuardedVertx(guard, () -> requiresCertificates(context)));
    }

    /** What Camel made of {@code camel.ssl}, however its keys were spelt. */
    private static boolean requiresCertificates(CamelContext context) {
        SSLContextParameters tls = context.getSSLContextParameters();
        return tls != null && tls.getServerParameters() != null
                && "REQUIRE".equalsIgnoreCase(tls.getServerParameters().getClientAuthentication());
    }

    private BrokerAccess broker(CamelContext context, GatewayProperties properties, Path data, Senders senders)
            throws Exception {
        String url = properties.text("gateway.broker.url");
        String username = properties.text("gateway.broker.username");
        String password = properties.text("gateway.broker.password");
        if (!url.isEmpty()) {
            BrokerAccess external = new BrokerAccess(url, username, password);
            BrokerCheck check = new BrokerCheck(external);
            refuse(check.prepare(senders.names()));
            context.getRegistry().bind("outboxStore", check);
            return external;
        }
        String acceptor = properties.text("gateway.broker.acceptor");
        if (!acceptor.isEmpty() && (username.isEmpty() || password.isEmpty())) {
            throw new StartRefusedException(
                    "gateway.broker.acceptor", "is set without gateway.broker.username and gateway.broker.password",
                    "both, for the clients it lets in", "config/application.properties");
        }
        EmbeddedBroker broker = new EmbeddedBroker(
                data.resolve("broker"), senders.names(), EmbeddedBroker.Redelivery.DEFAULT,
                acceptor.isEmpty() ? null : new EmbeddedBroker.Acceptor(acceptor, username, password));
        context.addService(broker, true, true);
        context.getRegistry().bind("outboxStore", broker);
        return broker.access();
    }

    private static void jms(CamelContext context, BrokerAccess broker) {
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
    }

    private void outbox(CamelContext context, GatewayProperties properties, BrokerAccess broker, Path data)
            throws Exception {
        LedgerAccess ledger = ledger(properties, data);
        OutboxKeeper keeper = new OutboxKeeper(
                broker.connectionFactory(), ledger, new RequestLedger(ledger, clock),
                new StorageGuard(data, properties.number("intake.max-disk-usage")),
                properties.duration("intake.store-timeout"), properties.duration("intake.idempotency-window"));
        context.addService(keeper, true, true);
        context.addLifecycleStrategy(new LifecycleStrategySupport() {
            @Override
            public void onContextStopping(CamelContext stopping) {
                keeper.writer().stopWaiting();
            }
        });
        context.getRegistry().bind("outboxWriter", keeper.writer());
        context.getRegistry().bind("outboxHealthCheck", keeper.healthCheck());
    }

    private static LedgerAccess ledger(GatewayProperties properties, Path data) {
        String url = properties.text("gateway.ledger.url");
        return url.isEmpty()
                ? LedgerAccess.embedded(data)
                : new LedgerAccess(
                        url, properties.text("gateway.ledger.username"), properties.text("gateway.ledger.password"));
    }

    private void intake(
            CamelContext context, GatewayProperties properties, Senders senders, ApiKeys apiKeys, Path data,
            Path folder) throws Exception {
        Limits limits = properties.limits();
        Inbox inbox = new Inbox(
                folder, InboxKeeper.owner(data), properties.duration("ingress.file.settle-time"), limits, clock);
        if (properties.flag("ingress.file.enabled")) {
            InboxKeeper keeper = new InboxKeeper(inbox, folder, properties.duration("ingress.file.keep-accepted"));
            keeper.open();
            context.addService(keeper, true, true);
        }
        context.getRegistry().bind("inbox", inbox);
        context.getRegistry().bind("inboxPolling", new InboxPolling(inbox));
        context.getRegistry().bind("apiKeys", apiKeys);
        context.getRegistry().bind("largeMails", new LargeMails());
        context.getRegistry().bind("requestContent", new RequestContent());
        context.getRegistry().bind("jmsRequest", new JmsRequest(limits.requestSize()));
        context.getRegistry().bind("refusal", new Refusal());
        context.getRegistry().bind("contract", new Contract(limits));
        context.getRegistry().bind("requestReader", new RequestReader(senders, limits));
        context.getRegistry().bind(
                "recipientBrake", new RecipientBrake(properties.rate("ingress.recipient-rate-limit")));
        context.getRegistry().bind("entryComposer", new EntryComposer(senders, clock));
    }

    private void outboxAndDelivery(CamelContext context, GatewayProperties properties, Senders senders) {
        context.getRegistry().bind("senders", senders);
        context.getRegistry().bind("outboxCodec", new OutboxCodec());
        context.getRegistry().bind("deliveryGate", new DeliveryGate(senders));
        context.getRegistry().bind("retryPlan", new RetryPlan(
                properties.durations("delivery.retry-delays"), properties.duration("delivery.max-age"), clock,
                () -> ThreadLocalRandom.current().nextDouble()));
        context.getRegistry().bind("deliveryFailures", new DeliveryFailures());
        context.getRegistry().bind("pickupDirectory", new PickupDirectory(senders));
        context.getRegistry().bind("mailSettingsSender", new MailSettingsSender(senders, new SmtpTimeouts(
                properties.duration("delivery.smtp.connect-timeout"),
                properties.duration("delivery.smtp.read-timeout"),
                properties.duration("delivery.smtp.write-timeout"))));
    }

    private static void reload(
            CamelContext context, GatewayProperties properties, SendersLoader loader, Senders senders,
            PickupFolders folders) throws Exception {
        OutboxStore store = context.getRegistry().lookupByNameAndType("outboxStore", OutboxStore.class);
        SettingsWatcher watcher = new SettingsWatcher(
                loader::files, loader::load, new SettingsReload(context, senders, folders, store),
                properties.duration("gateway.settings-interval"));
        context.addService(watcher, true, false);
        context.getRegistry().bind("settingsHealthCheck", new SettingsHealthCheck(
                watcher::refusal, () -> store.waitingForOthers(senders.names())));
    }

    private static StartupSummary summary(
            GatewayProperties properties, Senders senders, Path data, Path inbox, BrokerAccess broker) {
        boolean embedded = properties.text("gateway.broker.url").isEmpty();
        String acceptor = properties.text("gateway.broker.acceptor");
        String jms = embedded ? (acceptor.isEmpty() ? "in this process only" : acceptor) : broker.url();
        return new StartupSummary()
                .wayIn(properties.flag("ingress.file.enabled"),
                        "file  " + inbox + "/*.json")
                .wayIn(properties.flag("ingress.http.enabled"),
                        "http  POST " + properties.url(HTTP_DOOR) + "/notifications")
                .wayIn(properties.flag("ingress.jms.enabled"), "jms   queue notification.requests, " + jms)
                .senders(senders)
                .data(data, embedded ? "embedded Artemis" : "Artemis at " + broker.url());
    }
}
