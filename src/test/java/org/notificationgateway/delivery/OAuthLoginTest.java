// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.delivery;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.notificationgateway.smtp.SmtpAttempt.GOOD;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.notificationgateway.settings.Delivery.Credentials;
import org.notificationgateway.settings.Delivery;
import org.notificationgateway.settings.MailSettings;
import org.notificationgateway.settings.SecureSocketOption;
import org.notificationgateway.settings.Senders;
import org.notificationgateway.smtp.SmtpAttempt;
import org.notificationgateway.smtp.TestSmtpSender;
import org.notificationgateway.support.LogLines;
import org.notificationgateway.support.ScriptedSmtpServer;
import org.notificationgateway.support.TestHome;
import org.notificationgateway.support.TokenServer;

/** A sender with tokens logs in with nothing else, and whoever reads of a refusal learns what to do and no secret. */
class OAuthLoginTest {
    private static final String SECRET = "canary-s3cret";
    private static final String MAILBOX = "no-reply@contoso.com";
    private static final String ENDED = " [MN2PR05CA0004.namprd05.prod.outlook.com 2026-12-01T20:59:57.214Z 08DBB276B7E699C4]";

    private ScriptedSmtpServer server;
    private TokenServer endpoint;
    private LogLines log;
    private SenderCircuitBreaker gate;

    @BeforeEach
    void listen() throws Exception {
        server = new ScriptedSmtpServer();
        server.on("EHLO", "250-scripted.test\r\n250 AUTH LOGIN XOAUTH2").on("AUTH XOAUTH2", "235 welcome");
        endpoint = new TokenServer();
        log = LogLines.traced("gateway.delivery");
        gate = new SenderCircuitBreaker(Duration.ofMillis(1), Duration.ofMillis(1), Clock.systemUTC(), SmtpServers.plain(new Senders(List.of())));
    }

    @AfterEach
    void close() throws Exception {
        log.close();
        endpoint.close();
        server.close();
    }

    private TestSmtpSender lines() {
        return lines(server.port(), null);
    }

    private TestSmtpSender lines(int port, Credentials credentials) {
        Delivery delivery = new Delivery.Smtp("127.0.0.1", port, SecureSocketOption.NONE, credentials);
        Senders senders = new Senders(List.of(new MailSettings("server", MAILBOX, delivery, "a test")));
        OAuthClient client = new OAuthClient(
                "server", endpoint.url(), "app-1", new ClientProof.Secret(SECRET), "scope", "");
        return SmtpAttempt.to(port).lines(senders, new OAuthTokens(List.of(client), senders, Clock.systemUTC()), gate);
    }

    private static DeliveryOutcome send(TestSmtpSender lines) throws Exception {
        FinishedMail message = SmtpAttempt.mail(GOOD);
        lines.sender().send(message);
        return message.reported().outcomes().get(GOOD);
    }

    /** What a server that refuses leads to: the reason that a dead letter would have and the log has. */
    private String refusal() throws Exception {
        try (TestSmtpSender lines = lines()) {
            DeliveryOutcome outcome = send(lines);
            assertEquals(DeliveryOutcome.NotTried.class, outcome.getClass(), outcome.reason());
            String logged = log.lines().get(0);
            assertTrue(logged.startsWith("ERROR sender server pauses, its mail waits: "), logged);
            assertTrue(logged.endsWith(outcome.reason()), () -> logged + " is not about " + outcome.reason());
            assertFalse(outcome.reason().endsWith("…"), outcome.reason());
            for (String secret : List.of(SECRET, "token-1", response("token-1"))) {
                assertFalse(log.lines().toString().contains(secret), log.lines().toString());
            }
            return outcome.reason();
        }
    }

    private static String response(String token) {
        return Base64.getEncoder().encodeToString(
                ("user=" + MAILBOX + "\1auth=Bearer " + token + "\1\1").getBytes(US_ASCII));
    }

    private long logins() {
        return server.commands().stream().filter(command -> command.startsWith("AUTH")).count();
    }

    @Nested
    class ALogin {
        @Test
        void showsMailboxAndTokenInOneLine() throws Exception {
            try (TestSmtpSender lines = lines()) {
                assertEquals(DeliveryOutcome.Delivered.class, send(lines).getClass());
            }
            assertTrue(server.commands().contains("AUTH XOAUTH2 " + response("token-1")), server.commands()::toString);
        }

        @Test
        void showsALongTokenWhenItIsInvited() throws Exception {
            String token = "t".repeat(3000);
            endpoint.answers(200, TokenServer.token(token, 3600));
            server.on("AUTH XOAUTH2", "334 ").on(response(token), "235 welcome");
            try (TestSmtpSender lines = lines()) {
                assertEquals(DeliveryOutcome.Delivered.class, send(lines).getClass());
            }
            assertTrue(server.commands().stream().allMatch(c -> c.length() <= 510 || c.equals(response(token))));
            assertEquals(1, logins());
        }

        @Test
        void prefersTheTokenToAPassword() throws Exception {
            try (TestSmtpSender lines = lines(server.port(), new Credentials(MAILBOX, "p4ss"))) {
                assertEquals(DeliveryOutcome.Delivered.class, send(lines).getClass());
            }
            assertEquals(1, logins());
        }

        @ParameterizedTest
        @ValueSource(strings = {"250 scripted.test", "250-scripted.test\r\n250 AUTH PLAIN LOGIN"})
        void isNotTriedWithAServerThatTakesNoTokens(String offer) throws Exception {
            server.on("EHLO", offer);
            String reason = refusal();
            assertTrue(reason.contains("XOAUTH2") || reason.contains("offers no AUTH"), reason);
            assertEquals(0, logins());
            assertEquals(List.of(), endpoint.requests());
        }

        @Test
        void isTakenByGreenMail() throws Exception {
            ServerSetup setup = new ServerSetup(TestHome.freePort(), "127.0.0.1", ServerSetup.PROTOCOL_SMTP);
            GreenMail real = new GreenMail(setup);
            real.setUser(MAILBOX, MAILBOX, "token-1");
            real.start();
            try (TestSmtpSender lines = lines(setup.getPort(), null)) {
                assertEquals(DeliveryOutcome.Delivered.class, send(lines).getClass());
                assertEquals(1, real.getReceivedMessages().length);
            } finally {
                real.stop();
            }
        }

        @Test
        void waitsForASlowEndpointLongerThanForAServer() throws Exception {
            endpoint.before(() -> {
                try {
                    TimeUnit.MILLISECONDS.sleep(900); // longer than the server below may take for a reply
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            Delivery delivery = new Delivery.Smtp("127.0.0.1", server.port(), SecureSocketOption.NONE, null);
            Senders senders = new Senders(List.of(new MailSettings("server", MAILBOX, delivery, "a test")));
            OAuthClient client = new OAuthClient(
                    "server", endpoint.url(), "app-1", new ClientProof.Secret(SECRET), "scope", "");
            OAuthTokens tokens = new OAuthTokens(List.of(client), senders, Clock.systemUTC());
            SmtpAttempt hasty = SmtpAttempt.to(server.port()).waitingAtMost(Duration.ofMillis(400));
            try (TestSmtpSender lines = hasty.lines(senders, tokens, gate)) {
                assertEquals(DeliveryOutcome.Delivered.class, send(lines).getClass());
            }
        }
    }

    @Nested
    class OneToken {
        @Test
        void servesSeveralConnections() throws Exception {
            server.on(".", "421 4.3.2 bye"); // the line ends after each mail
            try (TestSmtpSender lines = lines()) {
                for (int i = 0; i < 3; i++) {
                    send(lines);
                }
            }
            assertEquals(3, logins());
            assertEquals(1, endpoint.requests().size());
        }

        @Test
        void servesConnectionsAtTheSameTime() throws Exception {
            ExecutorService threads = Executors.newFixedThreadPool(8);
            try (TestSmtpSender lines = lines()) {
                List<Future<DeliveryOutcome>> outcomes = new ArrayList<>();
                for (int i = 0; i < 8; i++) {
                    outcomes.add(threads.submit(() -> send(lines)));
                }
                for (Future<DeliveryOutcome> outcome : outcomes) {
                    assertEquals(DeliveryOutcome.Delivered.class, outcome.get(20, TimeUnit.SECONDS).getClass());
                }
            } finally {
                threads.shutdownNow();
            }
            assertEquals(1, endpoint.requests().size());
        }

        @Test
        void isDroppedOnceAServerRefusesIt() throws Exception {
            server.on("AUTH XOAUTH2 " + response("token-1"), "535 5.7.3 Authentication unsuccessful");
            try (TestSmtpSender lines = lines()) {
                assertEquals(DeliveryOutcome.NotTried.class, send(lines).getClass());
                gate.reset("server");
                assertEquals(DeliveryOutcome.Delivered.class, send(lines).getClass());
            }
            assertTrue(server.commands().contains("AUTH XOAUTH2 " + response("token-2")), server.commands()::toString);
        }
    }

    @Nested
    class ARefusal {
        @Test
        void ofTheTokenNamesWhatTheApplicationNeeds() throws Exception {
            server.on("AUTH XOAUTH2", "535 5.7.3 Authentication unsuccessful" + ENDED);
            String reason = refusal();
            assertTrue(reason.startsWith("SMTP server 127.0.0.1:" + server.port()
                    + " refuses the login: 535 5.7.3 Authentication unsuccessful"), reason);
            assertTrue(reason.contains("SMTP.SendAsApp") && reason.endsWith("(Add-MailboxPermission)"), reason);
        }

        @ParameterizedTest
        @CsvSource(delimiter = '|', value = {
            "SmtpClientAuthentication is disabled for the Tenant. Visit https://aka.ms/smtp_auth_disabled for more"
                    + " information. | off for the whole organization",
            "SmtpClientAuthentication is disabled for the Mailbox. Visit https://aka.ms/smtp_auth_disabled for more"
                    + " information. | off for this mailbox",
            "user is locked by your organization's security defaults policy. Contact your administrator."
                    + " | Security defaults forbid passwords",
            "the request did not meet the criteria to be authenticated successfully. Contact your administrator."
                    + " | A conditional access",
            "something new. | SMTP AUTH is off for the organization or the mailbox"})
        void withTheCodeOfManyFaultsIsToldApartByItsWords(String words, String advice) throws Exception {
            server.on("AUTH XOAUTH2", "535 5.7.139 Authentication unsuccessful, " + words + ENDED);
            String reason = refusal();
            assertTrue(reason.contains("535 5.7.139 Authentication unsuccessful, " + words.substring(0, 14)), reason);
            assertTrue(reason.contains(advice), reason);
        }

        @Test
        void thatComesAfterItsDetailsIsTheOneThatCounts() throws Exception {
            String details = Base64.getEncoder().encodeToString("{\"status\":\"401\",\"schemes\":\"bearer\"}".getBytes(US_ASCII));
            server.on("AUTH XOAUTH2", "334 " + details)
                    .on(command -> command.isEmpty() ? "535 5.7.8 Username and Password not accepted" : null);
            assertTrue(refusal().contains("refuses the login: 535 5.7.8 Username and Password not accepted"));
        }

        @ParameterizedTest
        @ValueSource(strings = {"500 syntax error: <%s>", "535 5.7.3 %s is wrong", "what is %s?"})
        void thatQuotesTheTokenIsNotQuotedBack(String reply) throws Exception {
            server.on("AUTH XOAUTH2", reply.formatted(response("token-1")));
            refusal();
        }

        @Test
        void ofTheEndpointSaysSo() throws Exception {
            endpoint.answers(401, "{\"error\":\"invalid_client\",\"error_description\":\"AADSTS7000215: " + SECRET + "\"}");
            String reason = refusal();
            assertTrue(reason.startsWith("sender server gets no token from 127.0.0.1: HTTP 401: invalid_client"), reason);
            assertEquals(0, logins());
        }

        @Test
        void isLoggedOnceHoweverOftenItComes() throws Exception {
            int[] number = {0};
            server.on(command -> command.startsWith("AUTH")
                    ? "535 5.7.3 Authentication unsuccessful [HOST " + number[0]++ + " 2026-12-01T20:59:57Z]" : null);
            gate = new SenderCircuitBreaker(Duration.ZERO, Duration.ZERO, Clock.systemUTC(), SmtpServers.plain(new Senders(List.of())));
            try (TestSmtpSender lines = lines()) {
                for (int i = 0; i < 3; i++) {
                    assertEquals(DeliveryOutcome.NotTried.class, send(lines).getClass());
                }
            }
            assertEquals(3, logins());
            assertEquals(1, log.lines().size(), log.lines()::toString);
        }
    }

    @Nested
    class ARefusedPassword {
        @ParameterizedTest
        @CsvSource(delimiter = '|', value = {
            "535 5.7.3 Authentication unsuccessful | passwords are switched off for this tenant",
            "535 5.7.139 Authentication unsuccessful, basic authentication is disabled. | Passwords are switched off for SMTP",
            "535 5.7.139 Authentication unsuccessful, the user credentials were incorrect. | or the account demands",
            "550 5.7.30 Basic authentication is not supported for Client Submission. | takes no passwords for SMTP"})
        void leadsToTokens(String reply, String advice) {
            server.on("EHLO", "250-scripted.test\r\n250 AUTH PLAIN LOGIN XOAUTH2").on("AUTH", reply);
            DeliveryOutcome outcome =
                    SmtpAttempt.to(server.port()).with(new Credentials(MAILBOX, "p4ss-w0rd")).outcomes(GOOD).get(GOOD);
            assertEquals(DeliveryOutcome.NotTried.class, outcome.getClass());
            assertTrue(outcome.reason().contains(reply) && outcome.reason().contains(advice), outcome.reason());
            assertTrue(outcome.reason().endsWith("use tokens (delivery.oauth)"), outcome.reason());
        }
    }
}
