// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.operations;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.apache.camel.CamelContext;
import org.apache.camel.support.jsse.SSLContextParameters;
import org.jspecify.annotations.Nullable;
import org.notificationgateway.delivery.SmtpServers;
import org.notificationgateway.settings.Delivery;
import org.notificationgateway.settings.Senders;
import org.notificationgateway.smtp.Destination;
import org.notificationgateway.smtp.ServerCertificates;

/**
 * Tells when the certificates end on which mail depends: those that the SMTP servers of senders have shown, and the one of our own
 * ports. Safe to share.
 */
public final class KnownCertificates {
    private static final String OWN = "camel.ssl.keyStore";

    private final CamelContext context;
    private final Senders senders;
    private final SmtpServers servers;
    private final ServerCertificates shown;
    private @Nullable Map<String, Instant> own;

    public KnownCertificates(CamelContext context, Senders senders, SmtpServers servers, ServerCertificates shown) {
        this.context = context;
        this.senders = senders;
        this.servers = servers;
        this.shown = shown;
    }

    /** By {@code host:port}, or the key that names a file. */
    public Map<String, Instant> ends() {
        Map<String, Instant> ends = new TreeMap<>();
        for (String sender : senders.names()) {
            Destination destination = servers.destination(sender);
            if (destination != null) {
                add(ends, destination.host(), destination.port());
            }
            SmtpServers.Fallback fallback = servers.fallback(sender);
            if (fallback != null) {
                Delivery.Smtp other = fallback.server();
                add(ends, other.host(), other.port());
            }
        }
        ends.putAll(own());
        return ends;
    }

    private void add(Map<String, Instant> ends, String host, int port) {
        Instant end = shown.end(host, port);
        if (end != null) {
            ends.put(host + ":" + port, end);
        }
    }

    /** Read once: a store that is put into the place of this one is used after a restart. */
    private synchronized Map<String, Instant> own() {
        if (own == null) {
            own = read(context.getSSLContextParameters());
        }
        return own;
    }

    private static Map<String, Instant> read(@Nullable SSLContextParameters tls) {
        Map<String, Instant> ends = new TreeMap<>();
        if (tls == null || tls.getKeyManagers() == null || tls.getKeyManagers().getKeyStore() == null) {
            return ends;
        }
        try {
            KeyStore store = tls.getKeyManagers().getKeyStore().createKeyStore();
            for (String alias : Collections.list(store.aliases())) {
                if (store.isKeyEntry(alias) && store.getCertificate(alias) instanceof X509Certificate certificate) {
                    ends.merge(OWN, certificate.getNotAfter().toInstant(), (a, b) -> a.isBefore(b) ? a : b);
                }
            }
        } catch (GeneralSecurityException | IOException e) {
            ends.clear(); // the ports have said what is wrong with it
        }
        return ends;
    }
}
