// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.acceptance;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.notificationgateway.support.FaultySmtpServer;
import org.notificationgateway.support.TestGateway;
import org.notificationgateway.support.TestHome;
import org.notificationgateway.support.TestKeys;

/** A server that knows us by a certificate is shown it; a certificate that cannot be used stops the start. */
class SmtpIdentityIT {
    private static final String REQUEST = "{\"to\":\"jane@example.com\",\"subject\":\"s\",\"text\":\"t\"}";

    @TempDir
    private Path folder;

    @TempDir
    private Path keyFolder;

    private TestKeys keys;
    private Path server;
    private Path client;

    @BeforeEach
    void makeKeys() throws Exception {
        keys = new TestKeys(keyFolder);
        server = keys.trusted("server");
        client = keys.trusted("client");
    }

    private TestHome home(FaultySmtpServer smtp) throws Exception {
        return new TestHome(folder).server("""
                { "FromAddress": "no-reply@contoso.com", "Host": "127.0.0.1", "Port": %d, "SecureSocketOption": "StartTls" }"""
                .formatted(smtp.port()))
                .write("config/trust.pem", keys.pem(server)).set("delivery.smtp.trust", "config/trust.pem")
                .write("config/client.pem", keys.pem(client)).write("config/client.key", keys.keyPem(client));
    }

    @Test
    void isShownToAServerThatAsksForIt() throws Exception {
        try (FaultySmtpServer smtp = new FaultySmtpServer().startTls(keys.caller(server)).demandingCertificate()) {
            TestHome home = home(smtp).set("delivery.smtp.server.client-certificate", "config/client.pem")
                    .set("delivery.smtp.server.client-key", "config/client.key");
            try (TestGateway gateway = TestGateway.start(home)) {
                assertEquals(202, gateway.post(REQUEST).statusCode());
                await().until(() -> smtp.mails() == 1);
            }
        }
    }

    @Test
    void isMissedByOneThatAsksIfThereIsNone() throws Exception {
        try (FaultySmtpServer smtp = new FaultySmtpServer().startTls(keys.caller(server)).demandingCertificate()) {
            try (TestGateway gateway = TestGateway.start(home(smtp))) {
                assertEquals(202, gateway.post(REQUEST).statusCode());
                await().until(() -> gateway.manage("/observe/health/ready?data=true").body().contains("paused.server"));
                assertEquals(0, smtp.mails());
            }
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "config/client.pem | | is set without delivery.smtp.server.client-key",
        " | config/client.key | is not set beside delivery.smtp.server.client-key",
        "config/none.pem | config/client.key | cannot be read (NoSuchFileException)",
        "config/client.key | config/client.key | holds no certificates that can be read",
        "config/client.pem | config/client.pem | holds no PRIVATE KEY block",
        "config/trust.pem | config/client.key | does not belong to the certificate"})
    void thatCannotBeUsedStopsTheStart(String certificate, String key, String seen) throws Exception {
        try (FaultySmtpServer smtp = new FaultySmtpServer()) {
            TestHome home = home(smtp);
            if (certificate != null) {
                home.set("delivery.smtp.server.client-certificate", certificate);
            }
            if (key != null) {
                home.set("delivery.smtp.server.client-key", key);
            }
            String fault = assertThrows(Exception.class, () -> TestGateway.start(home).close()).toString();
            assertTrue(fault.contains(seen) && fault.contains("delivery.smtp.server.client-"), fault);
        }
    }
}
