// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.mail;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import jakarta.mail.BodyPart;
import jakarta.mail.MessagingException;
import jakarta.mail.Part;
import jakarta.mail.Session;
import jakarta.mail.internet.ContentType;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Readers choose what to show by how the parts are nested, so each form a mail can take is drawn here. */
class MimeTreeTest {
    private static final byte[] EVERY_BYTE = new byte[256 * 300];
    private static final Attachment PDF = new Attachment("Übersicht.pdf", "application/pdf", EVERY_BYTE, null);
    private static final Attachment CSV =
            new Attachment("list.csv", "text/csv; charset=utf-8", "ü;1\n".getBytes(UTF_8), null);
    private static final Attachment LOGO = new Attachment("logo.png", "image/png", EVERY_BYTE, "logo@contoso.com");

    static {
        IntStream.range(0, EVERY_BYTE.length).forEach(i -> EVERY_BYTE[i] = (byte) (i * 7 + i / 256));
    }

    @Nested
    class AMail {
        @ParameterizedTest(name = "{0}")
        @MethodSource("forms")
        void hasJustTheLayersItNeeds(String tree, Draft draft) throws Exception {
            assertEquals(tree, tree(read(draft)));
        }

        static Stream<Arguments> forms() {
            return Stream.of(
                    Arguments.of("text/plain", draft("t", null)),
                    Arguments.of("text/html", draft(null, "h")),
                    Arguments.of("alternative(text/plain text/html)", draft("t", "h")),
                    Arguments.of("related(text/html image/png)", draft(null, "h").attach(LOGO)),
                    Arguments.of(
                            "alternative(text/plain related(text/html image/png))", draft("t", "h").attach(LOGO)),
                    Arguments.of("mixed(text/plain application/pdf)", draft("t", null).attach(PDF)),
                    Arguments.of("mixed(text/html application/pdf)", draft(null, "h").attach(PDF)),
                    Arguments.of(
                            "mixed(alternative(text/plain related(text/html image/png)) application/pdf text/csv)",
                            draft("t", "h").attach(PDF).attach(LOGO).attach(CSV)));
        }

        @Test
        void carriesEveryPartByteForByte() throws Exception {
            List<Part> leaves = leaves(read(draft("Grüße,\r\n.\r\n", "<p>Grüße</p>").attach(PDF).attach(LOGO)));
            assertAll(
                    () -> assertArrayEquals("Grüße,\r\n.\r\n".getBytes(UTF_8), bytes(leaves.get(0))),
                    () -> assertArrayEquals("<p>Grüße</p>".getBytes(UTF_8), bytes(leaves.get(1))),
                    () -> assertArrayEquals(EVERY_BYTE, bytes(leaves.get(2))),
                    () -> assertArrayEquals(EVERY_BYTE, bytes(leaves.get(3))));
        }

        @Test
        void declaresTheRootOfItsRelatedParts() throws Exception {
            var type = new ContentType(read(draft(null, "h").attach(LOGO)).getContentType());
            assertEquals("text/html", type.getParameter("type")); // RFC 2387 3.1
        }
    }

    @Nested
    class AText {
        @ParameterizedTest(name = "case {index}")
        @ValueSource(strings = {
            "", ".", "..", ".\r\n.\r\nQUIT\r\n", "bare\nLF", "bare\rCR", "mixed\r\n\n\r\r\n", "\n.\n", "\r.\r",
            "ends\r\n",
            "From here\r\nFrom there", "--=_boundary--\r\n", "=20 =3D", "\uFEFFmark", "\u2028\u2029\u0085", "🎉\uFFFE",
            "RSET\r\nMAIL FROM:<eve@evil.example>\r\nRCPT TO:<bob@example.com>\r\nDATA\r\n"
        })
        void survivesByteForByteInEitherBody(String text) throws Exception {
            for (Draft draft : List.of(draft(text, null), draft(null, text), draft(text, text).attach(LOGO))) {
                assertArrayEquals(text.getBytes(UTF_8), bytes(leaves(read(draft)).get(0)));
            }
        }

        @Test
        void isDeclaredAsUtf8() throws Exception {
            Part text = leaves(read(draft("Grüße", null))).get(0);
            assertEquals("text/plain; charset=UTF-8", text.getContentType());
            assertEquals("Grüße", text.getContent());
        }
    }

    @Nested
    class AFile {
        @Test
        void isOfferedUnderItsName() throws Exception {
            MimeBodyPart file = (MimeBodyPart) leaves(read(draft("t", null).attach(PDF))).get(1);
            assertAll(
                    () -> assertEquals(Part.ATTACHMENT, file.getDisposition()),
                    () -> assertEquals("Übersicht.pdf", file.getFileName()),
                    () -> assertEquals(
                            "Übersicht.pdf", new ContentType(file.getContentType()).getParameter("name")));
        }

        @Test
        void withAContentIdIsShownInTheHtml() throws Exception {
            MimeBodyPart logo = (MimeBodyPart) leaves(read(draft(null, "<img src='cid:…'>").attach(LOGO))).get(1);
            assertEquals(Part.INLINE, logo.getDisposition());
            assertEquals("<logo@contoso.com>", logo.getContentID());
        }

        @Test
        void keepsTheCharsetOfItsType() throws Exception {
            Part csv = leaves(read(draft("t", null).attach(CSV))).get(1);
            assertEquals("utf-8", new ContentType(csv.getContentType()).getParameter("charset"));
        }

        @Test
        void mayBeEmptyAndMayShareItsName() throws Exception {
            Attachment empty = new Attachment("a.txt", "text/plain", new byte[0], null);
            List<Part> leaves = leaves(read(draft("t", null).attach(empty).attach(empty)));
            assertAll(
                    () -> assertEquals(3, leaves.size()),
                    () -> assertEquals(0, bytes(leaves.get(1)).length),
                    () -> assertEquals(0, bytes(leaves.get(2)).length));
        }
    }

    private static Draft draft(String text, String html) {
        return Draft.to("ann@example.com").text(text).html(html);
    }

    private static MimeMessage read(Draft draft) throws MessagingException {
        byte[] mail = new MessageComposer("trace").compose(
                draft.content(), Mailbox.parse("no-reply@contoso.com"), "<1@contoso.com>",
                ZonedDateTime.parse("2026-11-21T08:00:00Z"));
        return new MimeMessage(Session.getInstance(new Properties()), new ByteArrayInputStream(mail));
    }

    private static List<Part> leaves(Part part) throws MessagingException, IOException {
        List<Part> leaves = new ArrayList<>();
        if (part.getContent() instanceof MimeMultipart parts) {
            for (int i = 0; i < parts.getCount(); i++) {
                leaves.addAll(leaves(parts.getBodyPart(i)));
            }
        } else {
            leaves.add(part);
        }
        return leaves;
    }

    private static String tree(Part part) throws MessagingException, IOException {
        ContentType type = new ContentType(part.getContentType());
        if (!(part.getContent() instanceof MimeMultipart parts)) {
            return type.getBaseType();
        }
        List<String> below = new ArrayList<>();
        for (int i = 0; i < parts.getCount(); i++) {
            BodyPart child = parts.getBodyPart(i);
            below.add(tree(child));
        }
        return below.stream().collect(Collectors.joining(" ", type.getSubType() + "(", ")"));
    }

    private static byte[] bytes(Part part) throws MessagingException, IOException {
        return part.getInputStream().readAllBytes();
    }
}
