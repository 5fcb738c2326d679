// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.notificationgateway.settings.Delivery.Credentials;
import org.notificationgateway.settings.Delivery;
import org.notificationgateway.settings.MailSettings;
import org.notificationgateway.settings.SecureSocketOption;
import org.notificationgateway.settings.Senders;
import org.notificationgateway.smtp.ServerFaultException;
import org.notificationgateway.support.TestCertificate;
import org.notificationgateway.support.TestHome;
import org.notificationgateway.support.TokenServer;

/** A token is asked for as the standards say, seldom, and never at the price of a thread or a secret. */
class OAuthTokensTest {
    private static final String SECRET = "canary~s3cret+&=";
    private static final ClientProof PROOF = new ClientProof.Secret(SECRET);

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-12-01T08:00:00Z"));
    private TokenServer server;

    @BeforeEach
    void listen() throws Exception {
        server = new TokenServer();
    }

    @AfterEach
    void close() {
        server.close();
    }

    private OAuthTokens tokens() {
        return tokens(PROOF, server.url(), "", Duration.ofSeconds(10));
    }

    private OAuthTokens tokens(ClientProof proof, URI url, String user, Duration patience) {
        Delivery delivery = new Delivery.Smtp("127.0.0.1", 25, SecureSocketOption.NONE, null);
        Delivery login = new Delivery.Smtp(
                "127.0.0.1", 25, SecureSocketOption.NONE, new Credentials("mailer@contoso.com", "p"));
        Senders senders = new Senders(List.of(
                new MailSettings("server", "Contoso <no-reply@contoso.com>", delivery, "a test"),
                new MailSettings("agent", "no-reply@contoso.com", login, "a test")));
        List<OAuthClient> clients = List.of("server", "agent").stream()
                .map(name -> new OAuthClient(name, url, "app-1", proof, "https://outlook.office365.com/.default", user))
                .toList();
        InstantSource source = now::get;
        Clock clock = source.withZone(ZoneOffset.UTC);
        return new OAuthTokens(clients, senders, new TokenEndpoint(patience, clock), clock);
    }

    private String refusal(OAuthTokens tokens) {
        String refusal =
                String.valueOf(assertThrows(ServerFaultException.class, () -> tokens.of("server")).getMessage());
        assertTrue(refusal.startsWith("sender server gets no token from 127.0.0.1: "), refusal);
        assertTrue(refusal.length() < 500 && refusal.lines().count() == 1, refusal);
        assertFalse(refusal.contains(SECRET), refusal);
        return refusal;
    }

    @Nested
    class ARequest {
        @Test
        void showsTheSecretInTheBody() throws Exception {
            assertEquals("token-1", tokens().of("server").value());
            assertEquals(List.of(Map.of("grant_type", "client_credentials", "client_id", "app-1", "client_secret",
                    SECRET, "scope", "https://outlook.office365.com/.default")), server.requests());
        }

        @Test
        void showsAStatementThatTheCertificateSigned(@TempDir Path folder) throws Exception {
            TestCertificate made = TestCertificate.make(folder, "app", "RSA");
            ClientProof proof = ClientCertificate.of(ClientCertificate.certificate(made.file()), made.keyFile());
            OAuthTokens tokens = tokens(proof, server.url(), "", Duration.ofSeconds(10));
            assertEquals("token-1", tokens.of("server").value());
            tokens.forget("server");
            assertEquals("token-2", tokens.of("server").value());

            Map<String, String> form = server.requests().get(0);
            assertEquals("urn:ietf:params:oauth:client-assertion-type:jwt-bearer", form.get("client_assertion_type"));
            assertFalse(form.containsKey("client_secret"));
            String[] parts = form.get("client_assertion").split("\\.");
            JsonNode header = decoded(parts[0]);
            assertEquals("PS256", header.path("alg").asText());
            assertEquals(
                    Base64.getUrlEncoder().withoutPadding().encodeToString(
                            MessageDigest.getInstance("SHA-256").digest(made.certificate().getEncoded())),
                    header.path("x5t#S256").asText());
            JsonNode claims = decoded(parts[1]);
            assertEquals(server.url().toString(), claims.path("aud").asText());
            assertEquals("app-1", claims.path("iss").asText());
            assertEquals("app-1", claims.path("sub").asText());
            assertEquals(now.get().plusSeconds(300).getEpochSecond(), claims.path("exp").asLong());
            Signature signature = Signature.getInstance("RSASSA-PSS");
            signature.setParameter(new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1));
            signature.initVerify(made.certificate());
            signature.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
            assertTrue(signature.verify(Base64.getUrlDecoder().decode(parts[2])));

            JsonNode second = decoded(server.requests().get(1).get("client_assertion").split("\\.")[1]);
            assertFalse(second.path("jti").equals(claims.path("jti")), "a statement is good for one request");
        }

        @ParameterizedTest
        @CsvSource({"server, '', no-reply@contoso.com", "agent, '', mailer@contoso.com", "agent, box@x.com, box@x.com"})
        void isForTheMailboxThatSettingsName(String sender, String user, String mailbox) throws Exception {
            assertEquals(mailbox, tokens(PROOF, server.url(), user, Duration.ofSeconds(10)).of(sender).user());
        }

        private JsonNode decoded(String part) throws Exception {
            return new ObjectMapper().readTree(Base64.getUrlDecoder().decode(part));
        }
    }

    @Nested
    class AToken {
        @Test
        void servesUntilTwoMinutesBeforeItsEnd() throws Exception {
            OAuthTokens tokens = tokens();
            assertEquals("token-1", tokens.of("server").value());
            now.updateAndGet(time -> time.plusSeconds(3600 - 121));
            assertEquals("token-1", tokens.of("server").value());
            now.updateAndGet(time -> time.plusSeconds(1));
            assertEquals("token-2", tokens.of("server").value());
            assertEquals(2, server.requests().size());
        }

        @Test
        void isOneSendersAlone() throws Exception {
            OAuthTokens tokens = tokens();
            assertEquals("token-1", tokens.of("server").value());
            assertEquals("token-2", tokens.of("agent").value());
            tokens.forget("server");
            assertEquals("token-2", tokens.of("agent").value());
            assertEquals("token-3", tokens.of("server").value());
        }

        @Test
        void isFetchedOnceForAllWhoWait() throws Exception {
            CountDownLatch started = new CountDownLatch(8);
            server.before(() -> {
                try {
                    assertTrue(started.await(10, TimeUnit.SECONDS));
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            OAuthTokens tokens = tokens();
            ExecutorService lines = Executors.newFixedThreadPool(8);
            try {
                List<Future<String>> values = new ArrayList<>();
                for (int i = 0; i < 8; i++) {
                    values.add(lines.submit(() -> {
                        started.countDown();
                        return tokens.of("server").value();
                    }));
                }
                for (Future<String> value : values) {
                    assertEquals("token-1", value.get(10, TimeUnit.SECONDS));
                }
            } finally {
                lines.shutdownNow();
            }
            assertEquals(1, server.requests().size());
        }

        @ParameterizedTest
        @ValueSource(strings = {
            "{\"access_token\":\"t\"}",
            "{\"access_token\":\"t\",\"expires_in\":\"3600\",\"token_type\":\"bearer\"}",
            "{\"access_token\":\"t\",\"expires_in\":1e300}"})
        void maySayLessThanTheStandardAsks(String answer) throws Exception {
            server.answers(200, answer);
            OAuthTokens tokens = tokens();
            assertEquals("t", tokens.of("server").value());
            assertEquals("t", tokens.of("server").value());
            assertEquals(1, server.requests().size());
        }

        @Test
        void withALifeTooShortIsUsedOnce() throws Exception {
            server.answers(200, TokenServer.token("t", -5));
            OAuthTokens tokens = tokens();
            assertEquals("t", tokens.of("server").value());
            assertEquals("t", tokens.of("server").value());
            assertEquals(2, server.requests().size());
        }

        @Test
        void isNeverPrinted() throws Exception {
            assertFalse(tokens().of("server").toString().contains("token-1"));
            assertFalse(new TokenEndpoint.Grant("token-1", now.get()).toString().contains("token-1"));
            assertFalse(new OAuthClient("server", server.url(), "app-1", PROOF, "", "").toString().contains(SECRET));
        }
    }

    @Nested
    class AnEndpoint {
        @ParameterizedTest
        @CsvSource(delimiter = '|', value = {
            "AADSTS7000215: Invalid client secret provided. Ensure the value is sent. | not its id",
            "AADSTS7000222: The provided client secret keys for app 'app-1' are expired. | make a new one",
            "AADSTS700016: Application 'app-1' was not found in the directory. | compare client-id",
            "AADSTS700027: The certificate with identifier used to sign is not registered. | upload the one",
            "AADSTS90002: Tenant 'tenant' not found. | correct it in token-url",
            "AADSTS50000: There was an error issuing a token. | AADSTS50000: There was an error issuing a token."})
        void isQuotedWithAdviceWhenItRefuses(String description, String advice) {
            server.answers(401, "{\"error\":\"invalid_client\",\"error_description\":\"" + description
                    + " Trace ID: 1a2b Correlation ID: 3c4d Timestamp: 2026-12-01 08:00:00Z\"}");
            String refusal = refusal(tokens());
            assertTrue(refusal.contains("HTTP 401: invalid_client, " + description), refusal);
            assertTrue(refusal.endsWith(advice) || refusal.contains(". The") && refusal.contains(advice), refusal);
            assertFalse(refusal.contains("Trace ID"), "the same refusal reads the same each time: " + refusal);
        }

        @Test
        void mayNotMakeUsQuoteOurselves() {
            server.answers(400, "{\"error\":\"bad " + SECRET + "\",\"error_description\":\"you sent\\n" + SECRET + "\"}");
            assertTrue(refusal(tokens()).endsWith("HTTP 400: bad ***, you sent ***"));
        }

        @Test
        void mayTalkAsLongAsItLikes() {
            server.answers(400, "{\"error\":\"" + "e".repeat(900) + "\",\"error_description\":\"" + "d".repeat(9000) + "\"}");
            assertTrue(refusal(tokens()).endsWith("d…"));
        }

        @ParameterizedTest
        @CsvSource(delimiter = '|', value = {
            "500 | <html>oops</html> | HTTP 500, and no OAuth answer",
            "302 | {} | HTTP 302, and no OAuth answer",
            "200 | <html>log in</html> | the answer holds no bearer token",
            "200 | '' | the answer holds no bearer token",
            "200 | [1] | the answer holds no bearer token",
            "200 | {\"access_token\":\"\"} | the answer holds no bearer token",
            "200 | {\"access_token\":\"two words\"} | the answer holds no bearer token",
            "200 | {\"access_token\":\"t\",\"token_type\":\"mac\"} | the answer holds no bearer token"})
        void thatAnswersNonsenseIsNamed(int status, String body, String said) {
            server.answers(status, body);
            assertTrue(refusal(tokens()).endsWith(": " + said));
        }

        @Test
        void thatAnswersWithoutEndIsNotHeardOut() {
            server.answers(200, TokenServer.token("t".repeat(70_000), 3600));
            assertTrue(refusal(tokens()).endsWith("the answer has more than 65536 bytes"));
        }

        @Test
        void thatIsSlowIsNotWaitedFor() {
            CountDownLatch end = new CountDownLatch(1);
            server.before(() -> {
                try {
                    assertTrue(end.await(20, TimeUnit.SECONDS));
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            try {
                assertTrue(refusal(tokens(PROOF, server.url(), "", Duration.ofSeconds(1))).endsWith("no answer within 1 s"));
            } finally {
                end.countDown();
            }
        }

        @Test
        void thatIsAwayIsAskedAgainNextTime() throws Exception {
            URI nobody = URI.create("http://127.0.0.1:" + TestHome.freePort() + "/token");
            assertTrue(refusal(tokens(PROOF, nobody, "", Duration.ofSeconds(10))).endsWith(": it cannot be reached"));

            OAuthTokens tokens = tokens();
            server.answers(503, "");
            refusal(tokens);
            server.answers(200, TokenServer.token("t", 3600));
            assertEquals("t", tokens.of("server").value());
        }
    }
}
