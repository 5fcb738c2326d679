// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.URI;
import java.time.Clock;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.TypeConverter;
import org.apache.camel.component.mail.MailEndpoint;
import org.apache.camel.spi.TypeConverterRegistry;
import org.apache.camel.support.SimpleTypeConverter;
import org.notificationgateway.delivery.FinishedMail;
import org.notificationgateway.delivery.MailSettingsSender;
import org.notificationgateway.delivery.OAuthTokens;
import org.notificationgateway.delivery.PickupComponent;
import org.notificationgateway.delivery.PickupFolders;
import org.notificationgateway.delivery.SenderCircuitBreaker;
import org.notificationgateway.delivery.SmtpServers;
import org.notificationgateway.operations.BeforeStop;
import org.notificationgateway.operations.ClosedAtStop;
import org.notificationgateway.operations.GatewayProperties;
import org.notificationgateway.operations.OAuthSettings;
import org.notificationgateway.operations.PickupHealthCheck;
import org.notificationgateway.operations.PickupSettings;
import org.notificationgateway.operations.PickupWatch;
import org.notificationgateway.settings.Senders;
import org.notificationgateway.settings.StartRefusedException;
import org.notificationgateway.smtp.AccessTokens;
import org.notificationgateway.smtp.Budgets;
import org.notificationgateway.smtp.SmtpClient;

/** The two ways out: over SMTP, and into a pickup directory. */
final class DeliveryWiring {
    private DeliveryWiring() {}

    static SenderCircuitBreaker breaker(CamelContext context, GatewayProperties properties, Clocks clocks, SmtpServers servers) {
        SenderCircuitBreaker breaker = new SenderCircuitBreaker(
                properties.duration("delivery.first-pause"), properties.duration("delivery.longest-pause"),
                clocks.steady(), servers);
        context.getRegistry().bind("senderCircuitBreaker", breaker);
        // A delivery that waits for its server must not hold up the stop.
        BeforeStop.run(context, breaker::stop);
        return breaker;
    }

    /** So that any endpoint gets the mail whole: Camel's converters give the text of a message. */
    static void converters(CamelContext context) {
        TypeConverterRegistry converters = context.getTypeConverterRegistry();
        converters.addTypeConverter(byte[].class, FinishedMail.class, converter(FinishedMail::bytes));
        converters.addTypeConverter(
                InputStream.class, FinishedMail.class, converter(mail -> new ByteArrayInputStream(mail.bytes())));
        converters.addTypeConverter(String.class, FinishedMail.class, converter(mail -> new String(mail.bytes(), UTF_8)));
    }

    private static TypeConverter converter(Function<FinishedMail, Object> convert) {
        return new SimpleTypeConverter(false, (type, exchange, value) -> convert.apply((FinishedMail) value));
    }

    static void pickup(CamelContext context, GatewayProperties properties, Senders senders, PickupFolders folders,
            Surroundings surroundings, Clock clock) throws Exception {
        PickupSettings limits = new PickupSettings(properties);
        StartRefusedException.unlessEmpty(limits.faults(senders));
        context.addComponent("pickup", new PickupComponent(
                senders, folders, properties.fileMode("delivery.pickup.file-mode"), path -> surroundings.pickup(properties.home().resolve(path)),
                limits::limits));
        PickupWatch watch = new PickupWatch(context, senders, properties.duration("delivery.pickup.unread-after"), clock);
        context.addService(watch, true, false);
        context.getRegistry().bind("pickupHealthCheck", new PickupHealthCheck(watch));
    }

    static SmtpClient smtp(
            CamelContext context, GatewayProperties properties, Senders senders, OAuthSettings tokens, SmtpServers servers,
            SenderCircuitBreaker breaker, Budgets budgets, Surroundings surroundings)
            throws Exception {
        AccessTokens access = tokens.clients().isEmpty()
                ? AccessTokens.NONE
                : new OAuthTokens(tokens.clients().values(), senders, surroundings.wall());
        SmtpClient client = new SmtpClient(properties.smtp(), surroundings.tokens(access), breaker, budgets);
        context.addService(new ClosedAtStop(client), true, true);
        context.getRegistry().bind("mailSettingsSender", new MailSettingsSender(servers, surroundings.transport(client), breaker));
        context.getCamelContextExtension().registerEndpointCallback((uri, endpoint) -> checked(endpoint));
        return client;
    }

    /** Refuses what our sender would not heed: its server, login and TLS are those of MailSettings. */
    private static Endpoint checked(Endpoint endpoint) {
        if (endpoint instanceof MailEndpoint mail
                && mail.getConfiguration().getJavaMailSender() instanceof MailSettingsSender) {
            URI uri = URI.create(endpoint.getEndpointUri());
            Set<String> options = new TreeSet<>();
            for (String option : String.valueOf(uri.getRawQuery()).split("&")) {
                options.add(option.replaceFirst("=.*", ""));
            }
            options.removeAll(Set.of("javaMailSender", "lazyStartProducer"));
            if (!options.isEmpty() || !MailSettingsSender.HOST.equals(uri.getHost()) || uri.getPort() >= 0) {
                throw new IllegalArgumentException("smtp: " + uri.getHost() + " " + options + " would have no effect beside"
                        + " javaMailSender #mailSettingsSender, which takes all from MailSettings: expected host "
                        + MailSettingsSender.HOST + " and nothing more, or no javaMailSender");
            }
        }
        return endpoint;
    }
}
