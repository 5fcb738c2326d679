// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.mail;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.mail.Message.RecipientType;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeUtility;
import java.io.ByteArrayInputStream;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Arrays;
import java.util.Locale;
import java.util.Properties;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A mail is written once and then carried unchanged, so its header is read back here with a reader's parser. */
class MessageComposerTest {
    private static final Mailbox FROM = new Mailbox("Access Desk", "no-reply@contoso.com");
    private static final String MESSAGE_ID = "<0123456789abcdef@contoso.com>";
    private static final ZonedDateTime DATE = ZonedDateTime.of(2026, 9, 2, 8, 5, 9, 0, ZoneOffset.ofHours(2));

    @Nested
    class EveryMail {
        @Test
        void carriesTheMessageIdAndDateItWasGiven() throws Exception {
            MimeMessage mail = read(Draft.to("ann@example.com"));
            assertAll(
                    () -> assertArrayEquals(new String[] {MESSAGE_ID}, mail.getHeader("Message-ID")),
                    () -> assertArrayEquals(new String[] {"Wed, 2 Sep 2026 08:05:09 +0200"}, mail.getHeader("Date")),
                    () -> assertEquals(DATE.toInstant(), mail.getSentDate().toInstant()),
                    () -> assertArrayEquals(new String[] {"1.0"}, mail.getHeader("MIME-Version")));
        }

        @Test
        void namesItsSenderAndReaders() throws Exception {
            MimeMessage mail = read(Draft.to("Ann Lee <ann@example.com>", "bob@example.com")
                    .cc("Zoë <zoe@müller.example>").replyTo("desk@contoso.com"));
            assertAll(
                    () -> assertEquals("[Access Desk <no-reply@contoso.com>]", Arrays.toString(mail.getFrom())),
                    () -> assertEquals("[Ann Lee <ann@example.com>, bob@example.com]",
                            Arrays.toString(mail.getRecipients(RecipientType.TO))),
                    () -> assertEquals(new InternetAddress("zoe@xn--mller-kva.example", "Zoë"),
                            mail.getRecipients(RecipientType.CC)[0]),
                    () -> assertEquals("Zoë",
                            ((InternetAddress) mail.getRecipients(RecipientType.CC)[0]).getPersonal()),
                    () -> assertEquals("[desk@contoso.com]", Arrays.toString(mail.getReplyTo())));
        }

        @Test
        void isTheSameToTheLastByteWhenComposedAgain() {
            Draft draft = Draft.to("ann@example.com").text("t").html("<p>h</p>")
                    .attach(new Attachment("a.bin", "application/octet-stream", new byte[] {1, 2, 3}, null));
            assertArrayEquals(compose(draft), compose(draft));
        }

        @Test
        void keepsASubjectThatLooksLikeAnEncodedWord() throws Exception {
            assertEquals("=?utf-8?B?eA==?=", read(Draft.to("a@example.com").subject("=?utf-8?B?eA==?=")).getSubject());
        }
    }

    @Nested
    class BlindCopies {
        @Test
        void standNowhereInTheBytes() {
            String mail = new String(
                    compose(Draft.to("ann@example.com").bcc("Hidden Reader <hidden@example.com>")), US_ASCII);
            assertFalse(mail.toLowerCase(Locale.ROOT).contains("bcc"));
            assertFalse(mail.contains("hidden@") || mail.contains("Hidden"));
        }

        @Test
        void aloneLeaveAnEmptyGroupAsDestination() throws Exception {
            MimeMessage mail = read(Draft.to().bcc("hidden@example.com"));
            assertArrayEquals(new String[] {"undisclosed-recipients:;"}, mail.getHeader("To"));
            assertNull(read(Draft.to().cc("cy@example.com").bcc("hidden@example.com")).getHeader("To"));
        }
    }

    @Nested
    class Importances {
        @ParameterizedTest
        @CsvSource({"HIGH, high, 1", "LOW, low, 5"})
        void areWrittenTheNewAndTheOldWay(Importance importance, String word, String priority) throws Exception {
            MimeMessage mail = read(Draft.to("ann@example.com").importance(importance));
            assertEquals(word, mail.getHeader("Importance", null));
            assertEquals(priority, mail.getHeader("X-Priority", null));
        }

        @ParameterizedTest
        @NullSource
        @EnumSource(names = "NORMAL")
        void thatAreNormalAreNotMentioned(Importance importance) throws Exception {
            MimeMessage mail = read(Draft.to("ann@example.com").importance(importance));
            assertNull(mail.getHeader("Importance"));
            assertNull(mail.getHeader("X-Priority"));
        }
    }

    @Nested
    class AdditionalHeaders {
        @Test
        void letAutoSubmittedSayThatAProgramWroteIt() throws Exception {
            MimeMessage mail = read(Draft.to("ann@example.com"));
            assertArrayEquals(new String[] {"auto-generated"}, mail.getHeader("Auto-Submitted"));
        }

        @ParameterizedTest
        @ValueSource(strings = {"Auto-Submitted", "auto-submitted"})
        void replaceAutoSubmitted(String name) throws Exception {
            MimeMessage mail = read(Draft.to("ann@example.com").header(name, "auto-replied"));
            assertArrayEquals(new String[] {"auto-replied"}, mail.getHeader("Auto-Submitted"));
        }

        @ParameterizedTest(name = "case {index}")
        @ValueSource(strings = {"WF-4711", "Zoë 张伟 🎉", "=?utf-8?B?eA==?=", "two  spaces", "key=\"value\"; other"})
        void ofOurOwnKeepAnyText(String value) throws Exception {
            MimeMessage mail = read(Draft.to("ann@example.com").header("X-Workflow", value));
            assertEquals(value, MimeUtility.decodeText(MimeUtility.unfold(mail.getHeader("X-Workflow", null))));
        }

        @Test
        void mayGiveAnotherPriorityThanTheImportance() throws Exception {
            MimeMessage mail =
                    read(Draft.to("ann@example.com").importance(Importance.HIGH).header("x-priority", "2"));
            assertArrayEquals(new String[] {"2"}, mail.getHeader("X-Priority"));
        }

        @Test
        void withMessageIdsAreFoldedAndNeverEncoded() throws Exception {
            String id = "<" + "a".repeat(110) + "@example.com>";
            MimeMessage mail = read(Draft.to("a@example.com").header("References", id + " " + id + " <b@c.example>"));
            assertEquals(id + " " + id + " <b@c.example>", MimeUtility.unfold(mail.getHeader("References", null)));
        }
    }

    @Nested
    class EveryLine {
        @Test
        void isSevenBitEndsInCrLfStaysShortAndBeginsWithNoDot() {
            byte[] mail = compose(Draft.to("Zoë 🎉 <zoe@example.com>", "\"" + ".".repeat(200) + "\" <a@example.com>")
                    .cc("c@example.com").subject("." + "x".repeat(997)).replyTo(".. <d@example.com>")
                    .text(".\r\n..\n.\r.QUIT\r\n" + "y".repeat(100_000)).html("<p>.</p>\r.\n.")
                    .header("List-Unsubscribe", "<https://contoso.com/" + "u".repeat(850) + ">")
                    .header("X-Dots", ". ".repeat(400).strip())
                    .attach(new Attachment("." + "n".repeat(254), "text/plain", ".\r\n.\n".getBytes(US_ASCII), null))
                    .attach(new Attachment(".png", "image/png", new byte[] {'.', '\n'}, "a@b")));
            String text = new String(mail, US_ASCII);
            assertTrue(text.endsWith("\r\n"));
            assertFalse(text.replace("\r\n", "").matches("(?s).*[\r\n].*"), "no bare CR or LF");
            for (String line : text.split("\r\n")) {
                assertTrue(line.length() <= 998 && !line.startsWith("."), line);
                assertTrue(line.chars().allMatch(c -> c >= 0x20 && c < 0x7F), line);
            }
            for (byte b : mail) {
                assertTrue(b >= 0, "7 bit");
            }
        }
    }

    private static byte[] compose(Draft draft) {
        return new MessageComposer("trace").compose(draft.content(), FROM, MESSAGE_ID, DATE);
    }

    private static MimeMessage read(Draft draft) throws MessagingException {
        return new MimeMessage(Session.getInstance(new Properties()), new ByteArrayInputStream(compose(draft)));
    }
}
