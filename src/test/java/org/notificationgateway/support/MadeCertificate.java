// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.support;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.net.InetAddress;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A key and its certificate (RFC 5280), written here byte by byte: the JDK's keytool is another JVM for each step, and tests make
 * many.
 *
 * @param chain its certificate, then the one that signed it, if that is another
 */
record MadeCertificate(KeyPair keys, String name, List<X509Certificate> chain) {
    /** By name: the search for two primes takes seconds. */
    private static final Map<String, KeyPair> RSA = new ConcurrentHashMap<>();
    private static final AtomicLong SERIAL = new AtomicLong(System.nanoTime() & Long.MAX_VALUE);
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final int BOOLEAN = 0x01;
    private static final int INTEGER = 0x02;
    private static final int BITS = 0x03;
    private static final int OCTETS = 0x04;
    private static final int OID = 0x06;
    private static final int TEXT = 0x0C;
    private static final int MOMENT = 0x18;
    private static final int SEQUENCE = 0x30;
    private static final int SET = 0x31;
    private static final byte[] TRUE = {-1};

    /**
     * @param algorithm RSA or EC
     * @param hosts such as {@code ip:127.0.0.1} and {@code dns:localhost}
     * @param issuer null if it signs itself
     * @param signs whether it may sign others
     */
    static MadeCertificate make(
            String name, String algorithm, List<String> hosts, Instant from, Instant until, @Nullable MadeCertificate issuer, boolean signs) {
        try {
            KeyPair keys = algorithm.equals("RSA") ? RSA.computeIfAbsent(name, any -> keys(algorithm, 2048)) : keys(algorithm, 256);
            KeyPair signer = issuer == null ? keys : issuer.keys;
            boolean rsa = signer.getPrivate().getAlgorithm().equals("RSA");
            byte[] method = rsa ? der(SEQUENCE, oid("2A864886F70D01010B"), der(0x05)) : der(SEQUENCE, oid("2A8648CE3D040302"));
            List<byte[]> extensions = new ArrayList<>();
            if (signs) {
                extensions.add(der(SEQUENCE, oid("551D13"), der(BOOLEAN, TRUE), der(OCTETS, der(SEQUENCE, der(BOOLEAN, TRUE)))));
            }
            if (!hosts.isEmpty()) {
                extensions.add(der(SEQUENCE, oid("551D11"), der(OCTETS, der(SEQUENCE, names(hosts)))));
            }
            byte[] body = der(SEQUENCE,
                    der(0xA0, der(INTEGER, new byte[] {2})),
                    der(INTEGER, BigInteger.valueOf(SERIAL.incrementAndGet()).toByteArray()),
                    method,
                    subject(issuer == null ? name : issuer.name),
                    der(SEQUENCE, time(from), time(until)),
                    subject(name),
                    keys.getPublic().getEncoded(),
                    extensions.isEmpty() ? new byte[0] : der(0xA3, der(SEQUENCE, extensions.toArray(byte[][]::new))));
            Signature signature = Signature.getInstance(rsa ? "SHA256withRSA" : "SHA256withECDSA");
            signature.initSign(signer.getPrivate());
            signature.update(body);
            byte[] whole = der(SEQUENCE, body, method, der(BITS, new byte[1], signature.sign()));
            List<X509Certificate> chain = new ArrayList<>();
            chain.add((X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(whole)));
            if (issuer != null) {
                chain.addAll(issuer.chain);
            }
            return new MadeCertificate(keys, name, List.copyOf(chain));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyPair keys(String algorithm, int size) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            generator.initialize(size);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[][] names(List<String> hosts) {
        return hosts.stream().map(host -> {
            String value = host.substring(host.indexOf(':') + 1);
            try {
                return host.startsWith("ip:") ? der(0x87, InetAddress.getByName(value).getAddress()) : der(0x82, value.getBytes(US_ASCII));
            } catch (java.net.UnknownHostException e) {
                throw new IllegalArgumentException(e);
            }
        }).toArray(byte[][]::new);
    }

    private static byte[] subject(String name) {
        return der(SEQUENCE, der(SET, der(SEQUENCE, oid("550403"), der(TEXT, name.getBytes(UTF_8)))));
    }

    private static byte[] time(Instant moment) {
        return der(MOMENT, TIME.format(moment).getBytes(US_ASCII));
    }

    private static byte[] oid(String hex) {
        return der(OID, java.util.HexFormat.of().parseHex(hex));
    }

    private static byte[] der(int tag, byte[]... parts) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            content.writeBytes(part);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(tag);
        if (content.size() < 0x80) {
            out.write(content.size());
        } else {
            byte[] length = BigInteger.valueOf(content.size()).toByteArray();
            int from = length[0] == 0 ? 1 : 0;
            out.write(0x80 | length.length - from);
            out.write(length, from, length.length - from);
        }
        out.writeBytes(content.toByteArray());
        return out.toByteArray();
    }
}
