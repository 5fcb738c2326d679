// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.mail;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.mail.MessagingException;
import jakarta.mail.internet.ContentDisposition;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.InternetHeaders;
import jakarta.mail.internet.MimeUtility;
import java.io.ByteArrayInputStream;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A subject or file name must reach the reader as it was given; a reader's own parser is the judge here. */
class HeaderTextTest {
    @Nested
    class FreeText {
        @ParameterizedTest(name = "case {index}")
        @MethodSource("texts")
        void isReadBackExactly(String text) throws Exception {
            String header = HeaderText.unstructured("Subject", text);
            assertEquals(text, MimeUtility.decodeText(MimeUtility.unfold(value("Subject", header))));
            assertWellFormed(header);
        }

        static Stream<String> texts() {
            return Stream.of(
                    "Your access review",
                    "Rückfrage: Straße 12 — bitte prüfen",
                    "🎉 Welcome 👩‍👩‍👧‍👦 to the team",
                    "🎉".repeat(200),
                    "请审核您的访问权限。".repeat(30),
                    "e\u0301\u0323 combining", "שלום עולם", "\uFFFE\uE000\u0378",
                    "\u560A\u560D\u760A\u760D Bcc: eve@evil.example", // low bytes are LF and CR
                    "=?utf-8?B?eA==?=", "a =?utf-8?Q?b?= c", "=?", "a?=",
                    "two  spaces   and more", " leading", "trailing ", "  ", " ", "",
                    "x".repeat(998), "x".repeat(60) + " " + "y".repeat(61),
                    "word ".repeat(199) + "end",
                    "ü ".repeat(300) + "end",
                    "\"quoted\" <angled> (comment) [x]; a=b, c@d: e\\f",
                    ". a dot at every fold ".repeat(20).strip());
        }

        @ParameterizedTest(name = "{0} columns of name")
        @ValueSource(ints = {1, 7, 20, 30, 62})
        void keepsTheRulesOfEncodedWordsWhateverTheNamesLength(int length) throws Exception {
            String name = "X".repeat(length);
            String text = "Prüfung für Zoë 🎉 ".repeat(20).strip();
            String header = HeaderText.unstructured(name, text);
            assertEquals(text, MimeUtility.decodeText(MimeUtility.unfold(value(name, header))));
            assertWellFormed(header);
        }

        @Test
        void thatIsShortAndPlainStaysReadable() {
            assertEquals("Subject: Your access review\r\n", HeaderText.unstructured("Subject", "Your access review"));
        }

        @Test
        void isFoldedBeforeColumn77() {
            String header = HeaderText.unstructured("Subject", "nine char ".repeat(30).strip());
            assertTrue(header.lines().count() > 3);
            assertTrue(header.lines().allMatch(line -> line.length() <= 76), header);
        }
    }

    @Nested
    class AValueWithAGrammarOfItsOwn {
        @Test
        void isNeverEncoded() {
            String id = "<" + "a".repeat(120) + "@example.com>";
            assertEquals("References: " + id + "\r\n " + id + "\r\n", HeaderText.folded("References", id + " " + id));
        }

        @Test
        void neverLeavesALineOfNothingButSpace() throws Exception {
            String id = "<" + "a".repeat(60) + "@example.com>";
            String header = HeaderText.folded("References", id + " ".repeat(80) + id + "  " + id);
            assertTrue(header.lines().noneMatch(String::isBlank), header);
            assertEquals(List.of(id, id, id), List.of(value("References", header).split("\\s+")));
        }
    }

    @Nested
    class Addresses {
        @ParameterizedTest(name = "{0}")
        @ValueSource(strings = {
            "Ann Lee", "Lee, Ann", "Ann \"Annie\" Lee", "back\\slash", "Zoë", "张伟", "🎉🎉", "=?utf-8?B?eA==?=",
            "a:b;c <d> (e)", "double  space", "Dr. Ann", "ann@example.com", "a@b.example, c"
        })
        void keepTheirNames(String name) throws Exception {
            String header = HeaderText.addresses("To", List.of(
                    new Mailbox(name, "ann@example.com"), new Mailbox(null, "bob@example.com"),
                    new Mailbox(name.repeat(9), "cy@" + "long.".repeat(20) + "example.com")));
            InternetAddress[] read = InternetAddress.parseHeader(value("To", header), true);
            assertAll(
                    () -> assertEquals(3, read.length),
                    () -> assertEquals(name, read[0].getPersonal()),
                    () -> assertEquals("ann@example.com", read[0].getAddress()),
                    () -> assertEquals("bob@example.com", read[1].getAddress()),
                    () -> assertEquals(name.repeat(9), read[2].getPersonal()),
                    () -> assertWellFormed(header));
        }
    }

    @Nested
    class AFileName {
        @ParameterizedTest(name = "case {index}")
        @MethodSource("names")
        void isReadBackExactly(String name) throws Exception {
            String parameter = HeaderText.parameter("filename", name);
            assertEquals(name, new ContentDisposition("attachment" + parameter).getParameter("filename"));
            assertWellFormed("Content-Disposition: attachment" + parameter + "\r\n");
        }

        @Test
        void ofAFewCharactersIsOneParameter() {
            assertEquals(";\r\n filename=\"a.txt\"", HeaderText.parameter("filename", "a.txt"));
            assertEquals(";\r\n filename*=UTF-8''%C3%BC.txt", HeaderText.parameter("filename", "ü.txt"));
        }

        static Stream<String> names() {
            return Stream.of(
                    "report.pdf", "annual report 2026.pdf", "a;b=c,d.txt", "say \"hi\".txt", "back\\slash.txt",
                    "UTF-8''x.txt", "100%41.txt", "=?utf-8?B?eA==?=.txt", "'.txt", "a*0*=b.txt", " edge ",
                    "Übersicht.pdf", "報告書.pdf", "🎉.png", "e\u0301.txt", "-rf", "..",
                    "n".repeat(60), "n".repeat(61), "n".repeat(251) + ".txt", "ü".repeat(255), "報".repeat(255),
                    "🎉".repeat(127) + "x", "\"".repeat(60), ";".repeat(255));
        }
    }

    private static String value(String name, String header) throws MessagingException {
        var read = new InternetHeaders(new ByteArrayInputStream((header + "\r\n").getBytes(US_ASCII)));
        assertEquals(1, Collections.list(read.getAllHeaderLines()).size(), "one header");
        return read.getHeader(name, null);
    }

    private static void assertWellFormed(String header) {
        for (String line : header.split("\r\n")) {
            assertTrue(line.chars().allMatch(c -> c >= 0x20 && c < 0x7F), "7 bit, no bare CR or LF: " + line);
            assertFalse(line.isBlank(), "a line of nothing but space ends a header for some readers");
            assertTrue(line.length() <= 998, "RFC 5322 2.1.1");
            assertTrue(!line.contains("=?UTF-8?") || line.length() <= 76, "RFC 2047 2: " + line);
        }
    }

    @ParameterizedTest(name = "D4: {0}")
    @ValueSource(strings = {"=?UTF-8?B?Li4vLi4vZXRjL3Bhc3N3ZA==?=", "=?utf-8?Q?=E2=80=AEgpj.exe?=", "a =?x?Q?b?= c.txt", "=?"})
    void anEncodedWordInANameOfAFileShowsItsLetters(String name) throws Exception {
        String header = HeaderText.parameter("filename", name);
        assertFalse(header.contains("=?"), header); // nothing that a reader could decode
        assertEquals(name, new ContentDisposition("attachment" + header.replace("\r\n ", " ")).getParameter("filename"));
        Mailbox mailbox = new Mailbox(name, "ann@example.com");
        String to = HeaderText.addresses("To", List.of(mailbox));
        assertFalse(name.length() > 2 && to.contains(name), to);
        assertEquals(name, MimeUtility.decodeText(MimeUtility.unfold(to.substring(4, to.indexOf('<')).strip())));
    }
}
