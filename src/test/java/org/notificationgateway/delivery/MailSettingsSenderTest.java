// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.delivery;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.notificationgateway.smtp.SmtpAttempt.BAD;
import static org.notificationgateway.smtp.SmtpAttempt.BUSY;
import static org.notificationgateway.smtp.SmtpAttempt.BYTES;
import static org.notificationgateway.smtp.SmtpAttempt.GOOD;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.notificationgateway.settings.Delivery;
import org.notificationgateway.settings.MailSettings;
import org.notificationgateway.settings.Senders;
import org.notificationgateway.smtp.SmtpAttempt;
import org.notificationgateway.support.ScriptedSmtpServer;

/** What a server is told must be the envelope and the finished bytes, and nobody may be told twice. */
class MailSettingsSenderTest {
    private ScriptedSmtpServer server;

    @BeforeEach
    void listen() throws Exception {
        server = new ScriptedSmtpServer();
    }

    @AfterEach
    void close() throws Exception {
        server.close();
    }

    private List<String> commands(String verb) {
        return server.commands().stream().filter(command -> command.startsWith(verb)).toList();
    }

    @Nested
    class AServerThatTakesEverything {
        @Test
        void hearsTheEnvelopesRecipientsAndNoOthers() throws Exception {
            assertEquals(
                    Map.of(GOOD, "Delivered", "hidden@example.com", "Delivered"),
                    SmtpAttempt.to(server.port()).words(GOOD, "hidden@example.com"));
            assertEquals(List.of("RCPT TO:<" + GOOD + ">", "RCPT TO:<hidden@example.com>"), commands("RCPT"));
        }

        @Test
        void hearsTheEnvelopesSender() {
            SmtpAttempt.to(server.port()).outcomes(GOOD);
            assertEquals(List.of("MAIL FROM:<no-reply@contoso.com>"), commands("MAIL"));
        }

        @Test
        void getsTheFinishedBytesAndNotOneMore() {
            SmtpAttempt.to(server.port()).outcomes(GOOD);
            assertEquals(1, server.mails().size());
            assertArrayEquals(BYTES, server.mails().get(0));
        }

        @Test
        void neverReadsWhoGetsABlindCopy() {
            SmtpAttempt.to(server.port()).outcomes(GOOD, "hidden@example.com");
            String data = new String(server.mails().get(0), StandardCharsets.US_ASCII);
            assertFalse(data.contains("hidden") || data.toLowerCase(Locale.ROOT).contains("bcc:"), data);
        }
    }

    @Nested
    class AServerThatRefusesSomeRecipients {
        @BeforeEach
        void refuse() {
            server.on("RCPT TO:<" + BAD, "550 5.1.1 no such user").on("RCPT TO:<" + BUSY, "450 4.2.1 greylisted");
        }

        @Test
        void letsEachHaveAnOutcomeOfItsOwn() {
            Map<String, DeliveryOutcome> outcomes = SmtpAttempt.to(server.port()).outcomes(GOOD, BAD, BUSY);
            assertEquals(new DeliveryOutcome.GiveUp("550 5.1.1 no such user"), outcomes.get(BAD));
            assertEquals(new DeliveryOutcome.TryAgain("450 4.2.1 greylisted"), outcomes.get(BUSY));
            assertEquals(DeliveryOutcome.Delivered.class, outcomes.get(GOOD).getClass());
        }

        @Test
        void getsTheMailOnceForTheOthers() {
            SmtpAttempt.to(server.port()).outcomes(BAD, GOOD, BUSY);
            assertEquals(1, server.mails().size());
            assertArrayEquals(BYTES, server.mails().get(0));
        }

        @Test
        void getsNoMailWhenNobodyIsLeft() {
            assertEquals(
                    Map.of(BAD, "GiveUp", BUSY, "TryAgain"), SmtpAttempt.to(server.port()).words(BAD, BUSY));
            assertEquals(List.of(), server.mails());
        }
    }

    @Nested
    class AServerThatTookTheMail {
        @ParameterizedTest
        @ValueSource(strings = {ScriptedSmtpServer.SILENCE, ScriptedSmtpServer.HANG_UP, "421 too late", "500 what?"})
        void hasItWhateverItSaysToTheFarewell(String reply) {
            server.on("QUIT", reply);
            SmtpAttempt attempt = SmtpAttempt.to(server.port()).waitingAtMost(Duration.ofSeconds(2));
            assertEquals(Map.of(GOOD, "Delivered"), attempt.words(GOOD));
        }
    }

    @Nested
    class WhatIsNotOurs {
        @Test
        void isAMailThatNobodyFinished() {
            MimeMessage message = new MimeMessage(Session.getInstance(new Properties()));
            var e = assertThrows(
                    MessagingException.class, () -> SmtpAttempt.to(server.port()).lines().sender().send(message));
            assertTrue(e.getMessage().startsWith("mailSettingsSender sends the mail of an outbox route: found a MimeMessage"), e.getMessage());
            assertEquals(0, server.connections());
        }

        @Test
        void isASenderWithAPickupDirectory() {
            Delivery pickup = new Delivery.Pickup(Path.of("/var/mail/pickup"));
            Senders senders = new Senders(List.of(new MailSettings("server", "a@contoso.com", pickup, "a test")));
            MailSettingsSender sender = SmtpAttempt.to(server.port()).lines(senders).sender();
            var e = assertThrows(
                    MessagingException.class, () -> sender.send(SmtpAttempt.mail(GOOD)));
            assertEquals("the MailSettings of sender server name no SMTP server", e.getMessage());
        }
    }
}
