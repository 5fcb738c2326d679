// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.settings;

import java.util.List;
import java.util.regex.Pattern;
import org.notificationgateway.settings.Measure.Time;
import org.notificationgateway.settings.Measure.Whole;
import org.notificationgateway.settings.ValueType.Choice;
import org.notificationgateway.settings.ValueType.Flag;
import org.notificationgateway.settings.ValueType.Maybe;
import org.notificationgateway.settings.ValueType.Place;
import org.notificationgateway.settings.ValueType.Rights;
import org.notificationgateway.settings.ValueType.Secret;
import org.notificationgateway.settings.ValueType.Text;
import org.notificationgateway.settings.ValueType.Word;

/** Keys of the ways out: pauses, SMTP, access tokens, pickup directories. */
final class DeliveryKeys {
    private static final Word EHLO = new Word("host name", Pattern.compile("[A-Za-z0-9.:_\\[\\]-]*"));

    static final List<GatewayKey> ALL = List.of(
            new GatewayKey("delivery.first-pause", new Time("1ms", "7d"), "5s",
                    "While a server cannot be reached, encrypted to or logged in to, its sender pauses, and no attempt is counted."),
            new GatewayKey("delivery.longest-pause", new Time("1ms", "7d"), "5m",
                    "No pause is longer."),
            new GatewayKey("delivery.smtp.connections", new Whole("number", 1, 1000), "4",
                    "Connections open at a time to a server and account, at most; fewer while the server says it has too many."),
            new GatewayKey("delivery.smtp.mails-per-connection", new Whole("number", 1, 1000000), "100",
                    "A connection is closed after so many mails."),
            new GatewayKey("delivery.smtp.connection-age", new Time("0s", "1d"), "5m",
                    "A connection is closed at this age."),
            new GatewayKey("delivery.smtp.idle-time", new Time("0s", "1d"), "10s",
                    "A connection is closed after waiting so long for its next mail."),
            new GatewayKey("delivery.smtp.connect-timeout", new Time("1ms", "1d"), "30s",
                    "How long connecting may take."),
            new GatewayKey("delivery.smtp.greeting-timeout", new Time("1ms", "1d"), "1m",
                    "How long the server may take to greet, and for the TLS handshake."),
            new GatewayKey("delivery.smtp.command-timeout", new Time("1ms", "1d"), "5m",
                    "How long each reply may take."),
            new GatewayKey("delivery.smtp.data-timeout", new Time("1ms", "1d"), "2m",
                    "How long the reply to `DATA` may take."),
            new GatewayKey("delivery.smtp.write-timeout", new Time("1ms", "1d"), "3m",
                    "How long one write may take."),
            new GatewayKey("delivery.smtp.final-dot-timeout", new Time("1ms", "1d"), "10m",
                    "How long the reply to the whole mail may take."),
            new GatewayKey("delivery.smtp.total-timeout", new Time("1ms", "1d"), "20m",
                    "How long all of one mail may take."),
            new GatewayKey("delivery.smtp.ehlo-name", EHLO, "",
                    "How EHLO greets servers."),
            new GatewayKey("delivery.smtp.trust", new Place("path of a PEM file", true), "",
                    "File with certificates that are trusted besides the JVM's own."),
            new GatewayKey("delivery.smtp.allow-clear-credentials", new Flag(), "false",
                    "`true`: a password or token may cross the network unencrypted."),
            new GatewayKey("delivery.smtp.SENDER.profile", new Text("name of a profile"), "",
                    "What the sender's SMTP server allows, by a name of `config/profiles.yaml`."),
            new GatewayKey("delivery.smtp.SENDER.client-certificate", new Text("path of a PEM file"), "",
                    "The certificate that the gateway shows to the server, for a connector of Microsoft 365."),
            new GatewayKey("delivery.smtp.SENDER.client-key", new Text("path of a PEM file"), "",
                    "The key of that certificate, PKCS #8 without a password."),
            new GatewayKey("delivery.smtp.SENDER.fallback.host", new Text("host name"), "",
                    "The server that takes the sender's mail while its own cannot be used."),
            new GatewayKey("delivery.smtp.SENDER.fallback.port", new Maybe(new Whole("port", 1, 65535)), "",
                    "Its port."),
            new GatewayKey("delivery.smtp.SENDER.fallback.secure-socket-option", new Choice(List.of("None", "Auto", "SslOnConnect", "StartTls", "StartTlsWhenAvailable")), "Auto",
                    "When its connection is encrypted, as in MailSettings."),
            new GatewayKey("delivery.smtp.SENDER.fallback.username", new Text("text"), "",
                    "Its login."),
            new GatewayKey("delivery.smtp.SENDER.fallback.password", new Secret(), "",
                    "The password of that login."),
            new GatewayKey("delivery.smtp.SENDER.fallback.after", new Time("1ms", "7d"), "10m",
                    "How long the own server must have been unusable before mail goes to the other."),
            new GatewayKey("delivery.oauth.SENDER.token-url", new Text("URL"), "",
                    "Where the token comes from: `https://login.microsoftonline.com/TENANT/oauth2/v2.0/token`."),
            new GatewayKey("delivery.oauth.SENDER.client-id", new Text("text"), "",
                    "The application's id."),
            new GatewayKey("delivery.oauth.SENDER.client-secret", new Secret(), "",
                    "Its secret: the value, not the id."),
            new GatewayKey("delivery.oauth.SENDER.client-certificate", new Text("path of a PEM file"), "",
                    "Instead of a secret: its RSA certificate."),
            new GatewayKey("delivery.oauth.SENDER.client-key", new Text("path of a PEM file"), "",
                    "The certificate's key, PKCS #8 without a password: `openssl pkcs8 -topk8 -nocrypt`."),
            new GatewayKey("delivery.oauth.SENDER.scope", new Text("text"), "https://outlook.office365.com/.default",
                    "What the token is for."),
            new GatewayKey("delivery.oauth.SENDER.user", new Text("text"), "",
                    "Mailbox to log in to."),
            new GatewayKey("delivery.pickup.file-mode", new Rights(), "600",
                    "Rights of a file in the pickup directory."),
            new GatewayKey("delivery.pickup.unread-after", new Time("1s", "365d"), "15m",
                    "A pickup directory whose oldest `.eml` is older is warned about: nobody seems to read it."),
            new GatewayKey("delivery.pickup.SENDER.dialect",
                    new Choice(List.of("windows-smtp", "exchange-pickup", "exchange-replay")), "windows-smtp",
                    "How the reader of the sender's pickup directory learns who a mail goes to."),
            new GatewayKey("delivery.pickup.SENDER.large-size", new Whole("bytes", 1, 1073741824), "2097152",
                    "A larger file is written and warned about: services of Windows refuse it as they are shipped."),
            new GatewayKey("delivery.pickup.SENDER.max-size", new Maybe(new Whole("bytes", 1, 1073741824)), "",
                    "A larger file is not written; its mail becomes a dead letter."));

    private DeliveryKeys() {}
}
