// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.notificationgateway.smtp.SmtpAttempt.BAD;
import static org.notificationgateway.smtp.SmtpAttempt.BUSY;
import static org.notificationgateway.smtp.SmtpAttempt.GOOD;
import static org.notificationgateway.support.ScriptedSmtpServer.CONNECT;
import static org.notificationgateway.support.ScriptedSmtpServer.HANG_UP;
import static org.notificationgateway.support.ScriptedSmtpServer.SILENCE;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.notificationgateway.delivery.DeliveryOutcome;
import org.notificationgateway.support.ScriptedSmtpServer;
import org.notificationgateway.support.TestHome;

/**
 * A temporary failure taken for a refusal loses a mail, a refusal taken for a temporary failure annoys a server for a
 * day: so each way a dialogue can go wrong has its outcome here.
 */
class SmtpRepliesTest {
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

    @Nested
    class AReply {
        @ParameterizedTest(name = "{1} to {0} means {2}")
        @CsvSource({
            "MAIL, 421 4.3.2 shutting down, NotTried",
            "MAIL, 451 4.3.0 try later,     TryAgain",
            "MAIL, 452 4.3.1 full,          TryAgain",
            "MAIL, 499 never heard of,      TryAgain",
            "MAIL, 550 5.7.1 not you,       GiveUp",
            "MAIL, 552 5.2.3 too big,       GiveUp",
            "MAIL, 553 5.1.8 not you,       GiveUp",
            "MAIL, 599 never heard of,      GiveUp",
            "RCPT, 421 4.7.0 too many,      TryAgain",
            "RCPT, 450 4.2.1 greylisted,    TryAgain",
            "RCPT, 451 4.7.1 greylisted,    TryAgain",
            "RCPT, 452 4.2.2 box full,      TryAgain",
            "RCPT, 499 never heard of,      TryAgain",
            "RCPT, 550 5.1.1 no such user,  GiveUp",
            "RCPT, 552 5.2.2 box full,      GiveUp",
            "RCPT, 554 5.7.1 relay denied,  GiveUp",
            "RCPT, 599 never heard of,      GiveUp",
            "DATA, 451 4.3.0 try later,     TryAgain",
            "DATA, 554 5.5.1 no recipients, GiveUp",
            "., 421 4.3.2 shutting down,    TryAgain",
            "., 452 4.3.1 disk full,        TryAgain",
            "., 499 never heard of,         TryAgain",
            "., 550 5.7.1 spam,             GiveUp",
            "., 552 5.3.4 too big,          GiveUp",
            "., 599 never heard of,         GiveUp",
        })
        void countsByItsFirstDigit(String command, String reply, String outcome) {
            server.on(command, reply);
            assertEquals(Map.of(GOOD, outcome, BAD, outcome), attempt().words(GOOD, BAD));
            assertEquals(reply, attempt().outcomes(GOOD).get(GOOD).reason());
        }

        @Test
        void ofManyLinesBecomesOne() {
            server.on("RCPT", "550-5.1.1 no such user\r\n550 5.1.1 ask the help desk");
            assertEquals(
                    new DeliveryOutcome.GiveUp("550 5.1.1 no such user 5.1.1 ask the help desk"),
                    attempt().outcomes(BAD).get(BAD));
        }
    }

    @Nested
    class AReplyToTheFinalDot {
        @Test
        void holdsForThoseWhoHadNotBeenRefusedBefore() {
            server.on("RCPT TO:<" + BAD, "550 no such user").on("RCPT TO:<" + BUSY, "450 later").on(".", "452 full");
            assertEquals(
                    Map.of(GOOD, new DeliveryOutcome.TryAgain("452 full"),
                            BAD, new DeliveryOutcome.GiveUp("550 no such user"),
                            BUSY, new DeliveryOutcome.TryAgain("450 later")),
                    attempt().outcomes(GOOD, BAD, BUSY));
        }
    }

    @Nested
    class ABrokenConnection {
        @ParameterizedTest
        @CsvSource({"(connect), NotTried", "EHLO, NotTried", "MAIL, TryAgain", "RCPT, TryAgain", "DATA, TryAgain",
            "., TryAgain"})
        void isTriedAgainWhereverItBroke(String command, String outcome) {
            server.on("HELO", HANG_UP).on(command, HANG_UP);
            assertEquals(Map.of(GOOD, outcome, BAD, outcome), attempt().words(GOOD, BAD));
        }

        @ParameterizedTest
        @CsvSource({"(connect), NotTried", "EHLO, NotTried", "MAIL, TryAgain", "RCPT, TryAgain", "DATA, TryAgain",
            "., TryAgain"})
        void isASilenceThatLastsTooLong(String command, String outcome) {
            server.on(command, SILENCE);
            assertEquals(Map.of(GOOD, outcome), attempt().waitingAtMost(Duration.ofMillis(300)).words(GOOD));
        }

        @Test
        void afterTheFinalDotKeepsEarlierRefusals() {
            server.on("RCPT TO:<" + BAD, "550 5.1.1 no such user").on(".", HANG_UP);
            Map<String, DeliveryOutcome> outcomes = attempt().outcomes(GOOD, BAD);
            assertEquals(new DeliveryOutcome.GiveUp("550 5.1.1 no such user"), outcomes.get(BAD));
            assertEquals(DeliveryOutcome.TryAgain.class, outcomes.get(GOOD).getClass());
            assertFalse(outcomes.get(GOOD).reason().contains("550"), "nobody refused " + outcomes.get(GOOD));
        }

        @Test
        void thatNeverCameAboutNamesTheReason() {
            DeliveryOutcome outcome = SmtpAttempt.to(TestHome.freePort()).outcomes(GOOD).get(GOOD);
            assertEquals(DeliveryOutcome.NotTried.class, outcome.getClass());
            assertTrue(outcome.reason().contains("cannot be reached: ConnectException: Connection refused"),
                    outcome.reason());
        }
    }

    @Nested
    class AGreeting {
        @ParameterizedTest
        @ValueSource(strings = {"421 4.3.2 too many connections", "554 5.3.2 no mail service here"})
        void thatTurnsUsAwayConcernsTheHostAndNoMail(String greeting) {
            server.on(CONNECT, greeting);
            assertEquals(Map.of(GOOD, "NotTried"), attempt().words(GOOD));
            assertEquals(List.of(), server.mails());
        }
    }
}
