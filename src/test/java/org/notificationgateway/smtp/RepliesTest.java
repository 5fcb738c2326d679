// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.notificationgateway.delivery.RepliesFile;
import org.notificationgateway.settings.InvalidSettingsException;
import org.notificationgateway.smtp.Replies.Meaning;
import org.notificationgateway.smtp.Replies.Stage;

/** What an operator writes into the table of replies has the effect it says, or is refused with its line. */
class RepliesTest {
    private static final SmtpServer HOST = server("mail.example.com");

    @TempDir
    private Path home;

    private Replies table(String yaml) throws Exception {
        Files.createDirectories(home.resolve("config"));
        Files.writeString(home.resolve("config/replies.yaml"), yaml);
        return RepliesFile.of(home);
    }

    private static SmtpServer server(String host) {
        return new SmtpServer("server", host, 25, SmtpServer.Encryption.NONE, null);
    }

    private static SmtpReply reply(int code, String text) {
        return new SmtpReply(code, List.of(text));
    }

    @Test
    void theFirstRowThatFitsHolds() throws Exception {
        Replies replies = table("""
                replies:
                  - {stage: rcpt, code: 550, text: "not now * please", means: try-again}
                  - {code: 550, text: not now, means: login}
                  - {enhanced: [4.7.9], means: crowded}
                """);
        assertEquals(Meaning.TRY_AGAIN, replies.of(Stage.RCPT, reply(550, "NOT NOW, if you Please"), HOST).meaning());
        assertEquals(Meaning.LOGIN, replies.of(Stage.RCPT, reply(550, "please, not now"), HOST).meaning());
        assertEquals(Meaning.LOGIN, replies.of(Stage.MAIL, reply(550, "not now, please"), HOST).meaning());
        assertEquals(Meaning.CROWDED, replies.of(Stage.DOT, reply(451, "4.7.9 x"), HOST).meaning());
        assertEquals(Meaning.DIGITS, replies.of(Stage.DOT, reply(451, "4.7.90 x"), HOST).meaning());
        assertEquals(Meaning.DIGITS, replies.of(Stage.RCPT, reply(551, "not now, please"), HOST).meaning());
    }

    @Test
    void aProfileIsOfItsHostsAlone() throws Exception {
        Files.createDirectories(home.resolve("config"));
        Files.writeString(home.resolve("config/profiles.yaml"), """
                profiles:
                  ours: {hosts: ["*.example.com", relay.example.org]}
                """);
        Replies replies = table("""
                replies:
                  - {code: 554, profile: ours, means: try-again}
                """);
        assertEquals(Meaning.TRY_AGAIN, replies.of(Stage.DOT, reply(554, "x"), server("MAIL.example.com")).meaning());
        assertEquals(Meaning.TRY_AGAIN, replies.of(Stage.DOT, reply(554, "x"), server("relay.example.org")).meaning());
        assertEquals(Meaning.DIGITS, replies.of(Stage.DOT, reply(554, "x"), server("a.relay.example.org")).meaning());
        assertEquals(Meaning.DIGITS, replies.of(Stage.DOT, reply(554, "x"), server("example.com")).meaning());
    }

    @Test
    void anEmptyTableLeavesTheDigits() throws Exception {
        assertEquals(Meaning.DIGITS, table("").of(Stage.MAIL, reply(530, "log in"), HOST).meaning());
        assertEquals(Meaning.DIGITS, table("replies: []\n").of(Stage.MAIL, reply(530, "log in"), HOST).meaning());
    }

    @Test
    void withoutAFileTheShippedTableHolds() throws Exception {
        assertEquals(Meaning.LOGIN, RepliesFile.of(home).of(Stage.MAIL, reply(530, "log in"), HOST).meaning());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '"', value = {
        "{code: 530} | without 'means': expected digits, login,",
        "{code: 530, means: pause} | means 'pause': expected digits, login,",
        "{means: login} | every reply fits: expected a code",
        "{stage: rcpt, means: login} | every reply fits: expected a code",
        "{code: 250, means: try-again} | code '250': expected one from 400 to 599",
        "{code: 5, means: login} | code '5': expected one from 400 to 599",
        "{code: 450, means: give-up} | not 5yz: expected code: of 500 to 599",
        "{text: gone, means: give-up} | not 5yz: expected code: of 500 to 599",
        "{code: 550, stage: helo, means: login} | stage 'helo': expected mail, rcpt, data or dot",
        "{code: 550, enhanced: 5.7, means: login} | enhanced code '5.7': expected one such as",
        "{code: 554, means: quota, pause: soon} | pause [soon]: expected one such as 15m",
        "{code: 554, means: quota, pause: [2m, 1m]} | pause [2m, 1m]: expected one such as 15m",
        "{code: 554, means: quota, pause: 0s} | pause [0s]: expected one such as 15m",
        "{code: 554, means: login, pause: 1m} | pause for 'login': expected means: quota",
        "{code: 550, profil: x, means: login} | key 'profil': expected one of",
        "{code: 550, profile: x, means: login} | profile 'x': expected one of",
        "{text: '*', means: login} | text '*': expected words",
        "[550] | has no keys here",
        "{code: 550, means | is no YAML"})
    void aMistakeIsRefusedWithItsLine(String row, String said) {
        InvalidSettingsException fault = assertThrows(InvalidSettingsException.class,
                () -> table("replies:\n  - {code: 421, means: crowded}\n  - " + row + "\n"));
        assertTrue(fault.getMessage().contains(said) && fault.getMessage().contains("replies.yaml"), fault.getMessage());
        assertTrue(fault.getMessage().contains("yaml:3") || said.contains("YAML"), fault.getMessage());
        assertEquals(1, fault.getMessage().lines().count(), fault.getMessage());
    }

    @Test
    void aHugeFileIsNotRead() {
        assertTrue(assertThrows(InvalidSettingsException.class, () -> table("#".repeat(300_000)))
                .getMessage().contains("has more than 262144 bytes"));
    }
}
