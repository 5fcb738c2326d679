// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.support;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.Certificate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;

/**
 * A key and its certificate, made for one test.
 *
 * @param file certificate in PEM
 * @param keyFile key in PEM, PKCS #8
 */
public record TestCertificate(Certificate certificate, Path file, Path keyFile) {

    /** @param algorithm RSA or EC */
    public static TestCertificate make(Path folder, String name, String algorithm) {
        Instant now = Instant.now();
        MadeCertificate made = MadeCertificate.make(
                name, algorithm, List.of(), now.minus(1, ChronoUnit.HOURS), now.plus(90, ChronoUnit.DAYS), null, false);
        try {
            return new TestCertificate(made.chain().get(0),
                    Files.writeString(folder.resolve(name + ".pem"), pem("CERTIFICATE", made.chain().get(0).getEncoded())),
                    Files.writeString(folder.resolve(name + ".key"), pem("PRIVATE KEY", made.keys().getPrivate().getEncoded())));
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static String pem(String label, byte[] bytes) {
        return "-----BEGIN " + label + "-----\n" + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes)
                + "\n-----END " + label + "-----\n";
    }
}
