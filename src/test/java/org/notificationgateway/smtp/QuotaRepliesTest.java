// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.smtp;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.notificationgateway.support.FaultySmtpServer.reply;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.notificationgateway.delivery.DeliveryOutcome;
import org.notificationgateway.support.FaultySmtpServer;

/** What an account has used up is told from what is wrong with a mail or a mailbox, however the server puts it. */
class QuotaRepliesTest {
    private static SmtpBench.Plan plan(FaultySmtpServer server) {
        return new SmtpBench.Plan(server.port()).pausing(Duration.ofMinutes(1));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '|', value = {
        "DATA | 554 5.2.0 STOREDRV.Submission.Exception:SubmissionQuotaExceededException; Failed | NotTried | true",
        "DATA | 554 STOREDRV.Submission.Exception:SubmissionQuotaExceededException | NotTried | true",
        ".    | 554 5.2.0 STOREDRV.Submission.Exception:SubmissionQuotaExceededException | NotTried | true",
        ".    | 554 5.2.0 STOREDRV.Submission.Exception:SendAsDeniedException.MapiExceptionSendAsDenied | GiveUp | false",
        ".    | 554 5.2.2 mailbox full; STOREDRV.Submission.Exception:QuotaExceededException | NotTried | true",
        ".    | 554 5.2.2 mailbox full; STOREDRV.Deliver.Exception:QuotaExceededException | GiveUp | false",
        "RCPT | 552 5.2.2 mailbox full; quota exceeded | GiveUp | false",
        "RCPT | 452 4.2.2 mailbox full | TryAgain | false",
        "RCPT | 450 4.2.1 The user you are trying to contact is receiving mail too quickly | TryAgain | false",
        "RCPT | 454 4.7.1 <jane@example.org>: Relay access denied | TryAgain | false",
        "RCPT | 451 4.7.1 Greylisting in action | TryAgain | false",
        "MAIL | 550-5.4.5 Daily user~550-5.4.5 sending limit exceeded. See~550 5.4.5 https://support.google.com | NotTried | true",
        "MAIL | 450-4.2.1 Peak SMTP~450 4.2.1 relay limit exceeded for customer | NotTried | true",
        "MAIL | 450 Peak SMTP relay limit exceeded for customer | NotTried | true",
        "MAIL | 421 Message submission rate for this client has exceeded the configured limit | NotTried | true",
        "MAIL | 452 Insufficient system resources | NotTried | true",
        "MAIL | 452 4.3.1 Insufficient system storage | TryAgain | false",
        ".    | 454 Throttling failure: Maximum sending rate exceeded. | NotTried | true",
        ".    | 454-Throttling failure:~454 Daily message quota exceeded. | NotTried | true",
        "RCPT | 450 4.7.1 Error: too many recipients from 192.0.2.1 | NotTried | true",
        "MAIL | 432 4.3.2 Concurrent connections limit exceeded | NotTried | true",
        "DATA | 421 4.3.2 STOREDRV.ClientSubmit; sender thread limit exceeded | NotTried | true",
        ".    | 421 4.7.0 too many sessions from you | NotTried | true",
        "(connect) | 421 4.3.2 The maximum number of concurrent connections has exceeded a limit | NotTried | true",
        "EHLO | 421 4.3.2 Service not available | NotTried | true"
    })
    void eachCostsAMailAnAttemptOnlyIfItIsAboutTheMail(String stage, String words, String outcome, boolean pauses) throws Exception {
        try (FaultySmtpServer server = new FaultySmtpServer(); SmtpBench bench = plan(server).lines()) {
            server.on(stage, words.replace("~", "\r\n"));
            assertEquals(outcome, bench.word());
            assertEquals(pauses, bench.gate.isOpen("server"), "pauses");
        }
    }

    @ParameterizedTest(name = "the login: {0}")
    @CsvSource({
        "432 4.3.2 Concurrent connections limit exceeded, true",
        "454 4.7.0 Temporary authentication failure, true",
        "421 4.7.0 Too many login attempts, true",
        "432 4.7.12 A password transition is needed, false",
        "535 5.7.8 wrong, false"
    })
    void aLoginThatIsPutOffWhileOtherLinesAreOpenIsOneLineTooMany(String words, boolean crowded) throws Exception {
        try (FaultySmtpServer server = new FaultySmtpServer().offering("AUTH PLAIN").late(".", Duration.ofMillis(20));
                SmtpBench bench = plan(server).login("user", "secret").lines()) {
            server.on((session, command) -> command.startsWith("AUTH")
                    ? server.open() > 1 ? reply(words) : reply("235 2.7.0 welcome") : null);
            List<String> all = bench.words(4, 6);
            assertTrue(all.stream().allMatch(word -> word.equals("Delivered")), all.toString());
            assertFalse(bench.gate.isOpen("server"));
            long logins = server.count("AUTH");
            bench.words(4, 6);
            assertTrue(!crowded || server.count("AUTH") <= logins + 1, "it tries no second line for an hour");
        }
    }

    @Test
    void whoMayBeRefusedAgainAsksBeforeItSaysMore() throws Exception {
        try (FaultySmtpServer server = new FaultySmtpServer().offering("PIPELINING"); SmtpBench bench = plan(server).lines()) {
            server.on("MAIL", "454 Throttling failure: Maximum sending rate exceeded.");
            for (int mails = 1; mails <= 2; mails++) {
                assertEquals("NotTried", bench.word());
                assertEquals(mails, server.count("MAIL"));
                assertEquals(1, server.count("RCPT"), "of the first, sent together with its MAIL");
                await().until(() -> !bench.gate.isOpen("server"));
            }
            server.heal();
            assertEquals("Delivered", bench.word());
            assertEquals(1, server.connections());
        }
    }

    @Test
    void aQuotaAtOneRecipientOfManyPutsOffThatOneAndTheOthersHaveTheMail() throws Exception {
        assertEquals(Map.of("ann@example.org", "Delivered", "bob@example.org", "NotTried", "cid@example.org", "Delivered"),
                threeOf("550 5.4.5 Daily user sending limit exceeded", true));
    }

    @Test
    void aFullMailboxOfOneRecipientOfManyIsItsOwnAffair() throws Exception {
        assertEquals(Map.of("ann@example.org", "Delivered", "bob@example.org", "GiveUp", "cid@example.org", "Delivered"),
                threeOf("552 5.2.2 mailbox full; STOREDRV.Submission.Exception:QuotaExceededException", false));
    }

    private static Map<String, String> threeOf(String words, boolean pauses) throws Exception {
        try (FaultySmtpServer server = new FaultySmtpServer(); SmtpBench bench = plan(server).lines()) {
            server.on("RCPT TO:<bob@", words);
            Map<String, DeliveryOutcome> outcomes =
                    bench.send(SmtpAttempt.mail("ann@example.org", "bob@example.org", "cid@example.org")).outcomes();
            assertEquals(pauses, bench.gate.isOpen("server"));
            return outcomes.entrySet().stream().collect(Collectors.toMap(
                    Map.Entry::getKey, one -> one.getValue().getClass().getSimpleName()));
        }
    }
}
