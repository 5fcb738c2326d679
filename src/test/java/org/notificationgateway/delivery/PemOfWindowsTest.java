// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.delivery;

import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.notificationgateway.settings.TextFile;
import org.notificationgateway.smtp.TrustedServers;
import org.notificationgateway.support.TestCertificate;

/** Certificates and keys are read as editors and PowerShell of Windows save them. */
class PemOfWindowsTest {
    @TempDir
    private Path folder;

    static Stream<Map.Entry<String, Charset>> forms() {
        return Stream.of(
                Map.entry("", UTF_8), Map.entry("\uFEFF", UTF_8), Map.entry("\uFEFF", UTF_16LE), Map.entry("\uFEFF", UTF_16BE));
    }

    private static void save(Path file, Map.Entry<String, Charset> form) throws Exception {
        String text = form.getKey() + Files.readString(file).replace("\n", "\r\n");
        Files.write(file, text.getBytes(form.getValue()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("forms")
    void areReadInEachForm(Map.Entry<String, Charset> form) throws Exception {
        TestCertificate made = TestCertificate.make(folder, "app", "RSA");
        save(made.file(), form);
        save(made.keyFile(), form);
        assertEquals(made.certificate(), ClientCertificate.of(
                ClientCertificate.certificate(made.file()), made.keyFile()).certificate());
        assertEquals(List.of(made.certificate()), TrustedServers.read(TextFile.bytes(made.file())));
    }

    @Test
    void binaryCertificateIsReadAsItIs() throws Exception {
        TestCertificate made = TestCertificate.make(folder, "app", "RSA");
        Files.write(made.file(), made.certificate().getEncoded());
        assertEquals(made.certificate(), ClientCertificate.certificate(made.file()));
        assertEquals(List.of(made.certificate()), TrustedServers.read(TextFile.bytes(made.file())));
    }

    @Test
    void whatIsNoTextIsRefused() throws Exception {
        TestCertificate made = TestCertificate.make(folder, "app", "RSA");
        Files.write(made.keyFile(), new byte[] {(byte) 0xff, (byte) 0xfe, 0, (byte) 0xd8});
        assertThrows(IllegalArgumentException.class, () -> ClientCertificate.of((X509Certificate) made.certificate(), made.keyFile()));
    }
}
