// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.ExtendedStartupListener;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;
import org.apache.camel.support.jsse.SSLContextParameters;
import org.notificationgateway.ingress.ApiKeyFile;
import org.notificationgateway.ingress.ApiKeys;
import org.notificationgateway.ingress.ContractHandlers;
import org.notificationgateway.ingress.DoorRefusals;
import org.notificationgateway.ingress.GuardedVertx;
import org.notificationgateway.ingress.HostRule;
import org.notificationgateway.ingress.HttpGuard;
import org.notificationgateway.ingress.HttpPorts;
import org.notificationgateway.ingress.HttpReceipt;
import org.notificationgateway.ingress.Inbox;
import org.notificationgateway.ingress.InboxDoor;
import org.notificationgateway.ingress.InboxService;
import org.notificationgateway.ingress.JmsRequest;
import org.notificationgateway.ingress.ListenAddress;
import org.notificationgateway.ingress.PageDoor;
import org.notificationgateway.ingress.RequestContent;
import org.notificationgateway.ingress.RequestMemory;
import org.notificationgateway.ingress.Right;
import org.notificationgateway.intake.Contract;
import org.notificationgateway.intake.Digest;
import org.notificationgateway.intake.EntryComposer;
import org.notificationgateway.intake.Limits;
import org.notificationgateway.intake.RecipientRateLimiter;
import org.notificationgateway.intake.RequestReader;
import org.notificationgateway.mail.MemoryBudget;
import org.notificationgateway.operations.BeforeStop;
import org.notificationgateway.operations.EmlFolders;
import org.notificationgateway.operations.EventHandlers;
import org.notificationgateway.operations.GatewayHome;
import org.notificationgateway.operations.GatewayProperties;
import org.notificationgateway.operations.MailHandlers;
import org.notificationgateway.operations.SenderHandlers;
import org.notificationgateway.operations.StartRules;
import org.notificationgateway.page.PageHandlers;
import org.notificationgateway.settings.Senders;
import org.notificationgateway.settings.StartRefusedException;

/** What stands before and behind the ways in: keys, both HTTP ports, and the beans of intake. */
final class DoorWiring {
    private static final int TRACE_LENGTH = 16;

    private DoorWiring() {}

    static ApiKeys apiKeys(GatewayHome home) throws IOException {
        Path file = home.resolve(GatewayHome.API_KEYS);
        try {
            return ApiKeys.load(new ApiKeyFile(file));
        } catch (IllegalArgumentException e) {
            throw new StartRefusedException("API keys", String.valueOf(e.getMessage()), "one key a line", file.toString());
        }
    }

    static void checkListenAddresses(GatewayProperties properties, ApiKeys apiKeys) {
        StartRefusedException.unlessEmpty(StartRules.listenAddresses(properties, apiKeys.required()));
        StartRules.addresses(properties).forEach(ListenAddress::check);
    }

    static void httpServers(
            CamelContext context, GatewayProperties properties, ApiKeys apiKeys, PageDoor page, MemoryBudget budget, Clocks clocks)
            throws Exception {
        HttpPorts ports = new HttpPorts();
        context.addStartupListener(new ExtendedStartupListener() {
            @Override
            public void onCamelContextStarted(CamelContext started, boolean alreadyStarted) {
                // the routes are not
            }

            @Override
            public void onCamelContextFullyStarted(CamelContext started, boolean alreadyStarted) {
                ports.open();
            }
        });
        BeforeStop.run(context, ports::close);
        HttpGuard guard = new HttpGuard(
                apiKeys, ports, new HostRule(HostRule.parse("gateway.http.hosts", properties.text("gateway.http.hosts")), apiKeys::required),
                page, budget, Set.of("/schema", "/openapi.json"), properties.duration("ingress.http.body-timeout"),
                properties.number("camel.server.maxBodySize"), clocks.steady(),
                () -> List.copyOf(context.getRegistry().findByType(VertxPlatformHttpRouter.class)));
        context.getRegistry().bindAsPrototype( // one for each server
                "vertx", Vertx.class, () -> new GuardedVertx(guard, ports, () -> requiresCertificates(context)));
    }

    /** What Camel made of {@code camel.ssl}, however its keys were spelt. */
    private static boolean requiresCertificates(CamelContext context) {
        SSLContextParameters tls = context.getSSLContextParameters();
        return tls != null && tls.getServerParameters() != null
                && "REQUIRE".equalsIgnoreCase(tls.getServerParameters().getClientAuthentication());
    }

    static void intake(
            CamelContext context, GatewayProperties properties, Senders senders, MemoryBudget budget, Path data,
            Path folder, ApiKeys apiKeys, Clocks clocks) throws Exception {
        Limits limits = properties.limits();
        String trace = Digest.hex(InboxService.owner(data)).substring(0, TRACE_LENGTH);
        Inbox inbox = Inbox.ofRequests(
                folder, InboxService.owner(data), properties.duration("ingress.file.settle-time"), limits, budget,
                clocks.wall(), clocks.steady());
        if (properties.flag("ingress.file.enabled")) {
            InboxService.refuseOpenToAll(folder);
            keep(context, new InboxService(
                    context, inbox, folder, "ingress.file.directory", properties.duration("ingress.file.keep-accepted")));
        }
        context.getRegistry().bind("inboxDoor", new InboxDoor(inbox));
        context.getRegistry().bind("requestMemory", new RequestMemory(budget));
        context.getRegistry().bind("requestContent", new RequestContent());
        context.getRegistry().bind("jmsRequest", new JmsRequest(limits.requestSize()));
        context.getRegistry().bind("receipt", new HttpReceipt());
        context.getRegistry().bind("refusal", new DoorRefusals());
        if (properties.flag("ingress.http.enabled")) {
            ContractHandlers contract = new ContractHandlers(new Contract(limits));
            context.addStartupListener((started, alreadyStarted) -> started.getRegistry()
                    .findByType(VertxPlatformHttpRouter.class).stream()
                    .filter(router -> !router.isManagementServer())
                    .forEach(contract::install));
        }
        context.getRegistry().bind("requestReader", new RequestReader(
                senders, limits, trace, (caller, sender) -> apiKeys.of(caller).objection(Right.SEND, sender)));
        context.getRegistry().bind(
                "recipientRateLimiter", new RecipientRateLimiter(properties.number("ingress.recipient-rate-limit"), clocks.steady()));
        context.getRegistry().bind("entryComposer", 
                new EntryComposer(senders, clocks.wall(), clocks.steady(), trace));
    }

    /** What became of mail, for callers of the door and for operators, who also steer it. */
    static void mails(
            CamelContext context, GatewayProperties properties, MailHandlers handlers, SenderHandlers steering, EventHandlers events,
            PageHandlers page) throws Exception {
        boolean door = properties.flag("ingress.http.enabled");
        context.addStartupListener((started, alreadyStarted) -> {
            for (VertxPlatformHttpRouter router : started.getRegistry().findByType(VertxPlatformHttpRouter.class)) {
                if (router.isManagementServer()) {
                    handlers.install(router);
                    steering.install(router);
                    events.install(router);
                    page.install(router);
                    ContractHandlers.installForOperators(router);
                } else if (door) {
                    handlers.installAtDoor(router);
                }
            }
        });
    }

    /** A door, and an instance of its route, for each folder of finished mails. */
    static void mails(
            CamelContext context, GatewayProperties properties, EmlFolders folders, MemoryBudget budget, Path data, Clocks clocks)
            throws Exception {
        for (EmlFolders.Folder one : folders.all()) {
            Inbox inbox = Inbox.ofMails(
                    one.name(), one.patience(), one.directory(), InboxService.owner(data),
                    properties.duration("ingress.file.settle-time"), properties.limits(), budget, clocks.wall(), clocks.steady());
            keep(context, new InboxService(context, inbox, one.directory(), one.key("directory"), Duration.ZERO));
            context.getRegistry().bind("emlDoor-" + one.name(), new InboxDoor(inbox, one.rules()));
        }
        context.getRegistry().bind("emlRoutes", new EmlRoutes(folders, !properties.text("camel.main.routesIncludePattern").equals("false")));
    }

    private static void keep(CamelContext context, InboxService keeper) throws Exception {
        keeper.open();
        context.addService(keeper, true, true);
    }
}
