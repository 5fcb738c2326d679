// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.operations;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.net.ssl.KeyManager;
import org.jspecify.annotations.Nullable;
import org.notificationgateway.delivery.ClientIdentity;
import org.notificationgateway.delivery.ProfilesFile;
import org.notificationgateway.delivery.SmtpServers;
import org.notificationgateway.settings.Delivery;
import org.notificationgateway.settings.Fault;
import org.notificationgateway.settings.GatewayKey;
import org.notificationgateway.settings.GatewayKeys;
import org.notificationgateway.settings.MailSettings;
import org.notificationgateway.settings.SecureSocketOption;
import org.notificationgateway.settings.Senders;
import org.notificationgateway.settings.StartRefusedException;
import org.notificationgateway.smtp.Destination;
import org.notificationgateway.smtp.Profile;
import org.notificationgateway.smtp.SmtpServer;

/**
 * What the settings say of each sender's server beside its MailSettings: what the destination allows, the certificate we
 * show, the server to fall back to. Safe to share once it is made.
 */
public final class SmtpServerSettings {
    private static final String PREFIX = "delivery.smtp.";
    private static final Pattern OF_SENDER = Pattern.compile("delivery\\.smtp\\.([^.]+)\\.(.+)");
    private static final String FALLBACK = "fallback.";
    private static final List<String> PARTS = GatewayKeys.ofSenders(PREFIX);

    private final GatewayProperties properties;
    private final OAuthSettings tokens;
    private final Map<String, Profile> profiles;
    private final List<Fault> faults = new ArrayList<>();
    private final Map<String, SmtpServers.Beside> beside = new HashMap<>();
    private final SmtpServers servers;

    /** @param tokens say which mailbox a sender logs in to by token */
    public SmtpServerSettings(GatewayProperties properties, Senders senders, OAuthSettings tokens) throws IOException {
        this.properties = properties;
        this.tokens = tokens;
        profiles = ProfilesFile.of(properties.home().directory());
        servers = new SmtpServers(senders, sender -> beside.getOrDefault(sender, SmtpServers.Beside.NOTHING));
        for (String key : properties.keys(PREFIX)) {
            Matcher sender = OF_SENDER.matcher(key);
            if (sender.matches() && PARTS.contains(sender.group(2)) && !senders.has(sender.group(1))) {
                fault(key, "names a sender that is not configured", "one of " + String.join(", ", senders.names()));
            }
        }
        for (MailSettings sender : senders.all()) {
            try {
                beside.put(sender.sender(), read(sender));
            } catch (StartRefusedException e) {
                faults.addAll(e.faults());
            }
        }
        shareProfiles(senders);
    }

    /** The servers of all senders, as they are to be used. */
    public SmtpServers servers() {
        return servers;
    }

    public List<Fault> faults() {
        return faults;
    }

    /** What a sender's destination allows, in a line; or which profile is made for it; empty if neither is known. */
    public String allows(String sender) {
        SmtpServer server = servers.of(sender);
        if (server == null) {
            return "";
        }
        Profile profile = server.profile();
        if (profile != Profile.NONE) {
            return "allows: " + profile.describe() + " (profile " + profile.name() + ")";
        }
        String fitting = profiles.values().stream().filter(one -> one.fits(server.host())).map(Profile::name)
                .collect(Collectors.joining(" or "));
        return fitting.isEmpty() ? ""
                : "no profile is set: " + PREFIX + sender + ".profile = " + fitting + " fits " + server.host() + ", and keeps below its limits";
    }

    private SmtpServers.Beside read(MailSettings settings) {
        String sender = settings.sender();
        String server = PREFIX + sender + ".";
        String account = tokens.clients().containsKey(sender) ? tokens.clients().get(sender).mailbox(settings) : "";
        return new SmtpServers.Beside(account, profile(server + "profile"), identity(server), fallback(server));
    }

    private Profile profile(String key) {
        String name = properties.text(key);
        Profile known = profiles.get(name);
        if (known == null && !name.isEmpty()) {
            fault(key, "is '" + name + "'", "one of " + String.join(", ", profiles.keySet()));
        }
        return known == null ? Profile.NONE : known;
    }

    private @Nullable KeyManager identity(String server) {
        String certificate = properties.text(server + "client-certificate");
        String secret = properties.text(server + "client-key");
        if (certificate.isEmpty() && secret.isEmpty()) {
            return null;
        }
        String thing = server + "client-certificate";
        try {
            if (certificate.isEmpty() || secret.isEmpty()) {
                throw new IllegalArgumentException((certificate.isEmpty() ? "is not set beside " : "is set without ") + server + "client-key");
            }
            List<X509Certificate> chain = ClientIdentity.chain(file(certificate));
            thing = server + "client-key";
            return ClientIdentity.of(chain, file(secret));
        } catch (InvalidPathException e) {
            fault(thing, "is no path", "a file in PEM");
        } catch (IllegalArgumentException e) {
            fault(thing, String.valueOf(e.getMessage()), "a certificate in PEM, and its key as PKCS #8 without a password:"
                    + " openssl pkcs8 -topk8 -nocrypt");
        }
        return null;
    }

    private Path file(String name) {
        return properties.home().resolve(name);
    }

    private SmtpServers.@Nullable Fallback fallback(String server) {
        String host = properties.text(server + "fallback.host");
        if (host.isEmpty()) {
            properties.keys(server + FALLBACK).stream().filter(key -> !properties.text(key).isEmpty()).findFirst().ifPresent(key ->
                    fault(server + "fallback.host", "is not set beside " + key, "the server to fall back to"));
            return null;
        }
        SecureSocketOption security = SecureSocketOption.of(properties.word(server + "fallback.secure-socket-option"))
                .orElse(SecureSocketOption.AUTO);
        String port = properties.text(server + "fallback.port");
        String user = properties.text(server + "fallback.username");
        Duration after = properties.duration(server + "fallback.after");
        return new SmtpServers.Fallback(
                new Delivery.Smtp(
                        host, port.isEmpty() ? security.defaultPort() : properties.number(server + "fallback.port"), security,
                        user.isEmpty() ? null : new Delivery.Credentials(user, properties.text(server + "fallback.password"))),
                after);
    }

    /** Senders that share a destination share what it allows. */
    private void shareProfiles(Senders senders) {
        Map<Destination, List<String>> sharing = senders.names().stream().filter(name -> servers.destination(name) != null)
                .collect(Collectors.groupingBy(servers::destination));
        sharing.forEach((destination, names) -> {
            List<Profile> set = names.stream().map(name -> beside.get(name).profile()).filter(one -> one != Profile.NONE)
                    .distinct().toList();
            if (set.size() > 1) {
                fault(PREFIX + names.get(1) + ".profile", "is another than that of " + names.get(0) + ", who sends by the same account",
                        "one profile for " + destination);
            } else if (set.size() == 1) {
                names.forEach(name -> beside.computeIfPresent(name, (any, old) ->
                        new SmtpServers.Beside(old.account(), set.get(0), old.identity(), old.fallback())));
            }
        });
    }

    private void fault(String thing, String seen, String expected) {
        faults.add(new Fault(thing, seen, expected, GatewayKey.WHERE));
    }
}
