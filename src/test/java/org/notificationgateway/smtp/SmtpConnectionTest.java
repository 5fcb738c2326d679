// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.smtp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.notificationgateway.smtp.SmtpAttempt.BYTES;
import static org.notificationgateway.smtp.SmtpAttempt.GOOD;
import static org.notificationgateway.support.ScriptedSmtpServer.HANG_UP;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.notificationgateway.delivery.DeliveryOutcome;
import org.notificationgateway.settings.Delivery.Credentials;
import org.notificationgateway.settings.SecureSocketOption;
import org.notificationgateway.support.ScriptedSmtpServer;

/** A mail must not leave in clear text, nor a password at all, other than MailSettings allow. */
class SmtpConnectionTest {
    private static final String PASSWORD = "p4ss-w0rd!";
    private static final Credentials USER = new Credentials("gateway", PASSWORD);
    private static final List<String> MAIL_COMMANDS = List.of("MAIL", "RCPT", "DATA", "AUTH");

    private ScriptedSmtpServer server;

    @BeforeEach
    void listen() throws Exception {
        server = new ScriptedSmtpServer();
    }

    @AfterEach
    void close() throws Exception {
        server.close();
    }

    private SmtpAttempt attempt() {
        return SmtpAttempt.to(server.port());
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.US_ASCII));
    }

    private void assertNothingWasSent() {
        assertTrue(
                server.commands().stream().noneMatch(line -> MAIL_COMMANDS.stream().anyMatch(line::startsWith)),
                () -> "heard " + server.commands());
        assertEquals(List.of(), server.mails());
    }

    @Nested
    class AServerThatOffersAuthentication {
        @BeforeEach
        void offer() {
            server.on("EHLO", "250-scripted.test\r\n250 AUTH PLAIN LOGIN")
                    .on("AUTH PLAIN", "235 welcome")
                    .on("AUTH LOGIN", "334 VXNlcm5hbWU6")
                    .on(base64("gateway"), "334 UGFzc3dvcmQ6")
                    .on(base64(PASSWORD), "235 welcome");
        }

        @Test
        void isNotAskedForItWithoutCredentials() {
            assertEquals(Map.of(GOOD, "Delivered"), attempt().words(GOOD));
            assertTrue(server.commands().stream().noneMatch(command -> command.startsWith("AUTH")));
        }

        @Test
        void learnsWhoWeAreBeforeTheMail() {
            assertEquals(Map.of(GOOD, "Delivered"), attempt().with(USER).words(GOOD));
            int auth = server.commands().indexOf("AUTH PLAIN " + base64("\0gateway\0" + PASSWORD));
            int mail = server.commands().indexOf("MAIL FROM:<no-reply@contoso.com>");
            assertTrue(auth > 0 && auth < mail, () -> "heard " + server.commands());
        }

        @ParameterizedTest
        @ValueSource(strings = {"535 5.7.8 wrong", "534 5.7.9 too weak", "454 4.7.0 later"})
        void blamesTheSettingsAndNoMailWhenItRefuses(String reply) {
            server.on("AUTH PLAIN", reply).on(base64(PASSWORD), reply);
            DeliveryOutcome outcome = attempt().with(USER).outcomes(GOOD).get(GOOD);
            assertEquals(DeliveryOutcome.NotTried.class, outcome.getClass());
            assertTrue(outcome.reason().contains(reply), outcome.reason());
            assertFalse(outcome.reason().contains(PASSWORD), "a password in a report");
            assertFalse(outcome.reason().contains(base64("\0gateway\0" + PASSWORD)), "a password in a report");
            assertTrue(server.commands().stream().noneMatch(command -> command.startsWith("MAIL")));
        }
    }

    @Nested
    class AServerThatHangsUpAfterARefusedLogin {
        @ParameterizedTest(name = "B9: {0}")
        @ValueSource(strings = {"535 5.7.8 wrong", "535 5.7.8 wrong\r\n421 bye"})
        void isQuotedWithItsRefusal(String reply) {
            server.on("EHLO", "250-scripted.test\r\n250 AUTH PLAIN LOGIN").on("AUTH PLAIN", reply).on("AUTH LOGIN", HANG_UP);
            DeliveryOutcome outcome = attempt().with(USER).outcomes(GOOD).get(GOOD);
            assertEquals(DeliveryOutcome.NotTried.class, outcome.getClass());
            assertTrue(outcome.reason().endsWith(" refuses the login: 535 5.7.8 wrong"), outcome.reason());
            assertEquals(1, server.connections());
        }
    }

    @Nested
    class AServerThatOffersNoWayToAuthenticate {
        @ParameterizedTest
        @ValueSource(strings = {"250 scripted.test", "250-scripted.test\r\n250 AUTH GSSAPI"})
        void getsNothingFromASenderWithCredentials(String offer) {
            server.on("EHLO", offer);
            assertEquals(Map.of(GOOD, "NotTried"), attempt().with(USER).words(GOOD));
            assertNothingWasSent();
        }
    }

    @Nested
    class AServerThatOffersNoEncryption {
        @Test
        void getsNothingWhenItIsDemanded() {
            server.on("EHLO", "250-scripted.test\r\n250 AUTH PLAIN LOGIN");
            SmtpAttempt demanding = attempt().with(SecureSocketOption.START_TLS).with(USER);
            DeliveryOutcome outcome = demanding.outcomes(GOOD).get(GOOD);
            assertEquals(DeliveryOutcome.NotTried.class, outcome.getClass());
            assertTrue(outcome.reason().contains("offers no STARTTLS"), outcome.reason());
            assertNothingWasSent();
        }

        @ParameterizedTest
        @EnumSource(names = {"NONE", "AUTO", "START_TLS_WHEN_AVAILABLE"})
        void getsClearTextWhenItIsNot(SecureSocketOption mode) {
            assertEquals(Map.of(GOOD, "Delivered"), attempt().with(mode).words(GOOD));
            assertArrayEquals(BYTES, server.mails().get(0));
        }

        @Test
        void getsNotOneReadableWordWhenTlsComesFirst() {
            SmtpAttempt first =
                    attempt().with(SecureSocketOption.SSL_ON_CONNECT).waitingAtMost(Duration.ofMillis(300));
            assertEquals(Map.of(GOOD, "NotTried"), first.words(GOOD));
            assertTrue(server.commands().stream().noneMatch(command -> command.matches("EHLO.*|HELO.*")));
            assertNothingWasSent();
        }
    }

    @Nested
    class AServerThatOffersEncryptionAndFailsToGiveIt {
        @ParameterizedTest
        @EnumSource(names = {"AUTO", "START_TLS", "START_TLS_WHEN_AVAILABLE"})
        void getsNothing(SecureSocketOption mode) {
            server.on("EHLO", "250-scripted.test\r\n250 STARTTLS").on("STARTTLS", "454 4.7.0 no certificate");
            assertEquals(Map.of(GOOD, "NotTried"), attempt().with(mode).words(GOOD));
            assertNothingWasSent();
        }

        @Test
        void isNotEvenAskedWhenNobodyWantsIt() {
            server.on("EHLO", "250-scripted.test\r\n250 STARTTLS");
            assertEquals(Map.of(GOOD, "Delivered"), attempt().words(GOOD));
            assertFalse(server.commands().contains("STARTTLS"));
        }
    }
}
