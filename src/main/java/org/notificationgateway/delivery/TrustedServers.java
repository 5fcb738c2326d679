// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.delivery;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;
import org.notificationgateway.settings.TextFile;

/**
 * Whose certificates an SMTP server may show: those of the authorities that the JVM trusts, and of a file for servers
 * of one's own. One context for all lines, so that a later handshake resumes an earlier session.
 */
final class TrustedServers {
    private TrustedServers() {}

    /**
     * What makes encrypted sockets. A file is read at once; the JVM's authorities, a long list, once they are needed.
     *
     * @param file certificates in PEM, or null
     * @throws IllegalArgumentException if the file holds none
     */
    static Supplier<SSLSocketFactory> sockets(@Nullable Path file) {
        if (file != null) {
            SSLSocketFactory known = factory(file);
            return () -> known;
        }
        return new Supplier<>() {
            private @Nullable SSLSocketFactory made;

            @Override
            public synchronized SSLSocketFactory get() {
                SSLSocketFactory factory = made == null ? factory(null) : made;
                made = factory;
                return factory;
            }
        };
    }

    private static SSLSocketFactory factory(@Nullable Path file) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust(file), null);
            return context.getSocketFactory();
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalArgumentException("holds no certificates that can be read (" + e.getMessage() + ")", e);
        }
    }

    /** The JVM's authorities and those of the file in one store: which of both vouches does not matter. */
    private static TrustManager[] trust(@Nullable Path file) throws GeneralSecurityException, IOException {
        if (file == null) {
            return managers(null);
        }
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        int count = 0;
        try (InputStream in = new ByteArrayInputStream(TextFile.bytes(file))) {
            for (Certificate own : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                store.setCertificateEntry("own-" + count++, own);
            }
        }
        if (count == 0) {
            throw new IOException("no certificate in it");
        }
        for (TrustManager manager : managers(null)) {
            if (manager instanceof X509TrustManager known) {
                for (X509Certificate authority : known.getAcceptedIssuers()) {
                    store.setCertificateEntry("jvm-" + count++, authority);
                }
            }
        }
        return managers(store);
    }

    private static TrustManager[] managers(@Nullable KeyStore store) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return Arrays.stream(factory.getTrustManagers())
                .map(manager -> manager instanceof X509ExtendedTrustManager judge ? new ExplainingTrust(judge) : manager)
                .toArray(TrustManager[]::new);
    }
}
