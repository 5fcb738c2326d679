// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.operations;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
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
 * show, the server to fall back to. Read at the start, and anew with the settings of the senders. Safe to share; one thread
 * reads anew.
 */
public final class SmtpServerSettings {
    private static final String PREFIX = "delivery.smtp.";
    private static final Pattern OF_SENDER = Pattern.compile("delivery\\.smtp\\.([^.]+)\\.(.+)");
    private static final String FALLBACK = "fallback.";
    private static final List<String> PARTS = GatewayKeys.ofSenders(PREFIX);

    private final GatewayProperties properties;
    private final OAuthSettings tokens;
    private final SmtpServers servers;
    private final List<Fault> faults = new ArrayList<>();
    private final Map<List<X509Certificate>, KeyManager> identities = new HashMap<>(); // a new one would break off all lines
    private Map<String, Profile> profiles;
    private Map<String, String> file;
    private volatile Map<String, SmtpServers.Beside> beside;

    /**
     * What holds once it is {@linkplain #take taken}.
     *
     * @param faults why it cannot hold
     * @param warnings what else is to be said of it
     */
    public record Reading(Map<String, SmtpServers.Beside> beside, List<Fault> faults, List<String> warnings) {}

    /** @param tokens say which mailbox a sender logs in to by token */
    public SmtpServerSettings(GatewayProperties properties, Senders senders, OAuthSettings tokens) throws IOException {
        this.properties = properties;
        this.tokens = tokens;
        servers = new SmtpServers(senders, sender -> beside.getOrDefault(sender, SmtpServers.Beside.NOTHING));
        profiles = ProfilesFile.of(properties.home().directory());
        file = properties.inFile();
        for (String key : ofNobody(properties.keys(PREFIX), senders)) {
            fault(faults, key, "names a sender that is not configured", "one of " + String.join(", ", senders.names()));
        }
        Reading first = read(senders, List.of());
        beside = first.beside();
        faults.addAll(first.faults());
    }

    /**
     * Reads anew what holds for the senders when their settings have changed: the keys of each sender, the files that they
     * name, the profiles. Changes nothing yet.
     */
    public Reading read(Senders changed) throws IOException {
        profiles = ProfilesFile.of(properties.home().directory());
        List<String> warnings = new ArrayList<>();
        Map<String, String> now = properties.inFile();
        Set<String> edited = new TreeSet<>(file.keySet());
        edited.addAll(now.keySet());
        edited.removeIf(key -> Objects.equals(file.get(key), now.get(key)));
        file = now;
        for (String key : List.copyOf(edited)) {
            Matcher sender = OF_SENDER.matcher(key);
            if (sender.matches() && PARTS.contains(sender.group(2))) {
                properties.override(key, now.getOrDefault(key, GatewayKeys.of(key).standard()));
                edited.remove(key);
            }
        }
        if (!edited.isEmpty()) {
            warnings.add(GatewayHome.PROPERTIES + " was changed, too: " + String.join(", ", edited) + " hold after a restart");
        }
        for (String key : ofNobody(now.keySet(), changed)) {
            warnings.add(key + " names a sender that is no longer configured: the next start refuses it");
        }
        return read(changed, warnings);
    }

    /** From now on this holds. */
    public void take(Reading reading) {
        beside = reading.beside();
    }

    private static List<String> ofNobody(Collection<String> keys, Senders senders) {
        return keys.stream().filter(key -> {
            Matcher sender = OF_SENDER.matcher(key);
            return sender.matches() && PARTS.contains(sender.group(2)) && !senders.has(sender.group(1));
        }).toList();
    }

    private Reading read(Senders senders, List<String> warnings) {
        Map<String, SmtpServers.Beside> read = new HashMap<>();
        List<Fault> found = new ArrayList<>();
        for (MailSettings sender : senders.all()) {
            try {
                read.put(sender.sender(), read(sender, found));
            } catch (StartRefusedException e) {
                found.addAll(e.faults());
            }
        }
        if (found.isEmpty()) {
            shareProfiles(senders, read, found);
        }
        return new Reading(read, found, warnings);
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

    private SmtpServers.Beside read(MailSettings settings, List<Fault> found) {
        String sender = settings.sender();
        String server = PREFIX + sender + ".";
        String account = tokens.clients().containsKey(sender) ? tokens.clients().get(sender).mailbox(settings) : "";
        return new SmtpServers.Beside(
                account, profile(server + "profile", found), identity(server, found), fallback(server, found));
    }

    private Profile profile(String key, List<Fault> found) {
        String name = properties.text(key);
        Profile known = profiles.get(name);
        if (known == null && !name.isEmpty()) {
            fault(found, key, "is '" + name + "'", "one of " + String.join(", ", profiles.keySet()));
        }
        return known == null ? Profile.NONE : known;
    }

    private @Nullable KeyManager identity(String server, List<Fault> found) {
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
            KeyManager fresh = ClientIdentity.of(chain, file(secret));
            return identities.computeIfAbsent(chain, any -> fresh);
        } catch (InvalidPathException e) {
            fault(found, thing, "is no path", "a file in PEM");
        } catch (IllegalArgumentException e) {
            fault(found, thing, String.valueOf(e.getMessage()), "a certificate in PEM, and its key as PKCS #8 without a password:"
                    + " openssl pkcs8 -topk8 -nocrypt");
        }
        return null;
    }

    private Path file(String name) {
        return properties.home().resolve(name);
    }

    private SmtpServers.@Nullable Fallback fallback(String server, List<Fault> found) {
        String host = properties.text(server + "fallback.host");
        if (host.isEmpty()) {
            properties.keys(server + FALLBACK).stream().filter(this::isSet).findFirst().ifPresent(key ->
                    fault(found, server + "fallback.host", "is not set beside " + key, "the server to fall back to"));
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

    private boolean isSet(String key) {
        String standard = GatewayKeys.find(key).map(GatewayKey::standard).orElse("");
        return !properties.text(key).isEmpty() && !properties.text(key).equals(standard);
    }

    /** Senders that share a destination share what it allows. */
    private static void shareProfiles(Senders senders, Map<String, SmtpServers.Beside> read, List<Fault> found) {
        SmtpServers then = new SmtpServers(senders, read::get);
        Map<Destination, List<String>> sharing = senders.names().stream().filter(name -> then.destination(name) != null)
                .collect(Collectors.groupingBy(then::destination));
        sharing.forEach((destination, names) -> {
            List<Profile> set = names.stream().map(name -> read.get(name).profile()).filter(one -> one != Profile.NONE)
                    .distinct().toList();
            if (set.size() > 1) {
                fault(found, PREFIX + names.get(1) + ".profile", "is another than that of " + names.get(0) + ", who sends by the same account",
                        "one profile for " + destination);
            } else if (set.size() == 1) {
                names.forEach(name -> read.computeIfPresent(name, (any, old) ->
                        new SmtpServers.Beside(old.account(), set.get(0), old.identity(), old.fallback())));
            }
        });
    }

    private static void fault(List<Fault> found, String thing, String seen, String expected) {
        found.add(new Fault(thing, seen, expected, GatewayKey.where(thing)));
    }
}
