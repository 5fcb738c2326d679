// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.operations;

import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.notificationgateway.delivery.ClientCertificate;
import org.notificationgateway.delivery.ClientProof;
import org.notificationgateway.delivery.OAuthClient;
import org.notificationgateway.settings.Fault;
import org.notificationgateway.settings.GatewayKey;
import org.notificationgateway.settings.GatewayKeys;
import org.notificationgateway.settings.Senders;
import org.notificationgateway.settings.StartRefusedException;

/**
 * Which senders log in with tokens, and where these come from. A set that could not work is a fault of the start: mail
 * must not wait for a night shift to find a missing key.
 */
public final class OAuthSettings {
    static final String PREFIX = "delivery.oauth.";
    private static final Pattern KEY = Pattern.compile("delivery\\.oauth\\.([^.]+)\\.([^.]+)");
    private static final List<String> PARTS = GatewayKeys.ofSenders(PREFIX);
    private static final String EXCHANGE_ONLINE = "https://outlook.office365.com/.default";
    private static final String LOOPBACK = "localhost|127\\.\\d+\\.\\d+\\.\\d+|\\[::1]";

    private final GatewayProperties properties;
    private final List<Fault> faults = new ArrayList<>();
    private final Map<String, OAuthClient> clients = new TreeMap<>();

    public OAuthSettings(GatewayProperties properties, Senders senders) {
        this.properties = properties;
        properties.keys(PREFIX).forEach(key -> known(key, senders));
        senders.names().forEach(this::read);
    }

    /** By the names of their senders. */
    public Map<String, OAuthClient> clients() {
        return clients;
    }

    public List<Fault> faults() {
        return faults;
    }

    /** Those of one sender. */
    public List<Fault> faults(String sender) {
        return faults.stream().filter(fault -> fault.thing().startsWith(PREFIX + sender + ".")).toList();
    }

    private void known(String key, Senders senders) {
        Matcher parts = KEY.matcher(key);
        if (!parts.matches() || !PARTS.contains(parts.group(2))) {
            fault(key, "is unknown", PREFIX + "SENDER. and one of " + String.join(", ", PARTS));
        } else if (!senders.has(parts.group(1))) {
            fault(key, "names a sender that is not configured", "one of " + String.join(", ", senders.names()));
        }
    }

    private void read(String sender) {
        long set = PARTS.stream().filter(part -> !text(sender, part).isEmpty()).count();
        if (set == 0 || !faults(sender).isEmpty()) {
            return;
        }
        URI tokenUrl = tokenUrl(sender);
        String clientId = required(sender, "client-id", "the application's id");
        ClientProof proof = proof(sender);
        String scope = text(sender, "scope");
        if (faults(sender).isEmpty() && tokenUrl != null && proof != null) {
            clients.put(sender, new OAuthClient(
                    sender, tokenUrl, clientId, proof, scope.isEmpty() ? EXCHANGE_ONLINE : scope, text(sender, "user")));
        }
    }

    private @Nullable URI tokenUrl(String sender) {
        String text = required(sender, "token-url",
                "such as https://login.microsoftonline.com/TENANT/oauth2/v2.0/token");
        if (text.isEmpty()) {
            return null;
        }
        try {
            URI url = URI.create(text);
            String host = String.valueOf(url.getHost());
            if (url.getUserInfo() == null && url.getFragment() == null && url.getHost() != null
                    && ("https".equals(url.getScheme()) || "http".equals(url.getScheme()) && host.matches(LOOPBACK))) {
                return url;
            }
        } catch (IllegalArgumentException e) {
            // said below
        }
        fault(PREFIX + sender + ".token-url", "is no https URL", "https, and no user name in it; http only on loopback");
        return null;
    }

    private @Nullable ClientProof proof(String sender) {
        String secret = text(sender, "client-secret");
        String certificate = text(sender, "client-certificate");
        String key = text(sender, "client-key");
        if (secret.isEmpty() == (certificate.isEmpty() && key.isEmpty())) {
            fault(PREFIX + sender + ".client-secret", secret.isEmpty() ? "is not set" : "is set beside a certificate",
                    "client-secret, or client-certificate and client-key");
            return null;
        }
        if (!secret.isEmpty()) {
            return new ClientProof.Secret(secret);
        }
        String both = "both client-certificate and client-key";
        if (required(sender, "client-certificate", both).isEmpty() || required(sender, "client-key", both).isEmpty()) {
            return null;
        }
        return signer(sender, certificate, key);
    }

    private @Nullable ClientProof signer(String sender, String certificateFile, String keyFile) {
        String thing = PREFIX + sender + ".client-certificate";
        String expected = "a file in PEM with the RSA certificate that the application knows";
        try {
            X509Certificate certificate = ClientCertificate.certificate(file(certificateFile));
            thing = PREFIX + sender + ".client-key";
            expected = "a file in PEM with the certificate's own RSA key, as PKCS #8 without a password:"
                    + " openssl pkcs8 -topk8 -nocrypt";
            return ClientCertificate.of(certificate, file(keyFile));
        } catch (InvalidPathException e) {
            fault(thing, "is no path", expected);
        } catch (IllegalArgumentException e) {
            fault(thing, String.valueOf(e.getMessage()), expected);
        }
        return null;
    }

    private Path file(String name) {
        return properties.home().resolve(name);
    }

    private String required(String sender, String part, String expected) {
        String text = text(sender, part);
        if (text.isEmpty()) {
            fault(PREFIX + sender + "." + part, "is not set", expected);
        }
        return text;
    }

    private String text(String sender, String part) {
        String key = PREFIX + sender + "." + part;
        try {
            return properties.text(key);
        } catch (StartRefusedException e) {
            faults.addAll(e.faults());
            return "";
        }
    }

    private void fault(String thing, String seen, String expected) {
        faults.add(new Fault(thing, seen, expected, GatewayKey.where(thing)));
    }
}
