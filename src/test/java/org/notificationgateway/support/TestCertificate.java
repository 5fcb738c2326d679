// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.support;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Base64;

/**
 * A key and its certificate, made for one test with the JDK's own tool.
 *
 * @param file certificate in PEM
 * @param keyFile key in PEM, PKCS #8
 */
public record TestCertificate(Certificate certificate, Path file, Path keyFile) {

    /** @param algorithm RSA or EC */
    public static TestCertificate make(Path folder, String name, String algorithm) {
        try {
            Path store = folder.resolve(name + ".p12");
            Process tool = new ProcessBuilder(
                    Path.of(System.getProperty("java.home"), "bin", "keytool").toString(), "-genkeypair",
                    "-alias", name, "-keyalg", algorithm, "-dname", "CN=" + name, "-keystore", store.toString(),
                    "-storetype", "PKCS12", "-storepass", "changeit").redirectErrorStream(true).start();
            String said = new String(tool.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            if (tool.waitFor() != 0) {
                throw new IllegalStateException(said);
            }
            KeyStore keys = KeyStore.getInstance("PKCS12");
            try (InputStream in = Files.newInputStream(store)) {
                keys.load(in, "changeit".toCharArray());
            }
            Certificate certificate = keys.getCertificate(name);
            Key key = keys.getKey(name, "changeit".toCharArray());
            return new TestCertificate(certificate,
                    pem(folder.resolve(name + ".pem"), "CERTIFICATE", certificate.getEncoded()),
                    pem(folder.resolve(name + ".key"), "PRIVATE KEY", key.getEncoded()));
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static Path pem(Path file, String label, byte[] bytes) throws IOException {
        return Files.writeString(file, "-----BEGIN " + label + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes) + "\n-----END " + label + "-----\n");
    }
}
