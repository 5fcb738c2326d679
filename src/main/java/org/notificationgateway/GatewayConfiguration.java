// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.camel.CamelConfiguration;
import org.apache.camel.CamelContext;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainListenerSupport;
import org.notificationgateway.delivery.PickupFolders;
import org.notificationgateway.delivery.SenderCircuitBreaker;
import org.notificationgateway.ingress.ApiKeys;
import org.notificationgateway.ingress.PageDoor;
import org.notificationgateway.ingress.WholeAnswers;
import org.notificationgateway.mail.MemoryBudget;
import org.notificationgateway.operations.ClosedAtStop;
import org.notificationgateway.operations.DataDirectory;
import org.notificationgateway.operations.DeadLetterHandlers;
import org.notificationgateway.operations.EmlFolders;
import org.notificationgateway.operations.ErasableFiles;
import org.notificationgateway.operations.Erasing;
import org.notificationgateway.operations.ErasingHandlers;
import org.notificationgateway.operations.FilesByName;
import org.notificationgateway.operations.EventHandlers;
import org.notificationgateway.operations.GatewayHome;
import org.notificationgateway.operations.GatewayProperties;
import org.notificationgateway.operations.GatewaySettings;
import org.notificationgateway.operations.KnownCertificates;
import org.notificationgateway.operations.LedgerOpening;
import org.notificationgateway.operations.MailHandlers;
import org.notificationgateway.operations.OAuthSettings;
import org.notificationgateway.operations.OpenSecrets;
import org.notificationgateway.operations.OutboxMeters;
import org.notificationgateway.operations.QuietTrace;
import org.notificationgateway.operations.RequestsBrokerHealthCheck;
import org.notificationgateway.operations.SenderExplanations;
import org.notificationgateway.operations.SenderHandlers;
import org.notificationgateway.operations.SenderHealthCheck;
import org.notificationgateway.operations.SendingForecast;
import org.notificationgateway.operations.SettingsHealthCheck;
import org.notificationgateway.operations.SettingsReload;
import org.notificationgateway.operations.SettingsWatcher;
import org.notificationgateway.operations.SmtpServerSettings;
import org.notificationgateway.operations.StartupSummary;
import org.notificationgateway.outbox.AdmissionControl;
import org.notificationgateway.outbox.BrokerAccess;
import org.notificationgateway.outbox.DeadLetters;
import org.notificationgateway.outbox.EntryClosing;
import org.notificationgateway.outbox.EntryErasing;
import org.notificationgateway.outbox.LargeEntryMemory;
import org.notificationgateway.outbox.MailErasing;
import org.notificationgateway.outbox.OutboxCodec;
import org.notificationgateway.outbox.OutboxStore;
import org.notificationgateway.outbox.OutboxWorkers;
import org.notificationgateway.outbox.OutboxWriter;
import org.notificationgateway.outbox.QueueErasing;
import org.notificationgateway.outbox.Redelivery;
import org.notificationgateway.outbox.RetryPlan;
import org.notificationgateway.outbox.RetrySteps;
import org.notificationgateway.outbox.SendingBudgets;
import org.notificationgateway.outbox.Steering;
import org.notificationgateway.outbox.StoredMails;
import org.notificationgateway.outbox.ledger.Ledger;
import org.notificationgateway.page.PageHandlers;
import org.notificationgateway.settings.GatewayKeys;
import org.notificationgateway.settings.Senders;
import org.notificationgateway.settings.SendersLoader;
import org.notificationgateway.settings.StartRefusedException;
import org.notificationgateway.smtp.SmtpClient;

/**
 * All wiring, top to bottom in the order a mail passes: loads the settings, checks what would fail later, and gives
 * the routes their beans. Camel finds this class by package scan, in the program and in tests alike.
 */
public final class GatewayConfiguration implements CamelConfiguration {
    private static final String HTTP_DOOR = "camel.server";

    private final Surroundings surroundings;

    /** In the real world. */
    public GatewayConfiguration() {
        this(Surroundings.REAL);
    }

    public GatewayConfiguration(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    /** Camel, with the settings of a home and all that is wired here, ready to be started. */
    public static Main main(GatewayHome home) throws IOException {
        return prepared(new Main(GatewayConfiguration.class), home);
    }

    /** The same in other surroundings. */
    public static Main main(GatewayHome home, Surroundings surroundings) throws IOException {
        Main main = new Main();
        main.configure().addConfiguration(new GatewayConfiguration(surroundings));
        return prepared(main, home);
    }

    private static Main prepared(Main main, GatewayHome home) throws IOException {
        main.bind(FilesByName.KEY, new FilesByName());
        main.setDefaultPropertyPlaceholderLocation("false"); // the next line has them
        Properties settings = home.settings(System.getenv());
        settings.stringPropertyNames().forEach(key -> main.addOverrideProperty(key, settings.getProperty(key)));
        main.addOverrideProperty(GatewayKeys.HOME, home.directory().toString());
        main.addMainListener(new MainListenerSupport() {
            @Override
            public void beforeConfigure(BaseMainSupport configured) { // before Camel refuses its own in other words
                new GatewayProperties(configured.getCamelContext()).refuseFaults();
            }
        });
        return main;
    }

    @Override
    public void configure(CamelContext context) throws Exception {
        Clocks clocks = new Clocks(surroundings.wall(), surroundings.steady());
        surroundings.enter(context);
        QuietTrace.installIn(context);
        GatewayProperties properties = new GatewayProperties(context);
        StartRefusedException.unlessEmpty(properties.faults()); // vaults can be asked now
        context.addRoutePolicyFactory(new WholeAnswers());
        GatewayHome home = properties.home();
        Path data = properties.path("gateway.data-directory");
        DataDirectory dataDirectory = new DataDirectory(data);
        dataDirectory.lock();
        context.addService(dataDirectory, true, true);

        SendersLoader loader = GatewaySettings.loader(home, surroundings.environment(), context::resolvePropertyPlaceholders);
        Senders senders = new Senders(surroundings.senders(loader.load().all()));
        context.getRegistry().bind("senders", senders);
        PickupFolders folders = new PickupFolders(data, clocks.wall());
        StartRefusedException.unlessEmpty(folders.prepare(senders));
        ApiKeys apiKeys = DoorWiring.apiKeys(home);
        DoorWiring.checkListenAddresses(properties, apiKeys);
        MemoryBudget budget = MemoryBudget.ofHeap();
        PageDoor page = new PageDoor(apiKeys, properties.number("camel.management.port"), clocks.steady());
        DoorWiring.httpServers(context, properties, apiKeys, page, budget, clocks);
        OAuthSettings tokens = new OAuthSettings(properties, senders);
        StartRefusedException.unlessEmpty(tokens.faults());
        SmtpServerSettings servers = new SmtpServerSettings(properties, senders, tokens);
        StartRefusedException.unlessEmpty(servers.faults());
        EmlFolders emlFolders = new EmlFolders(properties, senders);
        StartRefusedException.unlessEmpty(emlFolders.faults());

        RetrySteps steps = new RetrySteps(properties.durations("delivery.retry-delays"), clocks.steady());
        List<String> missing = dataDirectory.isNew() ? List.of() : OutboxWiring.missing(properties, data);
        Ledger ledger = LedgerOpening.ledger(properties, data, clocks.steady());
        LedgerOpening.open(ledger);
        Broker broker = OutboxWiring.broker(context, properties, data, senders, steps);
        SenderCircuitBreaker breaker = DeliveryWiring.breaker(context, properties, clocks, servers.servers());
        SendingBudgets budgets = new SendingBudgets(ledger);
        context.addService(new ClosedAtStop(budgets), true, true);
        LargeEntryMemory room = new LargeEntryMemory(budget);
        Steering steering = OutboxWiring.steering(context, ledger, breaker, clocks.steady());
        OutboxWiring.jms(context, properties, broker.access(), senders, steps, breaker, room, steering, surroundings.look());
        OutboxWriter writer = OutboxWiring.writer(context, properties, broker, ledger, clocks.steady(), missing);
        Path inbox = properties.absoluteFolder("ingress.file.directory");
        DoorWiring.intake(context, properties, senders, budget, data, inbox, apiKeys, clocks);
        DoorWiring.mails(context, properties, emlFolders, budget, data, clocks);
        DeliveryWiring.converters(context);
        DeliveryWiring.pickup(context, properties, senders, folders, surroundings, clocks.wall());
        SmtpClient lines = DeliveryWiring.smtp(context, properties, senders, tokens, servers.servers(), breaker, budgets, surroundings);

        EntryClosing closing = new EntryClosing(ledger, broker.files(), clocks.steady(), steering);
        SendingForecast forecast =
                new SendingForecast(senders, servers.servers(), budgets, breaker, ledger, clocks.steady(), steps.count(),
                        broker.embedded() == null ? null : known -> broker.store().depths(known.keySet()));
        OutboxMeters meters = meters(context, properties, broker, senders, breaker, lines, steps.count(), clocks, forecast);
        RetryPlan plan = new RetryPlan(
                properties.durations("delivery.retry-delays"), properties.duration("delivery.max-age"), clocks.steady(), clocks.wall(),
                (sender, since) -> Stream.of(breaker.pausedSince(sender, since), steering.heldSince(sender, since))
                        .flatMap(List::stream).toList());
        OutboxWorkers workers = OutboxWiring.component(
                context, properties, broker, writer, senders,
                new OutboxWorkers.Settlements(
                        properties.number("outbox.group-size"), room, Redelivery.of(steps), closing),
                new OutboxWorkers.Parts(
                        new OutboxCodec(broker.files()),
                        new AdmissionControl(senders, plan::isExpired, plan::isEarly, closing::settledBefore), plan, breaker,
                        servers.servers(), budgets, surroundings.meters(meters), steering,
                        new EntryErasing(ledger.erasures()), broker.storage()::isScarce),
                forecast);
        DeadLetters letters = new DeadLetters(
                broker.access().connectionFactory(), senders, budget, clocks.wall(), closing, broker.files());
        deadLetters(context, properties, letters, apiKeys);
        erasing(context, new Erasing(
                ledger, new MailErasing(ledger.eraser(), closing, steering),
                new QueueErasing(broker.access().connectionFactory(), budget, closing),
                new ErasableFiles(data, inbox, emlFolders.all().stream().map(EmlFolders.Folder::directory).toList())), apiKeys);
        MailHandlers mails = new MailHandlers(ledger.reader(), steering, apiKeys, clocks.steady(), forecast);
        SenderHandlers orders = new SenderHandlers(senders, steering, breaker, broker.store(), steps.count(), apiKeys, forecast);
        StoredMails stored =
                new StoredMails(broker.access().connectionFactory(), broker.store(), budget, broker.files(), steps.count());
        DoorWiring.mails(
                context, properties, mails, orders, new EventHandlers(ledger.reader(), apiKeys),
                new PageHandlers(page, apiKeys, new PageHandlers.Sources(
                        mails, orders, letters, stored, broker.store(), senders, new SenderExplanations(folders, tokens, servers),
                        forecast::lastHour), clocks.wall()));
        OutboxWiring.events(context, properties, ledger, broker.access(), clocks.wall());
        OutboxWiring.meters(
                context, properties, data, ledger, closing,
                new KnownCertificates(context, senders, servers.servers(), lines.certificates()), clocks.wall());
        reload(context, properties, loader, senders, servers, broker.store(), folders, breaker, workers);
        context.getRegistry().bind(
                "startupSummary", summary(context, properties, senders, tokens, data, inbox, emlFolders, broker.access(), apiKeys));
    }

    private static OutboxMeters meters(
            CamelContext context, GatewayProperties properties, Broker broker, Senders senders, SenderCircuitBreaker breaker,
            SmtpClient lines, int steps, Clocks clocks, SendingForecast forecast) throws Exception {
        boolean embedded = broker.embedded() != null;
        OutboxMeters meters = new OutboxMeters(
                context, senders, broker.store(), breaker, lines,
                embedded ? Duration.ofSeconds(1) : Duration.ofSeconds(15), steps, clocks.steady(), forecast);
        context.addService(meters, true, false);
        context.getRegistry().bind("senderHealthCheck", new SenderHealthCheck(senders, breaker));
        return meters;
    }

    private static void deadLetters(
            CamelContext context, GatewayProperties properties, DeadLetters letters, ApiKeys apiKeys) throws Exception {
        DeadLetterHandlers dead = new DeadLetterHandlers(letters, apiKeys, properties.duration("ingress.http.body-timeout"));
        context.addStartupListener((started, alreadyStarted) -> started.getRegistry()
                .findByType(VertxPlatformHttpRouter.class).stream()
                .filter(VertxPlatformHttpRouter::isManagementServer)
                .forEach(dead::install));
    }

    private static void erasing(CamelContext context, Erasing erasing, ApiKeys apiKeys) throws Exception {
        ErasingHandlers handlers = new ErasingHandlers(erasing, apiKeys);
        context.addStartupListener((started, alreadyStarted) -> started.getRegistry()
                .findByType(VertxPlatformHttpRouter.class).stream()
                .filter(VertxPlatformHttpRouter::isManagementServer)
                .forEach(handlers::install));
    }

    private static void reload(
            CamelContext context, GatewayProperties properties, SendersLoader loader, Senders senders,
            SmtpServerSettings servers, OutboxStore store, PickupFolders folders, SenderCircuitBreaker breaker, OutboxWorkers workers) throws Exception {
        SettingsWatcher watcher = new SettingsWatcher(
                context, loader::files, loader::reload,
                new SettingsReload(senders, servers, folders, store, breaker, workers),
                properties.duration("gateway.settings-interval"));
        context.addService(watcher, true, false);
        context.getRegistry().bind("settingsHealthCheck", new SettingsHealthCheck(
                watcher::refusal, () -> store.waitingForOthers(senders.names())));
    }

    /** Where requests come from by JMS, if not from the outbox' broker. */
    private static String jms(CamelContext context, String shared) {
        RequestsBrokerHealthCheck apart = context.getRegistry().findSingleByType(RequestsBrokerHealthCheck.class);
        return apart == null ? shared : apart.describe();
    }

    private static StartupSummary summary(
            CamelContext context, GatewayProperties properties, Senders senders, OAuthSettings tokens, Path data, Path inbox,
            EmlFolders emlFolders, BrokerAccess broker, ApiKeys apiKeys) {
        boolean embedded = properties.text("gateway.broker.url").isEmpty();
        String acceptor = properties.text("gateway.broker.acceptor");
        String jms = embedded ? (acceptor.isEmpty() ? "in this process only" : acceptor) : broker.shown();
        Map<String, String> logins = new TreeMap<>();
        tokens.clients().forEach((sender, client) -> logins.put(sender, client.describe(senders.of(sender))));
        StartupSummary summary = new StartupSummary()
                .wayIn(properties.flag("ingress.file.enabled"),
                        "file  " + inbox + "/*.json");
        emlFolders.all().forEach(folder -> summary.wayIn(
                true, "eml   " + folder.directory() + "/*.eml, sender " + folder.rules().sender()));
        return summary
                .wayIn(properties.flag("ingress.http.enabled"),
                        "http  POST " + properties.url(HTTP_DOOR) + "/notifications")
                .wayIn(properties.flag("ingress.jms.enabled"), "jms   queue " + properties.text("ingress.jms.queue") + ", " + jms(context, jms))
                .senders(senders, logins)
                .warnings(OpenSecrets.warnings(properties))
                .warnings(apiKeys.warnings())
                .data(data, embedded ? "embedded Artemis" : "Artemis at " + broker.shown());
    }
}
