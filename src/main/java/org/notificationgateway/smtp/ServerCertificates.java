// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.smtp;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Remembers how long the certificates are good that servers have shown, trusted or not, so that somebody hears of it before mail
 * stops. Safe to share.
 */
public final class ServerCertificates {
    private static final int MOST = 1_000; // there are as many as settings name

    private final Map<String, Instant> ends = new ConcurrentHashMap<>();

    void shown(String host, int port, X509Certificate certificate) {
        String server = name(host, port);
        if (ends.size() < MOST || ends.containsKey(server)) {
            ends.put(server, certificate.getNotAfter().toInstant());
        }
    }

    /** When the certificate ends that the server has shown last; null if it has shown none. */
    public @Nullable Instant end(String host, int port) {
        return ends.get(name(host, port));
    }

    private static String name(String host, int port) {
        return host.toLowerCase(Locale.ROOT) + ":" + port;
    }
}
