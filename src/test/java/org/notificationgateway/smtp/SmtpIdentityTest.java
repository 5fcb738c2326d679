// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.notificationgateway.support.FaultySmtpServer.CONNECT;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.notificationgateway.delivery.DeliveryOutcome;
import org.notificationgateway.settings.SecureSocketOption;
import org.notificationgateway.support.FaultTable;
import org.notificationgateway.support.FaultySmtpServer.Act;
import org.notificationgateway.support.FaultySmtpServer;
import org.notificationgateway.support.TestKeys;

/** A mail goes to the server that the settings name, over a line that nobody else reads, or it stays. */
@ExtendWith(FaultTable.class)
class SmtpIdentityTest {
    private static final String OURS = "ip:127.0.0.1,dns:localhost";

    @TempDir
    private static Path folder;

    private static Map<String, SSLContext> contexts;
    private static Path trust;

    private FaultySmtpServer server;

    @BeforeAll
    static void makeKeys() throws Exception {
        TestKeys keys = new TestKeys(folder);
        Path good = keys.selfSigned("good", OURS, "-1d", 10);
        Path expired = keys.selfSigned("expired", OURS, "-10d", 5);
        Path wrong = keys.selfSigned("wrong", "dns:mail.example.org,ip:10.1.2.3", "-1d", 10);
        Path early = keys.selfSigned("early", OURS, "+5d", 10);
        Path unknown = keys.selfSigned("unknown", OURS, "-1d", 10);
        trust = folder.resolve("trust.pem");
        Files.writeString(trust, keys.pem(good) + keys.pem(expired) + keys.pem(wrong) + keys.pem(early));
        contexts = Map.of("good", TestKeys.server(good), "expired", TestKeys.server(expired),
                "wrong", TestKeys.server(wrong), "early", TestKeys.server(early), "unknown", TestKeys.server(unknown));
    }

    @BeforeEach
    void listen() throws Exception {
        server = new FaultySmtpServer();
    }

    @AfterEach
    void close() throws Exception {
        server.close();
    }

    private SmtpBench lines(SecureSocketOption mode) {
        return new SmtpBench.Plan(server.port()).security(mode).trusting(trust).login("gateway", "secret").lines();
    }

    private void show(SecureSocketOption mode, String certificate) {
        server.offering("AUTH PLAIN");
        if (mode == SecureSocketOption.SSL_ON_CONNECT) {
            server.tlsAtConnect(contexts.get(certificate));
        } else {
            server.startTls(contexts.get(certificate));
        }
    }

    private void assertNothingPasses(SecureSocketOption mode, String reason) {
        try (SmtpBench bench = lines(mode)) {
            DeliveryOutcome outcome = bench.send();
            assertInstanceOf(DeliveryOutcome.NotTried.class, outcome, outcome.reason());
            assertTrue(outcome.reason().contains(reason), outcome.reason());
            assertEquals(0, bench.open());
        }
        assertEquals(0, server.count("MAIL") + server.count("AUTH"), () -> "heard " + server.commands());
    }

    @ParameterizedTest(name = "F23 {0}: a server with a good certificate gets the mail")
    @EnumSource(names = {"AUTO", "START_TLS", "SSL_ON_CONNECT", "START_TLS_WHEN_AVAILABLE"})
    void aTrustedServer(SecureSocketOption mode) {
        show(mode, "good");
        try (SmtpBench bench = lines(mode)) {
            assertEquals("Delivered", bench.word(), () -> bench.send().reason());
            assertEquals(1, server.tlsSessions().size());
        }
    }

    @ParameterizedTest(name = "F23 {0}: {1} certificate: no login, no mail, no clear text")
    @CsvSource({
        "START_TLS, expired, TLS failed: its certificate expired on DAY. It must be renewed on the server",
        "START_TLS, early, TLS failed: its certificate is valid from DAY on only",
        "START_TLS, wrong, 'TLS failed: the name 127.0.0.1 is not in its certificate, which is for [mail.example.org, 10.1.2.3]. If it is the right server, write one of those as Host'",
        "START_TLS, unknown, unable to find",
        "SSL_ON_CONNECT, expired, TLS failed: its certificate expired on DAY. It must be renewed on the server",
        "SSL_ON_CONNECT, early, TLS failed: its certificate is valid from DAY on only",
        "SSL_ON_CONNECT, wrong, 'TLS failed: the name 127.0.0.1 is not in its certificate, which is for [mail.example.org, 10.1.2.3]. If it is the right server, write one of those as Host'",
        "SSL_ON_CONNECT, unknown, unable to find",
        "AUTO, expired, TLS failed: its certificate expired on DAY. It must be renewed on the server",
        "AUTO, early, TLS failed: its certificate is valid from DAY on only",
        "AUTO, wrong, 'TLS failed: the name 127.0.0.1 is not in its certificate, which is for [mail.example.org, 10.1.2.3]. If it is the right server, write one of those as Host'",
        "AUTO, unknown, unable to find",
        "START_TLS_WHEN_AVAILABLE, expired, TLS failed: its certificate expired on DAY. It must be renewed on the server",
        "START_TLS_WHEN_AVAILABLE, early, TLS failed: its certificate is valid from DAY on only",
        "START_TLS_WHEN_AVAILABLE, wrong, 'TLS failed: the name 127.0.0.1 is not in its certificate, which is for [mail.example.org, 10.1.2.3]. If it is the right server, write one of those as Host'",
        "START_TLS_WHEN_AVAILABLE, unknown, unable to find"})
    void aServerThatIsNotWhomWeMean(SecureSocketOption mode, String certificate, String reason) {
        show(mode, certificate);
        LocalDate day = LocalDate.now(ZoneOffset.UTC).plusDays(certificate.equals("expired") ? -5 : 5);
        assertNothingPasses(mode, reason.replace("DAY", day.toString()));
    }

    @ParameterizedTest(name = "B14 {0}: a certificate that an authority has signed, {1}")
    @CsvSource({
        "signed-expired, -10d, 127.0.0.1, its certificate expired on DAY. It must be renewed on the server",
        "signed-early, +10d, 127.0.0.1, its certificate is valid from DAY on only",
        "signed-wrong, -1d, 127.0.0.2, 'the name 127.0.0.1 is not in its certificate, which is for [127.0.0.2]'"})
    void aCertificateOfAnAuthority(String name, String start, String host, String reason) throws Exception {
        TestKeys keys = new TestKeys(Files.createDirectory(folder.resolve(name)));
        Path authority = keys.authority("authority");
        Path signed = keys.signed(name, authority, "ip:" + host, start, 5);
        Path known = Files.writeString(folder.resolve(name + ".trust.pem"), keys.pem(authority));
        server.tlsAtConnect(TestKeys.server(signed));
        try (SmtpBench bench = new SmtpBench.Plan(server.port()).security(SecureSocketOption.SSL_ON_CONNECT).trusting(known).lines()) {
            DeliveryOutcome outcome = bench.send();
            assertInstanceOf(DeliveryOutcome.NotTried.class, outcome, outcome.reason());
            LocalDate day = LocalDate.now(ZoneOffset.UTC).plusDays(name.equals("signed-expired") ? -5 : 10);
            assertTrue(outcome.reason().contains("TLS failed: " + reason.replace("DAY", day.toString())), outcome.reason());
        }
    }

    @ParameterizedTest(name = "F23 {0}: TLS 1.1 at most")
    @EnumSource(names = {"AUTO", "START_TLS", "SSL_ON_CONNECT", "START_TLS_WHEN_AVAILABLE"})
    void aServerOfOldTls(SecureSocketOption mode) {
        show(mode, "good");
        server.protocols("TLSv1.1");
        assertNothingPasses(mode, "TLS failed");
    }

    @ParameterizedTest(name = "F23 {0}: the handshake is cut")
    @EnumSource(names = {"AUTO", "START_TLS", "SSL_ON_CONNECT", "START_TLS_WHEN_AVAILABLE"})
    void aServerThatHangsUpInTheHandshake(SecureSocketOption mode) {
        Act cut = session -> {
            session.read(20);
            FaultySmtpServer.hangUp().on(session);
        };
        if (mode == SecureSocketOption.SSL_ON_CONNECT) {
            server.on(CONNECT, cut);
        } else {
            show(mode, "good");
            server.on("STARTTLS", session -> {
                session.say("220 go on");
                cut.on(session);
            });
        }
        assertNothingPasses(mode, "SMTP server 127.0.0.1");
    }

    @Test
    @DisplayName("F23 a handshake that hangs ends at its deadline")
    void aHandshakeThatHangs() {
        show(SecureSocketOption.START_TLS, "good");
        server.on("STARTTLS", session -> {
            session.say("220 go on");
            FaultySmtpServer.stall().on(session);
        });
        try (SmtpBench bench = new SmtpBench.Plan(server.port()).security(SecureSocketOption.START_TLS)
                .trusting(trust).replyWithin(Duration.ofMillis(400)).lines()) {
            String reason = bench.send().reason();
            assertTrue(reason.contains("timed out waiting for the TLS handshake"), reason);
        }
    }

    @Test
    @DisplayName("F25 STARTTLS stripped: refused, no login, no mail")
    void strippedStartTls() {
        server.offering("AUTH PLAIN");
        assertNothingPasses(SecureSocketOption.START_TLS, "offers no STARTTLS");
    }

    @ParameterizedTest(name = "F25 {0}: a reply injected in clear text behind 220 is not believed")
    @EnumSource(names = {"AUTO", "START_TLS", "START_TLS_WHEN_AVAILABLE"})
    void injectedClearText(SecureSocketOption mode) {
        show(mode, "good");
        server.on("STARTTLS", session -> {
            session.sayRaw("220 go on\r\n250-injected\r\n250 AUTH PLAIN\r\n");
            session.encrypt();
        });
        assertNothingPasses(mode, "spoke before the TLS handshake");
    }

    @ParameterizedTest(name = "F25 {0}: what was offered in clear text counts for nothing")
    @EnumSource(names = {"AUTO", "START_TLS", "START_TLS_WHEN_AVAILABLE"})
    void offersAreAskedForAgain(SecureSocketOption mode) {
        show(mode, "good");
        server.on("STARTTLS", session -> {
            session.say("220 go on");
            session.encrypt();
            server.offering("SIZE 99999999");
        });
        assertNothingPasses(mode, "offers no AUTH");
    }

    @Test
    @DisplayName("F23 a reconnect resumes the TLS session")
    void aReconnectResumesTheSession() {
        server.startTls(contexts.get("good")).offering("AUTH PLAIN").atMostMailsPerSession(1).protocols("TLSv1.2");
        try (SmtpBench bench = lines(SecureSocketOption.START_TLS)) {
            assertEquals("Delivered", bench.word());
            assertEquals("Delivered", bench.word());
            assertEquals(2, server.tlsSessions().size());
            assertEquals(server.tlsSessions().get(0), server.tlsSessions().get(1));
        }
    }
}
