// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.URI;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.TypeConverter;
import org.apache.camel.component.mail.MailEndpoint;
import org.apache.camel.spi.TypeConverterRegistry;
import org.apache.camel.support.SimpleTypeConverter;
import org.notificationgateway.delivery.AccessTokens;
import org.notificationgateway.delivery.FinishedMail;
import org.notificationgateway.delivery.MailSettingsSender;
import org.notificationgateway.delivery.OAuthTokens;
import org.notificationgateway.delivery.PickupComponent;
import org.notificationgateway.delivery.PickupFolders;
import org.notificationgateway.delivery.SenderGate;
import org.notificationgateway.delivery.SmtpLines;
import org.notificationgateway.operations.ClosedAtStop;
import org.notificationgateway.settings.Senders;

/** The two ways out: over SMTP, and into a pickup directory. */
final class DeliveryWiring {
    private DeliveryWiring() {}

    static SenderGate gate(CamelContext context, GatewayProperties properties) {
        SenderGate gate = new SenderGate(
                properties.duration("delivery.first-pause"), properties.duration("delivery.longest-pause"),
                GatewayConfiguration.STEADY);
        context.getRegistry().bind("senderGate", gate);
        // A delivery that waits for its server must not hold up the stop.
        GatewayConfiguration.whenStopping(context, gate::stop);
        return gate;
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

    static void pickup(CamelContext context, GatewayProperties properties, Senders senders, PickupFolders folders) {
        context.addComponent("pickup", new PickupComponent(
                senders, folders, properties.fileMode("delivery.pickup.file-mode"), properties.home()::resolve));
    }

    static SmtpLines smtp(
            CamelContext context, GatewayProperties properties, Senders senders, OAuthSettings tokens, SenderGate gate)
            throws Exception {
        AccessTokens access = tokens.clients().isEmpty()
                ? AccessTokens.NONE
                : new OAuthTokens(tokens.clients().values(), senders, GatewayConfiguration.CLOCK);
        SmtpLines lines = new SmtpLines(senders, properties.smtp(), access, gate);
        context.addService(new ClosedAtStop(lines), true, true);
        context.getRegistry().bind("mailSettingsSender", lines.sender());
        context.getCamelContextExtension().registerEndpointCallback((uri, endpoint) -> checked(endpoint));
        return lines;
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
