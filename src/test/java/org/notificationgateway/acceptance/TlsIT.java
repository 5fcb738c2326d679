// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.acceptance;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.apache.camel.component.mail.MailComponent;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.notificationgateway.settings.StartRefusedException;
import org.notificationgateway.support.TestGateway;
import org.notificationgateway.support.TestHome;
import org.notificationgateway.support.TestKeys;

/** Both ports speak TLS when Camel's options say so, ask for a certificate when they say so, and SMTP never notices. */
class TlsIT {
    private static final String REQUEST =
            "{\"to\": \"ann@example.com\", \"subject\": \"s\", \"text\": \"t\"}";

    @TempDir
    private static Path keyFolder;

    private static TestKeys keys;
    private static Path own;
    private static Path client;
    private static Path stranger;

    @TempDir
    private Path folder;

    private TestHome home;

    @BeforeAll
    static void makeKeys() throws Exception {
        keys = new TestKeys(keyFolder);
        own = keys.trusted("gateway");
        client = keys.trusted("client");
        stranger = keys.stranger("stranger");
    }

    @BeforeEach
    void switchTlsOn() {
        home = new TestHome(folder)
                .set("camel.ssl.enabled", "true")
                .set("camel.ssl.keyStore", "file:" + own)
                .set("camel.ssl.keystorePassword", TestKeys.PASSWORD)
                .set("camel.ssl.trustStore", "file:" + keys.trust())
                .set("camel.ssl.trustStorePassword", TestKeys.PASSWORD)
                .set("camel.server.useGlobalSslContextParameters", "true")
                .set("camel.management.useGlobalSslContextParameters", "true");
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void bothPortsAnswerOverTls(String version) throws Exception {
        try (TestGateway gateway = TestGateway.start(home)) {
            assertEquals(202, post(keys.caller(null), version).statusCode());
            assertEquals(200, live(keys.caller(null), version).statusCode());
            String summary = gateway.bean("startupSummary", Object.class).toString();
            assertTrue(summary.contains("POST https://127.0.0.1:" + home.httpPort()), summary);
        }
    }

    @Test
    void clearTextIsNotAnswered() {
        try (TestGateway gateway = TestGateway.start(home)) {
            assertThrows(java.io.UncheckedIOException.class, () -> gateway.post(REQUEST));
            assertThrows(java.io.UncheckedIOException.class, () -> gateway.manage("/observe/health"));
        }
    }

    @ParameterizedTest(name = "version {0} of a ClientHello")
    @ValueSource(strings = {"0300", "0301", "0302"}) // SSL 3.0, TLS 1.0, TLS 1.1
    void anOldTlsIsRefused(String version) throws Exception {
        try (TestGateway gateway = TestGateway.start(home);
                Socket socket = new Socket("127.0.0.1", home.httpPort())) {
            socket.setSoTimeout(10_000);
            String ciphers = "c013c014002f0035";
            String hello = version + "00".repeat(32) + "00" + "0008" + ciphers + "0100";
            String body = "010000" + "%02x".formatted(hello.length() / 2) + hello;
            socket.getOutputStream().write(HexFormat.of().parseHex(
                    "16" + version + "00" + "%02x".formatted(body.length() / 2) + body));
            byte[] answer = socket.getInputStream().readNBytes(7);
            assertEquals(0x15, answer[0], "an alert");
            assertArrayEquals(new byte[] {2, 70}, Arrays.copyOfRange(answer, 5, 7), "fatal, protocol_version (RFC 8446 6)");
        }
    }

    @ParameterizedTest(name = "spelt {0}")
    @ValueSource(strings = {"camel.ssl.clientAuthentication", "camel.ssl.client-authentication"})
    void whoShowsNoTrustedCertificateIsTurnedAwayWhenOneIsRequired(String key) throws Exception {
        home.set(key, "REQUIRE");
        try (TestGateway gateway = TestGateway.start(home)) {
            for (String version : new String[] {"TLSv1.2", "TLSv1.3"}) {
                assertEquals(202, post(keys.caller(client), version).statusCode());
                assertEquals(200, live(keys.caller(client), version).statusCode());
                for (Path shown : new Path[] {null, stranger}) {
                    SSLContext caller = keys.caller(shown);
                    assertThrows(IOException.class, () -> post(caller, version));
                    assertThrows(IOException.class, () -> live(caller, version));
                }
            }
        }
    }

    @Test
    void requiredCertificatesAreAuthenticationEnoughForTheNetwork() throws Exception { // S13
        home.set("camel.server.host", "0.0.0.0").set("camel.management.host", "0.0.0.0")
                .set("camel.ssl.clientAuthentication", "REQUIRE");
        try (TestGateway gateway = TestGateway.start(home)) {
            SSLContext nobody = keys.caller(null);
            assertThrows(IOException.class, () -> post(nobody, "TLSv1.3"));
        }
    }

    @ParameterizedTest(name = "{0}={1}")
    @CsvSource({"camel.ssl.clientAuthentication,WANT", "camel.ssl.enabled,false",
        "camel.management.useGlobalSslContextParameters,false", "camel.ssl.trustAllCertificates,true"})
    void anythingLessIsNot(String key, String value) { // S13
        home.set("camel.management.host", "0.0.0.0").set("camel.ssl.clientAuthentication", "REQUIRE").set(key, value);
        var refused = assertThrows(StartRefusedException.class, () -> TestGateway.start(home).close());
        assertTrue(refused.getMessage().startsWith("camel.management.host is 0.0.0.0"), refused.getMessage());
    }

    @Test
    void norIsTheTrustOfEveryPublicAuthority() { // S13
        home.set("camel.server.host", "0.0.0.0").set("camel.ssl.clientAuthentication", "REQUIRE");
        home.overrides().remove("camel.ssl.trustStore");
        var refused = assertThrows(StartRefusedException.class, () -> TestGateway.start(home).close());
        assertTrue(refused.getMessage().startsWith("camel.server.host is 0.0.0.0"), refused.getMessage());
    }

    @Test
    void mailStillGoesOutAsItsOwnSettingsSay() throws Exception {
        GreenMail smtp = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
        smtp.start();
        home.server("{ \"FromAddress\": \"no-reply@contoso.com\", \"Host\": \"127.0.0.1\", \"Port\": "
                + smtp.getSmtp().getPort() + " }");
        try (TestGateway gateway = TestGateway.start(home)) {
            assertEquals(202, post(keys.caller(null), "TLSv1.3").statusCode());
            await().atMost(Duration.ofSeconds(10)).until(() -> smtp.getReceivedMessages().length == 1);
            MailComponent mail = gateway.context().getComponent("smtp", MailComponent.class);
            assertNull(mail.getConfiguration().getSslContextParameters());
        } finally {
            smtp.stop();
        }
    }

    private HttpResponse<String> post(SSLContext caller, String version) throws Exception {
        return send(caller, version, HttpRequest.newBuilder(
                        URI.create("https://127.0.0.1:" + home.httpPort() + "/notifications"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(REQUEST)));
    }

    private HttpResponse<String> live(SSLContext caller, String version) throws Exception {
        return send(caller, version, HttpRequest.newBuilder(
                URI.create("https://127.0.0.1:" + home.managementPort() + "/observe/health/live")));
    }

    private static HttpResponse<String> send(SSLContext caller, String version, HttpRequest.Builder request)
            throws Exception {
        SSLParameters parameters = caller.getDefaultSSLParameters();
        parameters.setProtocols(new String[] {version});
        return HttpClient.newBuilder().sslContext(caller).sslParameters(parameters).build()
                .send(request.build(), BodyHandlers.ofString());
    }
}
