// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.acceptance;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeUtility;
import java.net.InetAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.notificationgateway.mail.FileName;
import org.notificationgateway.support.ReceivedMail;
import org.notificationgateway.support.ScriptedSmtpServer;
import org.notificationgateway.support.TestGateway;
import org.notificationgateway.support.TestHome;

/** What looks like an attack and is text arrives as that text, through every door and both deliveries, in one mail. */
class InjectionHarmlessIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String LONG_LINE = "0123456789".repeat(10_000);

    @TempDir
    private Path folder;

    private static List<String> typed() {
        return List.of("%0D%0ABcc: eve@evil.example", "%0aX-Receiver: eve", "=?utf-8?Q?=0D=0ABcc:_eve=40evil.example?=",
                "=?UTF-8?B?DQpCY2M6IGV2ZUBldmlsLmV4YW1wbGU=?=", "a =?utf-8?q?b?= c", "\\u000d\\u000aBcc: eve", "\\r\\nBcc: eve",
                "\u560D\u560ABcc: eve", "\u760D\u760ABcc: eve", "&#13;&#10;Bcc: eve", "${env:PATH} {{camel.main.name}} #{1+1}",
                "Subject: x", "${jndi:ldap://127.0.0.1/a}", "\u05E9\u05DC\u05D5\u05DD \uD83D\uDC69\u200D\uD83D\uDC67");
    }

    @Test
    @DisplayName("S02: escapes and encoded words that a person typed are text in a subject, a name, a header and a file name")
    void whatIsTypedIsText() throws Exception {
        TestHome home = pickup();
        try (TestGateway gateway = TestGateway.start(home)) {
            Doors doors = new Doors(home, gateway);
            for (String text : typed()) {
                ObjectNode request = request(text, "T");
                request.putObject("to").put("name", text).put("address", "ann@example.com");
                request.putObject("headers").put("X-Note", text);
                request.putArray("attachments").addObject().put("name", text.replace("/", "").replace("\\", ""))
                        .put("content", "QUJD");
                doors.accept(request.toString());
            }
            await().until(() -> mails(home).size() == 3 * typed().size());
            List<String> subjects = new ArrayList<>();
            for (byte[] bytes : mails(home)) {
                ReceivedMail mail = ReceivedMail.of(bytes);
                String subject = mail.message().getSubject();
                subjects.add(subject);
                assertEquals(subject, address(mail).getPersonal());
                assertEquals(subject, MimeUtility.decodeText(MimeUtility.unfold(mail.message().getHeader("X-Note", null))));
                assertEquals("ABC", mail.leaves().get(1).text());
                assertEquals(FileName.harmless(subject.replace("/", "").replace("\\", "")), mail.leaves().get(1).fileName());
                assertEquals(Set.of("x-sender", "x-receiver", "date", "from", "to", "message-id", "subject", "mime-version",
                        "content-type", "x-note", "auto-submitted", "x-notification-gateway"), headers(mail));
            }
            for (String text : typed()) {
                assertEquals(3, Collections.frequency(subjects, text), text);
            }
        }
    }

    private static List<String> bodies() {
        return List.of(
                ".\r\nMAIL FROM:<eve@evil.example>\r\nRCPT TO:<victim@example.com>\r\nDATA\r\nSubject: two\r\n\r\nx\r\n.\r\nQUIT\r\n",
                "a\n.\nMAIL FROM:<eve@evil.example>\nb", "a\r.\rMAIL FROM:<eve@evil.example>\rb", "a\n.\r\nRSET\r\nb",
                "a\r\n.\nRSET\nb", "a\r\r\n.\r\r\nb", ".", "..", ".\n..\n...\n", "\r", "\n", "\r\n\r\n", LONG_LINE, "\u2028.\u2028",
                "From eve@evil.example\n>From");
    }

    @ParameterizedTest(name = "S03, V09, CVE-2023-51764, -51765, -51766, -51747, by {0}: SMTP in a body is text, in one mail of clean lines")
    @CsvSource({"SMTP", "PICKUP"})
    void commandsInABodyAreText(String delivery) throws Exception {
        try (ScriptedSmtpServer smtp = new ScriptedSmtpServer()) {
            TestHome home = delivery.equals("SMTP") ? smtp(smtp.port()) : pickup();
            try (TestGateway gateway = TestGateway.start(home)) {
                for (String body : bodies()) {
                    ObjectNode request = request("S", body);
                    request.put("html", body);
                    assertEquals(202, gateway.post(request.toString()).statusCode());
                }
                List<byte[]> mails = new ArrayList<>();
                await().until(() -> {
                    mails.clear();
                    mails.addAll(delivery.equals("SMTP") ? smtp.mails() : mails(home));
                    return mails.size() >= bodies().size();
                });
                List<String> texts = new ArrayList<>();
                for (byte[] mail : mails) {
                    String wire = new String(mail, ISO_8859_1);
                    assertFalse(wire.replace("\r\n", "").matches("(?s).*[\r\n].*"), "a bare CR or LF");
                    assertTrue(wire.lines().allMatch(line -> line.length() <= 998));
                    assertFalse(wire.contains("eve@evil"), wire);
                    ReceivedMail received = ReceivedMail.of(mail);
                    assertArrayEquals(received.leaf("text/plain").bytes(), received.leaf("text/html").bytes());
                    texts.add(received.leaf("text/plain").text());
                }
                assertEquals(bodies().stream().sorted().toList(), texts.stream().sorted().toList());
                if (delivery.equals("SMTP")) {
                    assertEquals(bodies().size(), smtp.commands().stream().filter(c -> c.startsWith("MAIL")).count());
                    assertEquals(Set.of("RCPT TO:<ann@example.com>"), smtp.commands().stream()
                            .filter(c -> c.startsWith("RCPT")).map(c -> c.replaceAll("> .*", ">")).collect(Collectors.toSet()));
                }
            }
        }
    }

    @Test
    @DisplayName("S03: a real server sees one mail for each, with the text as it was given but for line ends")
    void aRealServerSeesOneMailForEach() throws Exception {
        GreenMail server = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
        server.start();
        try (TestGateway gateway = TestGateway.start(smtp(server.getSmtp().getPort()))) {
            for (String body : bodies()) {
                assertEquals(202, gateway.post(request("S", body).toString()).statusCode());
            }
            await().until(() -> server.getReceivedMessages().length >= bodies().size());
            List<String> texts = new ArrayList<>();
            for (var message : server.getReceivedMessages()) {
                texts.add(ReceivedMail.of(message).leaf("text/plain").text());
            }
            assertEquals(bodies().stream().sorted().toList(), texts.stream().sorted().toList());
            assertEquals(1, server.getUserManager().listUser().size());
        } finally {
            server.stop();
        }
    }

    private static List<String> strangeHeaders() {
        return List.of("CamelFileName", "CAmelFileName", "camelfilename", "CamelJmsDestinationName", "CAmelJmsDestinationName",
                "CamelMailTo", "camelMailTo", "CamelHttpUri", "CamelHttpPath", "CamelHttpResponseCode", "CamelBeanMethodName",
                "CAMELBEANMETHODNAME", "CamelExecCommandExecutable", "org.apache.camel.x", "To", "Bcc", "X-Receiver", "X-Sender",
                "breadcrumbId", "Subject", "mail.smtp.host", "mail.smtp.ssl.trust", "mail.smtp.from", "JMSReplyTo", "_AMQ_DUPL_ID",
                "_AMQ_SCHED_DELIVERY", "JMSDestination", "request", "sender", "X-Forwarded-For", "X-HTTP-Method-Override");
    }

    @Test
    @DisplayName("S04, S05, CVE-2025-27636, CVE-2025-29891, CVE-2025-30177, CVE-2026-46584: no HTTP header, no query parameter has an effect")
    void nothingBesideTheBodyHasAnEffect() throws Exception {
        TestHome home = pickup();
        try (TestGateway gateway = TestGateway.start(home)) {
            String plain = request("S", "T").toString();
            assertEquals(202, gateway.post(plain).statusCode());
            for (String name : strangeHeaders()) {
                var answer = gateway.post(plain, name, "notification.expired");
                assertEquals(202, answer.statusCode(), name + answer.body());
                assertTrue(answer.headers().map().keySet().stream().noneMatch(name::equalsIgnoreCase), "it comes back: " + name);
                var query = TestGateway.send(HttpRequest.newBuilder(URI.create(
                                "http://127.0.0.1:" + home.httpPort() + "/notifications?" + URLEncoder.encode(name, UTF_8)
                                        + "=notification.expired"))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(plain)).build());
                assertEquals(202, query.statusCode(), name + query.body());
            }
            await().until(() -> mails(home).size() == 1 + 2 * strangeHeaders().size());
            Set<String> different = mails(home).stream()
                    .map(mail -> new String(mail, ISO_8859_1).replaceAll("(?m)^(Message-ID|Date): .*\r\n", ""))
                    .collect(Collectors.toCollection(TreeSet::new));
            assertEquals(1, different.size(), different.toString());
        }
    }

    @ParameterizedTest(name = "S26, S27, by {0}: a mail tells neither its Bcc nor host, user, address or folder of this machine")
    @CsvSource({"SMTP", "PICKUP"})
    void aMailTellsNothingOfItsOrigin(String delivery) throws Exception {
        try (ScriptedSmtpServer smtp = new ScriptedSmtpServer()) {
            TestHome home = delivery.equals("SMTP") ? smtp(smtp.port()) : pickup();
            try (TestGateway gateway = TestGateway.start(home)) {
                ObjectNode request = request("S", "T");
                request.put("id", "request-4711").put("bcc", "secret@example.org");
                assertEquals(202, gateway.post(request.toString()).statusCode());
                List<byte[]> mails = new ArrayList<>();
                await().until(() -> mails.addAll(delivery.equals("SMTP") ? smtp.mails() : mails(home)));
                assertEquals(1, mails.size());
                String mail = new String(mails.get(0), ISO_8859_1);
                ReceivedMail received = ReceivedMail.of(mails.get(0));
                assertTrue(received.message().getMessageID().matches("<[0-9a-f]{40}@contoso\\.com>"), mail);
                for (String header : List.of("Received", "Bcc", "Resent-Bcc", "Sender", "X-Mailer", "User-Agent", "X-Originating-IP")) {
                    assertEquals(null, received.message().getHeader(header, null), header);
                }
                String shown = delivery.equals("SMTP")
                        ? mail
                        : mail.replaceFirst("(?i)X-Receiver: secret@example\\.org\r\n", ""); // as documented: the envelope
                for (String trace : List.of("secret@example.org", "127.0.0.1", InetAddress.getLocalHost().getHostName(),
                        InetAddress.getLocalHost().getHostAddress(), home.path(".").toString(), "request-4711", "Angus",
                        "JavaMail", String.valueOf(ProcessHandle.current().pid()) + "@")) {
                    assertFalse(shown.contains(trace), trace + " is in\n" + shown);
                }
                if (delivery.equals("SMTP")) {
                    assertTrue(smtp.commands().stream().anyMatch("RCPT TO:<secret@example.org>"::equals), smtp.commands().toString());
                } else {
                    assertTrue(mail.contains("X-Receiver: secret@example.org"), mail);
                }
            }
        }
    }

    private TestHome pickup() {
        return new TestHome(folder)
                .server("{ \"FromAddress\": \"no-reply@contoso.com\", \"PickupDirectory\": \"data/pickup\" }");
    }

    private TestHome smtp(int port) {
        return new TestHome(folder)
                .server("{ \"FromAddress\": \"no-reply@contoso.com\", \"Host\": \"127.0.0.1\", \"Port\": " + port + " }");
    }

    private static ObjectNode request(String subject, String text) {
        return JSON.createObjectNode().put("to", "ann@example.com").put("subject", subject).put("text", text);
    }

    private static List<byte[]> mails(TestHome home) throws Exception {
        List<byte[]> mails = new ArrayList<>();
        for (Path file : home.files("data/pickup", ".eml").toList()) {
            mails.add(Files.readAllBytes(file));
        }
        return mails;
    }

    private static InternetAddress address(ReceivedMail mail) throws Exception {
        return (InternetAddress) mail.message().getAllRecipients()[0];
    }

    private static Set<String> headers(ReceivedMail mail) throws Exception {
        return Collections.list(mail.message().getAllHeaders()).stream()
                .map(header -> header.getName().toLowerCase(Locale.ROOT))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
