// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.delivery;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.util.X509CertUtils;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.notificationgateway.settings.TextFile;

/**
 * Signs a short-lived statement for each request instead of sending a secret (RFC 7523 2.2; OpenID Connect calls it
 * {@code private_key_jwt}), in the form Microsoft's "certificate credentials" asks for.
 */
public record ClientCertificate(X509Certificate certificate, RSAPrivateKey key) implements ClientProof {
    static final Pattern PKCS8 =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");
    private static final byte[] PROBE = {1};
    private static final Duration LIFE = Duration.ofMinutes(5);

    /**
     * Reads a certificate in PEM.
     *
     * @throws IllegalArgumentException saying why it cannot be used
     */
    public static X509Certificate certificate(Path file) {
        try (InputStream in = new ByteArrayInputStream(TextFile.bytes(file))) {
            X509Certificate certificate =
                    (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
            if (!(certificate.getPublicKey() instanceof RSAPublicKey)) {
                throw new IllegalArgumentException("is of another kind than RSA");
            }
            return certificate;
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalArgumentException("cannot be read as a certificate", e);
        }
    }

    /**
     * Reads the private key of that certificate, in PEM.
     *
     * @throws IllegalArgumentException saying why it cannot be used, without a word from the file
     */
    public static ClientCertificate of(X509Certificate certificate, Path keyFile) {
        try {
            Matcher pem = PKCS8.matcher(TextFile.read(keyFile));
            if (!pem.find()) {
                throw new IllegalArgumentException("holds no PRIVATE KEY block");
            }
            byte[] bytes = Base64.getMimeDecoder().decode(pem.group(1));
            RSAPrivateKey key =
                    (RSAPrivateKey) KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(bytes));
            if (!key.getModulus().equals(((RSAPublicKey) certificate.getPublicKey()).getModulus())) {
                throw new IllegalArgumentException("does not belong to the certificate");
            }
            return new ClientCertificate(certificate, key);
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalArgumentException("cannot be read as an RSA key", e);
        }
    }

    /** True if what the one signs the other verifies. */
    static boolean belongTogether(PrivateKey key, X509Certificate certificate) throws GeneralSecurityException {
        Signature signature = Signature.getInstance(key.getAlgorithm().equals("EC") ? "SHA256withECDSA" : "SHA256with" + key.getAlgorithm());
        signature.initSign(key);
        signature.update(PROBE);
        byte[] signed = signature.sign();
        signature.initVerify(certificate.getPublicKey());
        signature.update(PROBE);
        return signature.verify(signed);
    }

    @Override
    public String describe() {
        return "certificate";
    }

    @Override
    public Map<String, String> parameters(String clientId, URI endpoint, Instant now) {
        return Map.of(
                "client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
                "client_assertion", assertion(clientId, endpoint, now));
    }

    private String assertion(String clientId, URI endpoint, Instant now) {
        try {
            SignedJWT jwt = new SignedJWT(
                    new JWSHeader.Builder(JWSAlgorithm.PS256)
                            .type(JOSEObjectType.JWT)
                            .x509CertSHA256Thumbprint(X509CertUtils.computeSHA256Thumbprint(certificate))
                            .build(),
                    new JWTClaimsSet.Builder()
                            .audience(endpoint.toString()).issuer(clientId).subject(clientId)
                            .jwtID(UUID.randomUUID().toString()).issueTime(Date.from(now))
                            .notBeforeTime(Date.from(now)).expirationTime(Date.from(now.plus(LIFE)))
                            .build());
            jwt.sign(new RSASSASigner(key));
            return jwt.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException("every JVM signs PS256", e);
        }
    }

    @Override
    public String toString() {
        return "ClientCertificate[***]";
    }
}
