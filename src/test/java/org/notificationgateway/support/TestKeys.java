// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.support;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** Certificates made for one test: keystores with a key of a name's own, and a truststore that knows them. */
public final class TestKeys {
    public static final String PASSWORD = "for-tests-only";

    private final Path folder;

    public TestKeys(Path folder) {
        this.folder = folder;
    }

    /** A keystore with a new key, whose certificate the truststore knows from now on. */
    public Path trusted(String name) throws Exception {
        Path store = stranger(name);
        Path certificate = folder.resolve(name + ".pem");
        keytool("-exportcert", "-rfc", "-alias", name, "-keystore", store.toString(), "-file", certificate.toString());
        keytool("-importcert", "-noprompt", "-alias", name, "-keystore", trust().toString(), "-file",
                certificate.toString());
        return store;
    }

    /** A keystore with a new key that nobody knows. */
    public Path stranger(String name) throws Exception {
        Path store = folder.resolve(name + ".p12");
        keytool("-genkeypair", "-alias", name, "-keyalg", "EC", "-groupname", "secp256r1", "-validity", "2",
                "-dname", "CN=" + name, "-ext", "san=ip:127.0.0.1,dns:localhost", "-keystore", store.toString());
        return store;
    }

    /** A keystore with a new key for a host, whose own certificate is valid from a start date on, for some days. */
    public Path selfSigned(String name, String host, String start, int days) throws Exception {
        Path store = folder.resolve(name + ".p12");
        keytool("-genkeypair", "-alias", name, "-keyalg", "EC", "-groupname", "secp256r1", "-startdate", start,
                "-validity", String.valueOf(days), "-dname", "CN=" + name, "-ext", "san=" + host, "-keystore",
                store.toString());
        return store;
    }

    /** A keystore with the key of an authority, which may sign others. */
    public Path authority(String name) throws Exception {
        Path store = folder.resolve(name + ".p12");
        keytool("-genkeypair", "-alias", name, "-keyalg", "EC", "-groupname", "secp256r1", "-startdate", "-20d", "-validity", "100",
                "-dname", "CN=" + name, "-ext", "bc:c", "-keystore", store.toString());
        return store;
    }

    /** A keystore as of {@link #selfSigned}, its certificate signed by an authority. */
    public Path signed(String name, Path authority, String host, String start, int days) throws Exception {
        Path store = selfSigned(name, host, "-1d", 2);
        String request = folder.resolve(name + ".request").toString();
        String certificate = folder.resolve(name + ".signed").toString();
        String signer = authority.getFileName().toString().replace(".p12", "");
        keytool("-certreq", "-alias", name, "-keystore", store.toString(), "-file", request);
        keytool("-gencert", "-alias", signer, "-keystore", authority.toString(), "-infile", request, "-outfile", certificate,
                "-startdate", start, "-validity", String.valueOf(days), "-ext", "san=" + host, "-rfc");
        Files.writeString(Path.of(certificate), pem(authority), StandardOpenOption.APPEND);
        keytool("-importcert", "-noprompt", "-alias", name, "-keystore", store.toString(), "-file", certificate);
        return store;
    }

    /** The certificate of a keystore in PEM. */
    public String pem(Path store) throws Exception {
        Path file = folder.resolve(store.getFileName() + ".pem");
        String name = store.getFileName().toString().replace(".p12", "");
        keytool("-exportcert", "-rfc", "-alias", name, "-keystore", store.toString(), "-file", file.toString());
        return Files.readString(file);
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

    private void keytool(String... arguments) throws Exception {
        List<String> words = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        words.addAll(List.of(arguments));
        words.addAll(List.of("-storetype", "PKCS12", "-storepass", PASSWORD));
        Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes());
        process.waitFor(30, TimeUnit.SECONDS);
        assertEquals(0, process.exitValue(), output);
    }
}
