// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.ExtendedStartupListener;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;
import org.apache.camel.support.jsse.SSLContextParameters;
import org.notificationgateway.intake.ApiKeyFile;
import org.notificationgateway.intake.ApiKeys;
import org.notificationgateway.intake.Contract;
import org.notificationgateway.intake.EntryComposer;
import org.notificationgateway.intake.Inbox;
import org.notificationgateway.intake.JmsRequest;
import org.notificationgateway.intake.Limits;
import org.notificationgateway.intake.RecipientBrake;
import org.notificationgateway.intake.RequestContent;
import org.notificationgateway.intake.RequestReader;
import org.notificationgateway.mail.MemoryBudget;
import org.notificationgateway.operations.DoorRefusals;
import org.notificationgateway.operations.GatewayHome;
import org.notificationgateway.operations.GuardedVertx;
import org.notificationgateway.operations.HostRule;
import org.notificationgateway.operations.HttpGuard;
import org.notificationgateway.operations.HttpPorts;
import org.notificationgateway.operations.InboxDoor;
import org.notificationgateway.operations.InboxKeeper;
import org.notificationgateway.operations.ListenAddress;
import org.notificationgateway.operations.RequestMemory;
import org.notificationgateway.operations.StartRefusedException;
import org.notificationgateway.settings.Senders;

/** What stands before and behind the ways in: keys, both HTTP ports, and the beans of intake. */
final class DoorWiring {
    private DoorWiring() {}

    static ApiKeys apiKeys(GatewayHome home) throws IOException {
        Path file = home.resolve(GatewayHome.API_KEYS);
        try {
            return ApiKeys.load(new ApiKeyFile(file));
        } catch (IllegalArgumentException e) {
            throw new StartRefusedException("API keys", String.valueOf(e.getMessage()), "one key a line", file.toString());
        }
    }

    /** Fails closed: a port that the network reaches and that asks for nothing opens the relay, or tells of it. */
    static void checkListenAddresses(GatewayProperties properties, ApiKeys apiKeys) {
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

    /** What is open without being closed to anybody: secrets in files, and a broker beyond this machine; and what is not there. */
    static List<String> warnings(GatewayProperties properties) {
        List<String> warnings = new ArrayList<>(properties.openSecrets());
        warnings.addAll(properties.withoutJmx());
        String acceptor = properties.text("gateway.broker.acceptor");
        if (properties.text("gateway.broker.url").isEmpty() && !acceptor.isEmpty()) {
            boolean tls = acceptor.toLowerCase(Locale.ROOT).contains("sslenabled=true");
            String host = hostOf(acceptor);
            if (!new ListenAddress("gateway.broker.acceptor", host, 0).isLoopback()) {
                warnings.add("gateway.broker.acceptor listens on " + host + ": whoever reaches it and has the one user and"
                        + " password may send" + (tls ? "" : ", and both cross the network in clear text; sslEnabled=true encrypts")
                        + ". 127.0.0.1 keeps it on this machine");
            }
        }
        return warnings;
    }

    private static String hostOf(String acceptor) {
        try {
            String host = new URI(acceptor.split("[?;]", 2)[0]).getHost();
            return host == null ? acceptor : host;
        } catch (URISyntaxException e) {
            return acceptor; // the broker will say what is wrong with it
        }
    }

    static void httpServers(
            CamelContext context, GatewayProperties properties, ApiKeys apiKeys, MemoryBudget budget) throws Exception {
        properties.rate("ingress.http.rate-limit"); // the route reads it for itself
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
        GatewayConfiguration.whenStopping(context, ports::close);
        HttpGuard guard = new HttpGuard(
                apiKeys, ports, new HostRule(HostRule.parse("gateway.http.hosts", properties.text("gateway.http.hosts")), apiKeys::required),
                budget, Set.of("/schema", "/openapi.json"), properties.duration("ingress.http.body-timeout"),
                properties.number("camel.server.maxBodySize"), GatewayConfiguration.STEADY,
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
            CamelContext context, GatewayProperties properties, Senders senders, ApiKeys apiKeys, MemoryBudget budget,
            Path data, Path folder) throws Exception {
        Limits limits = properties.limits();
        Inbox inbox = new Inbox(
                folder, InboxKeeper.owner(data), properties.duration("ingress.file.settle-time"), limits, budget,
                GatewayConfiguration.CLOCK, GatewayConfiguration.STEADY);
        if (properties.flag("ingress.file.enabled")) {
            InboxKeeper keeper = new InboxKeeper(inbox, folder, properties.duration("ingress.file.keep-accepted"));
            keeper.open();
            context.addService(keeper, true, true);
        }
        context.getRegistry().bind("inboxDoor", new InboxDoor(inbox));
        context.getRegistry().bind("requestMemory", new RequestMemory(budget));
        context.getRegistry().bind("requestContent", new RequestContent());
        context.getRegistry().bind("jmsRequest", new JmsRequest(limits.requestSize()));
        context.getRegistry().bind("refusal", new DoorRefusals());
        context.getRegistry().bind("contract", new Contract(limits));
        context.getRegistry().bind("requestReader", new RequestReader(senders, limits));
        context.getRegistry().bind(
                "recipientBrake", new RecipientBrake(properties.rate("ingress.recipient-rate-limit"), GatewayConfiguration.STEADY));
        context.getRegistry().bind("entryComposer", 
                new EntryComposer(senders, GatewayConfiguration.CLOCK, GatewayConfiguration.STEADY));
    }
}
