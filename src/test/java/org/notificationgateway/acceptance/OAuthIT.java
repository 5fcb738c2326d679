// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.acceptance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.jms.ConnectionFactory;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.notificationgateway.NotificationGateway;
import org.notificationgateway.support.Effort;
import org.notificationgateway.support.Jms;
import org.notificationgateway.support.LogLines;
import org.notificationgateway.support.ScriptedSmtpServer;
import org.notificationgateway.support.TestCertificate;
import org.notificationgateway.support.TestGateway;
import org.notificationgateway.support.TestHome;
import org.notificationgateway.support.TokenServer;
import picocli.CommandLine;

/** A sender with keys below delivery.oauth logs in with tokens, or says at start, in the log and in dead letters why not. */
class OAuthIT {
    private static final String PREFIX = "delivery.oauth.server.";
    private static final String SECRET = "canary~s3cret";

    @TempDir
    private static Path made;

    @TempDir
    private Path folder;

    private ScriptedSmtpServer smtp;
    private TokenServer endpoint;
    private TestHome home;
    private LogLines log;

    @BeforeAll
    static void certificates() {
        TestCertificate.make(made, "client", "RSA");
        TestCertificate.make(made, "other", "RSA");
        TestCertificate.make(made, "curve", "EC");
    }

    @BeforeEach
    void listen() throws Exception {
        smtp = new ScriptedSmtpServer()
                .on("EHLO", "250-scripted.test\r\n250 AUTH PLAIN LOGIN XOAUTH2").on("AUTH XOAUTH2", "235 welcome");
        endpoint = new TokenServer();
        home = new TestHome(folder).server("{ \"FromAddress\": \"Contoso <no-reply@contoso.com>\","
                + " \"Host\": \"127.0.0.1\", \"Port\": " + smtp.port() + " }");
        log = LogLines.traced("gateway");
    }

    @AfterEach
    void close() throws Exception {
        log.close();
        endpoint.close();
        smtp.close();
    }

    private TestHome withSecret() {
        return home.set(PREFIX + "token-url", endpoint.url().toString()).set(PREFIX + "client-id", "app-1")
                .set(PREFIX + "client-secret", SECRET);
    }

    private static String request(String id) {
        return "{ \"id\": \"" + id + "\", \"to\": [\"ada@example.com\"], \"subject\": \"s\", \"text\": \"t\" }";
    }

    private void assertNothingIsTold(String text) {
        for (String secret : List.of(SECRET, "token-1", Base64.getEncoder().encodeToString(
                "user=no-reply@contoso.com\1auth=Bearer token-1\1\1".getBytes(UTF_8)))) {
            assertFalse(text.contains(secret), text);
            assertFalse(log.lines().toString().contains(secret), log.lines().toString());
        }
    }

    @Test
    void aMailGoesOverALoginWithATokenAndTheSummarySaysSo() {
        try (TestGateway gateway = TestGateway.start(withSecret())) {
            assertEquals(202, gateway.post(request("one")).statusCode());
            await().atMost(Duration.ofSeconds(20)).until(() -> smtp.mails().size() == 1);
            String summary = gateway.bean("startupSummary", Object.class).toString();
            assertTrue(summary.contains(
                    ", logs in as no-reply@contoso.com with a token from 127.0.0.1 (client secret), from"), summary);
            assertNothingIsTold(summary);
        }
        assertEquals("https://outlook.office365.com/.default", endpoint.requests().get(0).get("scope"));
        assertTrue(smtp.commands().stream().anyMatch(command -> command.startsWith("AUTH XOAUTH2 ")));
    }

    @Test
    void aCertificateOfTheHomeServesAsWell() {
        TestCertificate.make(folder.resolve("config"), "client", "RSA");
        home.set(PREFIX + "token-url", endpoint.url().toString()).set(PREFIX + "client-id", "app-1")
                .set(PREFIX + "client-certificate", "config/client.pem").set(PREFIX + "client-key", "config/client.key");
        try (TestGateway gateway = TestGateway.start(home)) {
            gateway.post(request("two"));
            await().atMost(Duration.ofSeconds(20)).until(() -> smtp.mails().size() == 1);
        }
        assertTrue(endpoint.requests().get(0).containsKey("client_assertion"), endpoint.requests()::toString);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "535 5.7.3 Authentication unsuccessful | the application needs SMTP.SendAsApp",
        "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Mailbox."
                + " | SMTP AUTH is off for this mailbox"})
    void aRefusedLoginIsExplainedInTheLogAndItsMailWaits(String reply, String advice) {
        smtp.on("AUTH XOAUTH2", reply);
        withSecret().set("delivery.max-age", "2s").set("delivery.first-pause", "100ms");
        try (TestGateway gateway = TestGateway.start(home)) {
            gateway.post(request("refused"));
            Jms jms = new Jms(gateway.bean("connectionFactory", ConnectionFactory.class));
            await().atMost(Duration.ofSeconds(30)).until(() -> log.lines().stream().anyMatch(line ->
                    line.startsWith("ERROR sender server pauses") && line.contains(reply) && line.contains(advice)));
            await().during(Duration.ofSeconds(3)).until(() -> jms.entries("notification.dead").isEmpty());
            assertNothingIsTold("");
        }
    }

    @Test
    void anEndpointThatRefusesIsExplainedInTheLog() {
        endpoint.answers(401, "{\"error\":\"invalid_client\",\"error_description\":\"AADSTS7000222: expired " + SECRET + "\"}");
        try (TestGateway gateway = TestGateway.start(withSecret())) {
            gateway.post(request("no-token"));
            await().atMost(Duration.ofSeconds(20)).until(() -> log.lines().stream().anyMatch(line ->
                    line.contains("sender server gets no token from 127.0.0.1: HTTP 401: invalid_client")
                            && line.endsWith("make a new one for the application")));
        }
        assertNothingIsTold("");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "client-id | '' | server.client-id is not set: expected the application's id",
        "token-url | '' | server.token-url is not set: expected such as https://login.microsoftonline.com/",
        "token-url | http://login.contoso.com/token | server.token-url is no https URL",
        "token-url | https://user@login.contoso.com/token | server.token-url is no https URL",
        "token-url | https://login.contoso.com/{tenant}/token | server.token-url is no https URL",
        "client-secret | '' | server.client-secret is not set: expected client-secret, or client-certificate and",
        "client-secret | {{no.such.key}} | server.client-secret is a placeholder that cannot be resolved",
        "client-certificate | config/client.pem | server.client-secret is set beside a certificate",
        "sekret | x | server.sekret is unknown: expected delivery.oauth.SENDER. and one of token-url, client-id",
        "other.user | x | other.user names a sender that is not configured: expected one of agent, server"})
    void aSetThatCannotWorkStopsStartAndCheck(String part, String value, String fault) throws IOException {
        String key = part.contains(".") ? "delivery.oauth." + part : PREFIX + part;
        withSecret().set(key, value);
        assertRefused(fault);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "config/nowhere.pem | config/client.key | server.client-certificate cannot be read as a certificate",
        "config/client.key | config/client.key | server.client-certificate cannot be read as a certificate",
        "config/curve.pem | config/curve.key | server.client-certificate is of another kind than RSA",
        "config/client.pem | config/nowhere.key | server.client-key cannot be read as an RSA key",
        "config/client.pem | config/client.pem | server.client-key holds no PRIVATE KEY block",
        "config/client.pem | config/other.key | server.client-key does not belong to the certificate",
        "config/client.pem | '' | server.client-key is not set: expected both client-certificate and client-key"})
    void aCertificateThatCannotServeStopsStartAndCheck(String certificate, String key, String fault) throws IOException {
        try (Stream<Path> files = Files.list(made)) {
            for (Path file : files.toList()) {
                Files.copy(file, folder.resolve("config").resolve(file.getFileName()));
            }
        }
        withSecret().set(PREFIX + "client-secret", "")
                .set(PREFIX + "client-certificate", certificate).set(PREFIX + "client-key", key);
        assertRefused(fault);
    }

    private void assertRefused(String fault) throws IOException {
        String start = String.valueOf(assertThrows(RuntimeException.class, () -> TestGateway.start(home)).getMessage());
        assertTrue(start.contains("delivery.oauth." + fault), start);
        assertTrue(start.lines().count() == 1 && start.endsWith("(config/application.properties, or the environment)"), start);
        assertNothingIsTold(start);
        if (Effort.of(1, 2) == 2 || fault.contains("is not set") || fault.contains("of another kind")) { // the same code tells them
            writeProperties();
            String check = command(1, "check");
            assertTrue(check.contains("gateway: delivery.oauth." + fault), check);
            assertNothingIsTold(check);
        }
    }

    @Test
    void explainAndCheckKnowTheLoginAndNotTheSecret() throws IOException {
        withSecret();
        writeProperties();
        assertTrue(command(0, "check").contains("settings and routes are in order"));
        for (String[] words : List.of(new String[] {"explain"}, new String[] {"explain", "--json"})) {
            String explained = command(0, words);
            assertTrue(explained.contains(
                    ", logs in as no-reply@contoso.com with a token from 127.0.0.1 (client secret)"), explained);
            assertNothingIsTold(explained);
        }
        home.set(PREFIX + "client-id", "");
        writeProperties();
        String faulty = command(0, "explain", "server");
        assertTrue(faulty.contains("fault: delivery.oauth.server.client-id is not set"), faulty);
    }

    /** Commands read the file alone. */
    private void writeProperties() throws IOException {
        Map<String, String> keys = new TreeMap<>();
        home.overrides().stringPropertyNames().forEach(key -> keys.put(key, home.overrides().getProperty(key)));
        StringBuilder lines = new StringBuilder(Files.readString(home.path("config/application.properties"))).append('\n');
        keys.forEach((key, value) -> lines.append(key).append(" = ").append(value).append('\n'));
        home.write("config/application.properties", lines.toString());
    }

    private String command(int exit, String... words) {
        PrintStream out = System.out;
        PrintStream err = System.err;
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        try {
            System.setOut(new PrintStream(said, true, UTF_8));
            System.setErr(System.out);
            CommandLine line = new CommandLine(new NotificationGateway());
            String[] all = java.util.Arrays.copyOf(words, words.length + 2);
            all[words.length] = "--home";
            all[words.length + 1] = folder.toString();
            assertEquals(exit, line.execute(all), () -> said.toString(UTF_8));
            return said.toString(UTF_8);
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
    }
}
