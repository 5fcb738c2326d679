// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.support;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** Certificates made for one test: keystores with a key of a name's own, and a truststore that knows them. */
public final class TestKeys {
    public static final String PASSWORD = "for-tests-only";

    private static final List<String> LOOPBACK = List.of("ip:127.0.0.1", "dns:localhost");

    private final Path folder;
    private final Map<Path, MadeCertificate> made = new HashMap<>();
    private final List<MadeCertificate> known = new ArrayList<>();

    public TestKeys(Path folder) {
        this.folder = folder;
    }

    /** A keystore with a new key, whose certificate the truststore knows from now on. */
    public Path trusted(String name) throws Exception {
        Path store = stranger(name);
        known.add(made.get(store));
        KeyStore trust = empty();
        for (MadeCertificate one : known) {
            trust.setCertificateEntry(one.name(), one.chain().get(0));
        }
        write(trust, trust());
        return store;
    }

    /** A keystore with a new key that nobody knows. */
    public Path stranger(String name) throws Exception {
        return keep(name, LOOPBACK, "-0d", 2, null, false);
    }

    /** A keystore with a new key for a host, whose own certificate is valid from a start date on, for some days. */
    public Path selfSigned(String name, String host, String start, int days) throws Exception {
        return keep(name, List.of(host.split(",")), start, days, null, false);
    }

    /** A keystore with the key of an authority, which may sign others. */
    public Path authority(String name) throws Exception {
        return keep(name, List.of(), "-20d", 100, null, true);
    }

    /** A keystore as of {@link #selfSigned}, its certificate signed by an authority. */
    public Path signed(String name, Path authority, String host, String start, int days) throws Exception {
        return keep(name, List.of(host.split(",")), start, days, made.get(authority), false);
    }

    private Path keep(String name, List<String> hosts, String start, int days, @Nullable MadeCertificate issuer, boolean signs)
            throws Exception {
        Instant from = Instant.now().plus(Integer.parseInt(start.replace("d", "")), ChronoUnit.DAYS);
        MadeCertificate certificate =
                MadeCertificate.make(name, "EC", hosts, from, from.plus(days, ChronoUnit.DAYS), issuer, signs);
        KeyStore store = empty();
        store.setKeyEntry(name, certificate.keys().getPrivate(), PASSWORD.toCharArray(),
                certificate.chain().toArray(Certificate[]::new));
        Path file = folder.resolve(name + ".p12");
        write(store, file);
        made.put(file, certificate);
        return file;
    }

    /** The certificate of a keystore in PEM. */
    public String pem(Path store) throws Exception {
        return TestCertificate.pem("CERTIFICATE", made.get(store).chain().get(0).getEncoded());
    }

    /** The key of a keystore in PEM, PKCS #8. */
    public String keyPem(Path store) {
        return TestCertificate.pem("PRIVATE KEY", made.get(store).keys().getPrivate().getEncoded());
    }

    /** A server's side that shows the key of a keystore. */
    public static SSLContext server(Path store) throws Exception {
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(load(store), PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    public Path trust() {
        return folder.resolve("trust.p12");
    }

    /** A caller's side that trusts the truststore and shows the key of a keystore, if any. */
    public SSLContext caller(@Nullable Path own) throws Exception {
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(load(trust()));
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(own == null ? null : load(own), PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    private static KeyStore load(Path file) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, PASSWORD.toCharArray());
        }
        return store;
    }

    private static KeyStore empty() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    private static void write(KeyStore store, Path file) throws IOException, GeneralSecurityException {
        try (OutputStream out = Files.newOutputStream(file)) {
            store.store(out, PASSWORD.toCharArray());
        }
    }
}
