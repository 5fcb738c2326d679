// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.delivery;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import org.notificationgateway.settings.TextFile;
import org.notificationgateway.smtp.TrustedServers;

/**
 * The certificate that we show to an SMTP server, as a connector of Microsoft 365 asks for in the place of a login
 * (RFC 8446 4.4.2). Keeps no state.
 */
public final class ClientIdentity {
    private ClientIdentity() {}

    /**
     * Reads the certificates, our own first and then those of its authorities.
     *
     * @throws IllegalArgumentException saying why they cannot be used
     */
    public static List<X509Certificate> chain(Path file) {
        try {
            return TrustedServers.read(TextFile.bytes(file));
        } catch (IOException e) {
            throw new IllegalArgumentException("cannot be read (" + e.getClass().getSimpleName() + ")", e);
        }
    }

    /**
     * Reads the key of the first certificate, in PEM.
     *
     * @throws IllegalArgumentException saying why it cannot be used, without a word from the file
     */
    public static KeyManager of(List<X509Certificate> chain, Path keyFile) {
        try {
            Matcher pem = ClientCertificate.PKCS8.matcher(TextFile.read(keyFile));
            if (!pem.find()) {
                throw new IllegalArgumentException("holds no PRIVATE KEY block");
            }
            PrivateKey key = KeyFactory.getInstance(chain.get(0).getPublicKey().getAlgorithm())
                    .generatePrivate(new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(pem.group(1))));
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry("ours", key, new char[0], chain.toArray(X509Certificate[]::new));
            if (!ClientCertificate.belongTogether(key, chain.get(0))) {
                throw new IllegalArgumentException("does not belong to the certificate");
            }
            KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            factory.init(store, new char[0]);
            return factory.getKeyManagers()[0];
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalArgumentException("cannot be read as the certificate's key", e);
        }
    }
}
