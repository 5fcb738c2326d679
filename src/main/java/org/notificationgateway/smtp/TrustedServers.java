// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.smtp;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Whose certificates an SMTP server may show: those of the authorities that the JVM trusts, and of a file for servers
 * of one's own. One context for all lines, so that a later handshake resumes an earlier session.
 */
public final class TrustedServers {
    private TrustedServers() {}

    /**
     * The certificates of a file.
     *
     * @param file in PEM, one or more, or one in DER
     * @throws IllegalArgumentException if there are none, saying what is wrong
     */
    public static List<X509Certificate> read(byte[] file) {
        List<X509Certificate> found = new ArrayList<>();
        try {
            for (Certificate one : CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(file))) {
                found.add((X509Certificate) one);
            }
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("holds no certificates that can be read (" + e.getMessage() + ")", e);
        }
        if (found.isEmpty()) {
            throw new IllegalArgumentException("holds no certificates that can be read (no certificate in it)");
        }
        return found;
    }

    /** What makes encrypted sockets, by the certificate that we show; the JVM's authorities, a long list, are read when needed. */
    static Function<@Nullable KeyManager, SSLSocketFactory> sockets(List<X509Certificate> own, ServerCertificates shown) {
        Map<Optional<KeyManager>, SSLSocketFactory> made = new ConcurrentHashMap<>();
        return identity -> made.computeIfAbsent(Optional.ofNullable(identity), ours -> factory(own, ours, shown));
    }

    private static SSLSocketFactory factory(List<X509Certificate> own, Optional<KeyManager> identity, ServerCertificates shown) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            TrustManager[] judges = Arrays.stream(managers(own.isEmpty() ? null : both(own)))
                    .map(manager -> manager instanceof X509ExtendedTrustManager judge ? new ExplainingTrust(judge, shown) : manager)
                    .toArray(TrustManager[]::new);
            context.init(identity.stream().toArray(KeyManager[]::new), judges, null);
            return context.getSocketFactory();
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("TLS cannot be used on this JVM", e);
        }
    }

    /** The JVM's authorities and our own in one store: which of both vouches does not matter. */
    private static KeyStore both(List<X509Certificate> own) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        int count = 0;
        for (X509Certificate certificate : own) {
            store.setCertificateEntry("own-" + count++, certificate);
        }
        for (TrustManager manager : managers(null)) {
            if (manager instanceof X509TrustManager known) {
                for (X509Certificate authority : known.getAcceptedIssuers()) {
                    store.setCertificateEntry("jvm-" + count++, authority);
                }
            }
        }
        return store;
    }

    private static TrustManager[] managers(@Nullable KeyStore store) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory.getTrustManagers();
    }
}
