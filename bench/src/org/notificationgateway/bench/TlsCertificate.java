// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.bench;

import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;

/**
 * A self-signed certificate for the TLS server, in the form that each side trusts servers by.
 *
 * @param certificate PEM
 * @param key PEM, PKCS #8
 * @param trustStore PKCS #12 that holds the certificate alone
 */
record TlsCertificate(Path certificate, Path key, Path trustStore) {
    static final String PASSWORD = "changeit";
    private static final String ALIAS = "localhost";

    /** Makes one for loopback with the JDK's own tool. */
    static TlsCertificate make(Path folder) throws Exception {
        Path keys = folder.resolve("keys.p12");
        Process tool = new ProcessBuilder(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(), "-genkeypair", "-alias", ALIAS,
                "-keyalg", "RSA", "-keysize", "2048", "-dname", "CN=localhost",
                "-ext", "san=ip:127.0.0.1,dns:localhost",
                "-keystore", keys.toString(), "-storetype", "PKCS12", "-storepass", PASSWORD))
                .redirectErrorStream(true).redirectOutput(folder.resolve("keytool.log").toFile()).start();
        if (tool.waitFor() != 0) {
            throw new BenchException("keytool", "failed", "a key pair", folder.resolve("keytool.log"));
        }
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(keys)) {
            store.load(in, PASSWORD.toCharArray());
        }
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry(ALIAS, store.getCertificate(ALIAS));
        Path trustStore = folder.resolve("trust.p12");
        try (OutputStream out = Files.newOutputStream(trustStore)) {
            trusted.store(out, PASSWORD.toCharArray());
        }
        byte[] certificate = store.getCertificate(ALIAS).getEncoded();
        byte[] key = store.getKey(ALIAS, PASSWORD.toCharArray()).getEncoded();
        return new TlsCertificate(
                pem(folder.resolve("server.pem"), "CERTIFICATE", certificate),
                pem(folder.resolve("server.key"), "PRIVATE KEY", key), trustStore);
    }

    private static Path pem(Path file, String label, byte[] bytes) throws Exception {
        String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
        return Files.writeString(
                file, "-----BEGIN " + label + "-----\n" + lines + "\n-----END " + label + "-----\n");
    }
}
