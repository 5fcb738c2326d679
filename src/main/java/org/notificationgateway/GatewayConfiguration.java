// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.apache.camel.CamelConfiguration;
import org.apache.camel.CamelContext;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;
import org.apache.camel.main.Main;
import org.apache.camel.support.LifecycleStrategySupport;
import org.notificationgateway.delivery.PickupFolders;
import org.notificationgateway.delivery.SenderGate;
import org.notificationgateway.delivery.SmtpLines;
import org.notificationgateway.intake.ApiKeys;
import org.notificationgateway.mail.MemoryBudget;
import org.notificationgateway.operations.DataDirectory;
import org.notificationgateway.operations.DeadLetterHandlers;
import org.notificationgateway.operations.GatewayHome;
import org.notificationgateway.operations.OutboxMeters;
import org.notificationgateway.operations.QuietTrace;
import org.notificationgateway.operations.SenderHealthCheck;
import org.notificationgateway.operations.SettingsHealthCheck;
import org.notificationgateway.operations.SettingsWatcher;
import org.notificationgateway.operations.StartRefusedException;
import org.notificationgateway.operations.StartupSummary;
import org.notificationgateway.operations.WholeAnswers;
import org.notificationgateway.outbox.BrokerAccess;
import org.notificationgateway.outbox.DeadLetters;
import org.notificationgateway.outbox.DeliveryGate;
import org.notificationgateway.outbox.EntryClosing;
import org.notificationgateway.outbox.LargeBodies;
import org.notificationgateway.outbox.Ledger;
import org.notificationgateway.outbox.OutboxCodec;
import org.notificationgateway.outbox.OutboxStore;
import org.notificationgateway.outbox.OutboxWorkers;
import org.notificationgateway.outbox.Redelivery;
import org.notificationgateway.outbox.RetryPlan;
import org.notificationgateway.outbox.RetrySteps;
import org.notificationgateway.outbox.StorageGuard;
import org.notificationgateway.outbox.SteadyClock;
import org.notificationgateway.settings.Fault;
import org.notificationgateway.settings.Senders;
import org.notificationgateway.settings.SendersLoader;

/**
 * All wiring, top to bottom in the order a mail passes: loads the settings, checks what would fail later, and gives
 * the routes their beans. Camel finds this class by package scan, in the program and in tests alike.
 */
public final class GatewayConfiguration implements CamelConfiguration {
    private static final String HTTP_DOOR = "camel.server";

    /** The machine's: for files, dates and what a request names itself. */
    static final Clock CLOCK = Clock.systemUTC();
    /** For waits and ages, which no jump of the other may change. */
    static final Clock STEADY = new SteadyClock();

    /** Camel, with the settings of a home and all that is wired here, ready to be started. */
    public static Main main(GatewayHome home) throws IOException {
        Main main = new Main(GatewayConfiguration.class);
        main.bind(FilesByName.KEY, new FilesByName());
        main.setDefaultPropertyPlaceholderLocation("false"); // the next line has them
        Properties settings = home.settings(System.getenv());
        settings.stringPropertyNames().forEach(key -> main.addOverrideProperty(key, settings.getProperty(key)));
        main.addOverrideProperty("gateway.home", home.directory().toString());
        return main;
    }

    @Override
    public void configure(CamelContext context) throws Exception {
        QuietTrace.installIn(context);
        GatewayProperties properties = new GatewayProperties(context);
        context.addRoutePolicyFactory(new WholeAnswers());
        GatewayHome home = properties.home();
        Path data = properties.path("gateway.data-directory");
        DataDirectory dataDirectory = new DataDirectory(data);
        dataDirectory.lock();
        context.addService(dataDirectory, true, true);

        SendersLoader loader = GatewaySettings.loader(home, context::resolvePropertyPlaceholders);
        Senders senders = loader.load();
        context.getRegistry().bind("senders", senders);
        PickupFolders folders = new PickupFolders(data, CLOCK);
        refuse(folders.prepare(senders));
        ApiKeys apiKeys = DoorWiring.apiKeys(home);
        DoorWiring.checkListenAddresses(properties, apiKeys);
        MemoryBudget budget = MemoryBudget.ofHeap();
        DoorWiring.httpServers(context, properties, apiKeys, budget);
        OAuthSettings tokens = new OAuthSettings(properties, senders);
        refuse(tokens.faults());

        RetrySteps steps = new RetrySteps(properties.durations("delivery.retry-delays"), STEADY);
        List<String> missing = dataDirectory.isNew() ? List.of() : OutboxWiring.missing(properties, data);
        Ledger ledger = OutboxWiring.ledger(properties, data);
        OutboxWiring.open(ledger);
        BrokerAccess broker = OutboxWiring.broker(context, properties, data, senders, steps);
        SenderGate gate = DeliveryWiring.gate(context, properties);
        LargeBodies room = new LargeBodies(budget);
        OutboxWiring.jms(context, properties, broker, senders, steps, gate, room);
        OutboxWiring.outbox(context, properties, broker, data, ledger, missing);
        Path inbox = properties.absoluteFolder("ingress.file.directory");
        DoorWiring.intake(context, properties, senders, apiKeys, budget, data, inbox);
        DeliveryWiring.converters(context);
        DeliveryWiring.pickup(context, properties, senders, folders);
        SmtpLines lines = DeliveryWiring.smtp(context, properties, senders, tokens, gate);

        EntryClosing closing = new EntryClosing(ledger, OutboxWiring.files(context), STEADY);
        OutboxMeters meters = meters(context, properties, senders, gate, lines, steps.count());
        RetryPlan plan = new RetryPlan(
                properties.durations("delivery.retry-delays"), properties.duration("delivery.max-age"), STEADY, CLOCK,
                gate::pausedSince);
        OutboxWorkers workers = OutboxWiring.component(
                context, properties, broker, senders,
                new OutboxWorkers.Settlements(
                        properties.positive("outbox.group-size"), room, Redelivery.of(steps), closing),
                new OutboxWorkers.Parts(
                        new OutboxCodec(OutboxWiring.files(context)),
                        new DeliveryGate(senders, plan::isExpired, plan::isEarly, closing::settledBefore), plan, gate, meters,
                        bean(context, OutboxWiring.GUARD, StorageGuard.class)::isScarce));
        deadLetters(context, properties, senders, broker, budget, closing);
        reload(context, properties, loader, senders, folders, gate, workers);
        context.getRegistry().bind("startupSummary", summary(properties, senders, tokens, data, inbox, broker));
    }

    static void refuse(List<Fault> faults) {
        if (!faults.isEmpty()) {
            throw new StartRefusedException(faults);
        }
    }

    private static OutboxMeters meters(
            CamelContext context, GatewayProperties properties, Senders senders, SenderGate gate, SmtpLines lines, int steps)
            throws Exception {
        boolean embedded = properties.text("gateway.broker.url").isEmpty();
        OutboxMeters meters = new OutboxMeters(
                context, senders, bean(context, "outboxStore", OutboxStore.class), gate, lines,
                embedded ? Duration.ofSeconds(1) : Duration.ofSeconds(15), steps, STEADY);
        context.addService(meters, true, false);
        context.getRegistry().bind("senderHealthCheck", new SenderHealthCheck(senders, gate));
        return meters;
    }

    private static void deadLetters(
            CamelContext context, GatewayProperties properties, Senders senders, BrokerAccess broker, MemoryBudget budget,
            EntryClosing closing) throws Exception {
        DeadLetterHandlers dead = new DeadLetterHandlers(
                new DeadLetters(
                        broker.connectionFactory(), senders, budget, CLOCK, closing, OutboxWiring.files(context)),
                properties.duration("ingress.http.body-timeout"));
        context.addStartupListener((started, alreadyStarted) -> started.getRegistry()
                .findByType(VertxPlatformHttpRouter.class).stream()
                .filter(VertxPlatformHttpRouter::isManagementServer)
                .forEach(dead::install));
    }

    /** Does this before the routes are asked to finish. */
    static void whenStopping(CamelContext context, Runnable task) {
        context.addLifecycleStrategy(new LifecycleStrategySupport() {
            @Override
            public void onContextStopping(CamelContext stopping) {
                task.run();
            }
        });
    }

    private static <T> T bean(CamelContext context, String name, Class<T> type) {
        return context.getRegistry().lookupByNameAndType(name, type);
    }

    private static void reload(
            CamelContext context, GatewayProperties properties, SendersLoader loader, Senders senders,
            PickupFolders folders, SenderGate gate, OutboxWorkers workers) throws Exception {
        OutboxStore store = bean(context, "outboxStore", OutboxStore.class);
        SettingsWatcher watcher = new SettingsWatcher(
                loader::files, loader::reload,
                new SettingsReload(senders, folders, store, gate, workers),
                properties.duration("gateway.settings-interval"));
        context.addService(watcher, true, false);
        context.getRegistry().bind("settingsHealthCheck", new SettingsHealthCheck(
                watcher::refusal, () -> store.waitingForOthers(senders.names())));
    }

    private static StartupSummary summary(
            GatewayProperties properties, Senders senders, OAuthSettings tokens, Path data, Path inbox,
            BrokerAccess broker) {
        boolean embedded = properties.text("gateway.broker.url").isEmpty();
        String acceptor = properties.text("gateway.broker.acceptor");
        String jms = embedded ? (acceptor.isEmpty() ? "in this process only" : acceptor) : broker.url();
        Map<String, String> logins = new TreeMap<>();
        tokens.clients().forEach((sender, client) -> logins.put(sender, client.describe(senders.of(sender))));
        return new StartupSummary()
                .wayIn(properties.flag("ingress.file.enabled"),
                        "file  " + inbox + "/*.json")
                .wayIn(properties.flag("ingress.http.enabled"),
                        "http  POST " + properties.url(HTTP_DOOR) + "/notifications")
                .wayIn(properties.flag("ingress.jms.enabled"), "jms   queue notification.requests, " + jms)
                .senders(senders, logins)
                .warnings(DoorWiring.warnings(properties))
                .data(data, embedded ? "embedded Artemis" : "Artemis at " + broker.url());
    }
}
