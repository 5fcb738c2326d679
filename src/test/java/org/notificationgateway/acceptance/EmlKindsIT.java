// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.acceptance;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.notificationgateway.support.ScriptedSmtpServer;
import org.notificationgateway.support.TestGateway;
import org.notificationgateway.support.TestHome;

/** Finished mails of every kind that programs write: each is delivered as its writer meant it, or stays with the reason beside it. */
@TestInstance(Lifecycle.PER_CLASS)
class EmlKindsIT {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final String HEAD = """
            MIME-Version: 1.0
            From: "Access Desk" <no-reply@contoso.com>
            To: ann@example.com
            Date: 27 Nov 2026 10:00:00 +0100
            Subject: Your access review
            Content-Type: text/plain; charset=us-ascii
            Content-Transfer-Encoding: quoted-printable
            """.replace("\n", "\r\n");
    private static final String BODY = "Dear Ann,\r\n.dots stay\r\n\r\nBye=\r\n!\r\n";
    private static final String X_LINES = "X-Sender: no-reply@contoso.com\r\nX-Receiver: ann@example.com\r\nX-Receiver: hidden@example.com\r\n";

    private Path folder;
    private ScriptedSmtpServer smtp;
    private TestGateway gateway;
    private TestHome home;
    private int before;
    private int seen;

    @BeforeAll
    void start(@TempDir Path temporary) throws Exception {
        folder = temporary;
        smtp = new ScriptedSmtpServer();
        smtp.on("EHLO", "250-scripted.test\r\n250 8BITMIME");
        home = new TestHome(Files.createDirectory(folder.resolve("home")));
        home.server("{ \"FromAddress\": \"no-reply@contoso.com\", \"Host\": \"127.0.0.1\", \"Port\": " + smtp.port() + " }");
        for (String name : List.of("product", "doubled", "kept", "rewritten", "envelope", "short")) {
            home.set("ingress.eml." + name + ".directory", Files.createDirectory(folder.resolve(name)).toString());
            home.set("ingress.eml." + name + ".patience", "1s");
        }
        home.set("ingress.eml.doubled.dots", "doubled").set("ingress.eml.kept.from", "keep")
                .set("ingress.eml.rewritten.from", "rewrite").set("ingress.eml.envelope.from", "keep")
                .set("ingress.eml.envelope.envelope", "file").set("ingress.eml.short.expires-after", "1h")
                .set("ingress.file.settle-time", "100ms");
        gateway = TestGateway.start(home);
    }

    @AfterAll
    void stop() throws Exception {
        gateway.close();
        smtp.close();
    }

    @BeforeEach
    void count() {
        before = smtp.mails().size();
        seen = smtp.commands().size();
    }

    static Stream<Arguments> delivered() {
        String bare = HEAD + "\r\n" + BODY;
        String hidden = "ann@example.com hidden@example.com";
        return Stream.of(
                kind("System.Net.Mail of .NET", "product", X_LINES + bare, hidden, bare),
                kind(".NET Framework, which doubles dots", "doubled", X_LINES + bare.replace("\r\n.dots", "\r\n..dots"), hidden, bare),
                kind("the MailKit recipe", "doubled",
                        HEAD + "Bcc: hidden@example.com\r\nMessage-Id: <kit@contoso.com>\r\n\r\n" + BODY.replace("\r\n.dots", "\r\n..dots"),
                        hidden, HEAD + "Message-Id: <kit@contoso.com>\r\n\r\n" + BODY),
                kind("a writer that ends as SMTP does", "doubled", bare.replace("\r\n.dots", "\r\n..dots") + ".\r\n", "ann@example.com", bare),
                kind("Exchange replay", "product",
                        X_LINES + "X-CreatedBy: MSExchange15\r\nX-HeloDomain: mail.contoso.com\r\nX-EndOfInjectedXHeaders: 1\r\n" + bare,
                        hidden, bare),
                kind("Exchange pickup", "product", bare.replace("To: ann", "Cc: bob@example.com\r\nTo: ann"), "ann@example.com bob@example.com",
                        bare.replace("To: ann", "Cc: bob@example.com\r\nTo: ann")),
                kind("another gateway", "product",
                        X_LINES + bare.replace("\r\n\r\n", "\r\nX-Notification-Gateway: another\r\nMessage-ID: <1@contoso.com>\r\n\r\n"), hidden,
                        bare.replace("\r\n\r\n", "\r\nX-Notification-Gateway: another\r\nMessage-ID: <1@contoso.com>\r\n\r\n")),
                kind("Python, with the line ends of Unix", "product", bare.replace("\r\n", "\n"), "ann@example.com", bare),
                kind("line ends of an old Mac", "product", bare.replace("\r\n", "\r"), "ann@example.com", bare),
                kind("a mark before the text", "product", "\u00EF\u00BB\u00BF" + bare, "ann@example.com", bare),
                kind("eight bits", "product", bare.replace("Dear", "D\u00C3\u00A9ar"), "ann@example.com", bare.replace("Dear", "D\u00C3\u00A9ar")),
                kind("Latin-1, unannounced", "product", bare.replace("Dear", "D\u00E9ar"), "ann@example.com", bare.replace("Dear", "D\u00E9ar")),
                kind("Bcc alone", "product", bare.replace("To: ann", "Bcc: ann"), "ann@example.com", bare.replace("To: ann@example.com\r\n", "")),
                kind("a folded header, a group, comments", "product",
                        bare.replace("To: ann@example.com", "To: \"Ann, Smith\" <ann@example.com> (home),\r\n\tfriends: bob@example.com,"
                                + " =?utf-8?B?Wm/Dqw==?= <zoe@example.com>;"),
                        "ann@example.com bob@example.com zoe@example.com",
                        bare.replace("To: ann@example.com", "To: \"Ann, Smith\" <ann@example.com> (home),\r\n\tfriends: bob@example.com,"
                                + " =?utf-8?B?Wm/Dqw==?= <zoe@example.com>;")),
                kind("headers alone", "product", HEAD + "\r\n", "ann@example.com", HEAD + "\r\n"),
                kind("no end of its last line", "product", HEAD + "\r\nBye", "ann@example.com", HEAD + "\r\nBye\r\n"),
                kind("traces of another way", "product",
                        "Return-Path: <x@example.net>\r\nReceived: from a by b;\r\n today\r\nResent-To: c@example.com\r\n" + bare, "ann@example.com", bare),
                kind("a multipart of a mail client", "product", multipart("--b--\r\nepilogue\r\n"), "ann@example.com", multipart("--b--\r\nepilogue\r\n")),
                kind("a From of another domain, kept", "kept", bare.replace("contoso.com", "fabrikam.com"), "ann@example.com",
                        bare.replace("contoso.com", "fabrikam.com")),
                kind("a From of another domain, rewritten", "rewritten", bare.replace("no-reply@contoso.com", "x@fabrikam.com"), "ann@example.com",
                        "From: \"Access Desk\" <no-reply@contoso.com>\r\n"
                                + bare.replace("From: \"Access Desk\" <no-reply@contoso.com>\r\n", "")));
    }

    private static Arguments kind(String name, String folder, String file, String recipients, String mail) {
        return Arguments.of(name, folder, file, recipients, mail);
    }

    private static String multipart(String end) {
        return HEAD.replace("text/plain; charset=us-ascii", "multipart/mixed;\r\n boundary=\"b\"").replace("quoted-printable", "7bit")
                + "\r\npreamble\r\n--b\r\nContent-Type: text/plain\r\n\r\n- a\r\n--b\r\nContent-Type: text/html\r\n\r\n<p>\r\n" + end;
    }

    /** All else stays: take away what is added, and the rest is what was written. */
    @ParameterizedTest(name = "{0}")
    @MethodSource
    void delivered(String name, String where, String file, String recipients, String mail) throws Exception {
        Path written = drop(where, file.getBytes(ISO_8859_1));
        await(name).atMost(LONG).until(() -> smtp.mails().size() == before + 1);
        await(name).atMost(LONG).until(() -> !Files.exists(written));
        String data = new String(smtp.mails().get(before), ISO_8859_1);
        String added = data.lines().filter(line -> line.startsWith("X-Notification-Gateway: ") && !line.endsWith("another")).findFirst().orElseThrow();
        String rest = data.replace(added + "\r\n", "");
        if (!mail.contains("Message-I")) {
            String id = rest.lines().filter(line -> line.startsWith("Message-ID: <")).findFirst().orElseThrow();
            rest = rest.replace(id + "\r\n", "");
        }
        assertEquals(mail, rest);
        assertEquals(recipients, commands("RCPT TO:"));
        assertEquals("no-reply@contoso.com", commands("MAIL FROM:"));
    }

    static Stream<Arguments> refused() {
        String bare = HEAD + "\r\n" + BODY;
        String many = IntStream.range(0, 101).mapToObj(i -> "X-Receiver: p" + i + "@example.com\r\n").collect(Collectors.joining());
        return Stream.of(
                Arguments.of("101 recipients", many + bare, "TOO_MANY_RECIPIENTS"),
                Arguments.of("nobody", bare.replace("To: ann@example.com\r\n", ""), "NO_RECIPIENT"),
                Arguments.of("an empty group", bare.replace("ann@example.com", "undisclosed-recipients:;"), "NO_RECIPIENT"),
                Arguments.of("no From", bare.replace("From: \"Access Desk\" <no-reply@contoso.com>\r\n", ""), "MISSING_FIELD"),
                Arguments.of("two From", "From: a@contoso.com\r\n" + bare, "MISSING_FIELD"),
                Arguments.of("a From of another domain", bare.replace("contoso.com", "fabrikam.com"), "INVALID_VALUE"),
                Arguments.of("an X-Sender of another domain", "X-Sender: a@fabrikam.com\r\n" + bare, "INVALID_VALUE"),
                Arguments.of("no address", bare.replace("ann@example.com", "ann"), "INVALID_ADDRESS"),
                Arguments.of("a route", bare.replace("ann@example.com", "<@a.example,@b.example:ann@example.com>"), "INVALID_ADDRESS"),
                Arguments.of("no blank line", HEAD, "MALFORMED"),
                Arguments.of("the begin of a header", "From: a@contoso.com\r\nTo: ann@example.com\r\nSubje", "MALFORMED"),
                Arguments.of("a multipart without its end", multipart(""), "MALFORMED"),
                Arguments.of("no header at all", "Dear Ann,\r\nplease\r\n\r\nBye\r\n", "MALFORMED"),
                Arguments.of("an mbox", "From no-reply Fri Nov 27 10:00:00 2026\r\n" + bare, "MALFORMED"),
                Arguments.of("JSON", "{\"to\": \"ann@example.com\"}\r\n\r\n", "MISSING_FIELD"),
                Arguments.of("nothing", "", "MALFORMED"),
                Arguments.of("NUL", bare.replace("Dear", "De\0r"), "INVALID_CHARACTER"),
                Arguments.of("UTF-16", new String(bare.getBytes(java.nio.charset.StandardCharsets.UTF_16LE), ISO_8859_1), "INVALID_CHARACTER"),
                Arguments.of("room that was set aside", bare + "\0\0\0\0", "INVALID_CHARACTER"),
                Arguments.of("30 MB", bare + "x".repeat(70).concat("\r\n").repeat(420_000), "TOO_LARGE"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void refused(String name, String file, String code) throws Exception {
        Path written = drop("product", file.getBytes(ISO_8859_1));
        Path bad = written.resolveSibling(written.getFileName() + ".bad");
        Path error = written.resolveSibling(written.getFileName() + ".error.json");
        await(name).atMost(LONG).until(() -> Files.exists(error) && Files.readString(error).endsWith("}"));
        assertTrue(Files.readString(error).contains("\"" + code + "\""), Files.readString(error));
        assertEquals(file, Files.readString(bad, ISO_8859_1));
        assertFalse(Files.exists(written));
        assertEquals(before, smtp.mails().size());
    }

    @Test
    void fileThatGrowsIsTakenWhenItIsWhole() throws Exception {
        byte[] mail = (X_LINES + multipart("--b--\r\n")).getBytes(ISO_8859_1);
        Path file = folder.resolve("product").resolve(UUID.randomUUID() + ".eml");
        try (OutputStream out = Files.newOutputStream(file)) {
            for (int from = 0; from < mail.length; from += mail.length / 8 + 1) {
                Instant next = Instant.now().plusMillis(300); // longer than a file has to settle, shorter than patience
                await().pollInterval(Duration.ofMillis(20)).until(() -> Instant.now().isAfter(next));
                assertEquals(before, smtp.mails().size());
                out.write(Arrays.copyOfRange(mail, from, Math.min(mail.length, from + mail.length / 8 + 1)));
                out.flush();
            }
        }
        await().atMost(LONG).until(() -> smtp.mails().size() == before + 1);
        assertTrue(new String(smtp.mails().get(before), ISO_8859_1).endsWith(multipart("--b--\r\n").substring(HEAD.length() + 20)));
    }

    @Test
    void sameNameAndContentIsAnotherMailTomorrow() throws Exception {
        byte[] mail = (HEAD + "\r\n" + BODY).getBytes(ISO_8859_1);
        Path file = folder.resolve("product/daily.eml");
        for (int day = 1; day <= 2; day++) {
            int mails = before + day;
            Path part = Files.write(folder.resolve("part"), mail);
            Files.setLastModifiedTime(part, FileTime.from(Instant.now().minus(Duration.ofDays(2 - day))));
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
            await().atMost(LONG).until(() -> smtp.mails().size() == mails && !Files.exists(file));
        }
    }

    @Test
    void mailThatWentThroughThisGatewayIsRefused() throws Exception {
        drop("product", (HEAD + "\r\n" + BODY).getBytes(ISO_8859_1));
        await().atMost(LONG).until(() -> smtp.mails().size() == before + 1);
        Path again = drop("product", smtp.mails().get(before));
        Path error = again.resolveSibling(again.getFileName() + ".error.json");
        await().atMost(LONG).until(() -> Files.exists(error) && Files.readString(error).endsWith("}"));
        assertTrue(Files.readString(error).contains("has been through this gateway before"), Files.readString(error));
    }

    @Test
    void mailThatWasComposedHereIsRefusedToo() throws Exception {
        assertEquals(202, gateway.post("{\"to\": \"ann@example.com\", \"subject\": \"s\", \"text\": \"t\"}").statusCode());
        await().atMost(LONG).until(() -> smtp.mails().size() == before + 1);
        Path again = drop("product", smtp.mails().get(before));
        await().atMost(LONG).until(() -> Files.exists(again.resolveSibling(again.getFileName() + ".bad")));
        assertEquals(before + 1, smtp.mails().size());
    }

    @Test
    void envelopeOfTheFileIsUsedWhereItIsAskedFor() throws Exception {
        drop("envelope", ("X-Sender: bounces@fabrikam.com\r\n" + HEAD + "\r\n" + BODY).getBytes(ISO_8859_1));
        await().atMost(LONG).until(() -> smtp.mails().size() == before + 1);
        assertEquals("bounces@fabrikam.com", commands("MAIL FROM:"));
    }

    @Test
    void mailThatIsTooOldIsNotDelivered() throws Exception {
        Path part = Files.writeString(folder.resolve("part"), HEAD + "\r\n" + BODY, US_ASCII);
        Files.setLastModifiedTime(part, FileTime.from(Instant.now().minus(Duration.ofHours(2))));
        Path file = folder.resolve("short/old.eml");
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
        await().atMost(LONG).until(() -> !Files.exists(file));
        await().atMost(LONG).until(() -> gateway.manage("/observe/metrics").body().lines()
                .anyMatch(line -> line.startsWith("gateway_outcomes_total") && line.contains("expired") && line.endsWith(" 1.0")));
        assertEquals(before, smtp.mails().size());
    }

    @Test
    void linkIsNotFollowed() throws Exception {
        Path secret = Files.writeString(folder.resolve("secret"), HEAD + "\r\n" + BODY, UTF_8);
        Path link = Files.createSymbolicLink(folder.resolve("product/link.eml"), secret);
        await().atMost(LONG).until(() -> Files.exists(link.resolveSibling("link.eml.error.json")));
        assertEquals(before, smtp.mails().size());
        assertTrue(Files.exists(secret));
    }

    private Path drop(String where, byte[] file) throws IOException {
        Path part = Files.write(folder.resolve("part-" + UUID.randomUUID()), file);
        return Files.move(part, folder.resolve(where).resolve(UUID.randomUUID() + ".eml"), StandardCopyOption.ATOMIC_MOVE);
    }

    private String commands(String start) {
        return smtp.commands().stream().skip(seen).filter(command -> command.startsWith(start))
                .map(command -> command.substring(command.indexOf('<') + 1, command.indexOf('>')))
                .collect(Collectors.joining(" "));
    }
}
