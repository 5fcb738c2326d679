// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.acceptance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.GreenMailUtil;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.jms.ConnectionFactory;
import jakarta.mail.Message.RecipientType;
import jakarta.mail.internet.InternetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.notificationgateway.support.Jms;
import org.notificationgateway.support.ReceivedMail;
import org.notificationgateway.support.TestGateway;
import org.notificationgateway.support.TestHome;

/** The six ways through: a request of every part, by each door and out by each delivery, arrives byte for byte. */
class AcceptanceIT {
    private static final String TEXT = "Bonjour Zoé,\n\n.une ligne avec un point\n..deux\n\tTab, 日本語, 😀\n";
    private static final String HTML = "<html><body><p>Zoé</p><img src=\"cid:logo\">\n.\n</body></html>";
    private static final byte[] LOGO = {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10, 0, -1, '.', 13, 10};
    private static final byte[] CSV = "id;nom\r\n1;Zoé\r\n.\r\n".getBytes(UTF_8);

    @TempDir
    private Path folder;

    private enum Door { FILE, HTTP, JMS }

    @ParameterizedTest(name = "{0} to {1}")
    @CsvSource({"FILE,SMTP", "FILE,PICKUP", "HTTP,SMTP", "HTTP,PICKUP", "JMS,SMTP", "JMS,PICKUP"})
    void aMailOfEveryPartArrivesWhole(Door door, String delivery) throws Exception {
        GreenMail smtp = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
        smtp.start();
        TestHome home = new TestHome(folder);
        home.server(delivery.equals("SMTP")
                ? "{ \"FromAddress\": \"no-reply@contoso.com\", \"Host\": \"127.0.0.1\", \"Port\": "
                        + smtp.getSmtp().getPort() + " }"
                : "{ \"FromAddress\": \"no-reply@contoso.com\", \"Host\": \"data/pickup\" }");
        try (TestGateway gateway = TestGateway.start(home)) {
            handIn(gateway, door, home);
            if (delivery.equals("SMTP")) {
                checkSmtp(smtp);
            } else {
                checkPickup(home);
            }
        } finally {
            smtp.stop();
        }
    }

    private static void handIn(TestGateway gateway, Door door, TestHome home) throws Exception {
        switch (door) {
            case FILE -> {
                gateway.drop("request.json", request());
                await().atMost(Duration.ofSeconds(10))
                        .until(() -> home.files("data/inbox/.accepted", "request.json").count() == 1);
            }
            case HTTP -> {
                var answer = gateway.post(request(), "Bcc", "stranger@example.org", "X-Sender", "stranger@example.org");
                assertEquals(202, answer.statusCode(), answer.body());
                assertTrue(answer.body().contains("\"status\":\"accepted\""), answer.body());
            }
            case JMS -> new Jms(gateway.bean("connectionFactory", ConnectionFactory.class))
                    .sendText("notification.requests", request());
        }
    }

    private static void checkSmtp(GreenMail smtp) throws Exception {
        await().atMost(Duration.ofSeconds(10)).until(() -> smtp.getReceivedMessages().length == 4);
        var received = smtp.getReceivedMessages();
        Set<String> boxes = new TreeSet<>();
        smtp.getUserManager().listUser().forEach(user -> boxes.add(user.getEmail()));
        assertEquals(
                Set.of("ann@example.com", "zoe@example.com", "kc@example.com", "hidden@example.com"), boxes,
                "RCPT names exactly the envelope's recipients");
        for (var mail : received) {
            check(ReceivedMail.of(mail));
            assertFalse(GreenMailUtil.getWholeMessage(mail).contains("hidden@example.com"), "Bcc stays hidden");
        }
    }

    private static void checkPickup(TestHome home) throws Exception {
        await().atMost(Duration.ofSeconds(10)).until(() -> home.files("data/pickup", "").count() == 1);
        Path file = home.files("data/pickup", ".eml").findFirst().orElseThrow();
        byte[] bytes = Files.readAllBytes(file);
        String raw = new String(bytes, UTF_8);
        assertTrue(raw.startsWith("""
                X-Sender: no-reply@contoso.com\r
                X-Receiver: ann@example.com\r
                X-Receiver: zoe@example.com\r
                X-Receiver: kc@example.com\r
                X-Receiver: hidden@example.com\r
                From: no-reply@contoso.com\r
                """), raw);
        assertFalse(raw.substring(raw.indexOf("From:")).contains("hidden@example.com"), "Bcc stays hidden");
        assertEquals(raw, raw.replaceAll("\r?\n|\r", "\r\n"), "CRLF on every line");
        assertTrue(raw.endsWith("\r\n") && raw.lines().noneMatch(line -> line.startsWith(".")), "no dot lines");
        check(ReceivedMail.of(bytes));
        assertEquals(0, home.files("data/pickup.staging", "").count(), "nothing is left in staging");
    }

    private static void check(ReceivedMail mail) throws Exception {
        var message = mail.message();
        assertEquals("Réinitialisation – パスワード 😀", message.getSubject());
        assertEquals("Ann Ünique", ((InternetAddress) message.getRecipients(RecipientType.TO)[0]).getPersonal());
        assertEquals("zoe@example.com", message.getRecipients(RecipientType.TO)[1].toString());
        assertEquals("kc@example.com", message.getRecipients(RecipientType.CC)[0].toString());
        assertEquals("helpdesk@contoso.com", message.getReplyTo()[0].toString());
        assertEquals("high", message.getHeader("Importance")[0]);
        assertEquals("autumn", message.getHeader("X-Campaign")[0]);
        assertTrue(message.getMessageID().matches("<[0-9a-f]{40}@contoso\\.com>"), message.getMessageID());
        assertTrue(message.getSentDate().getTime() > 0);
        assertEquals(4, mail.leaves().size());
        assertEquals(TEXT, mail.leaf("text/plain").text());
        assertEquals(HTML, mail.leaf("text/html").text());
        assertArrayEquals(LOGO, mail.leaf("image/png").bytes());
        assertEquals("<logo>", mail.leaf("image/png").contentId());
        assertArrayEquals(CSV, mail.leaf("text/csv").bytes());
        assertEquals("liste à revoir.csv", mail.leaf("text/csv").fileName());
    }

    private static String request() {
        List<String> parts = List.of(
                "\"id\": \"acceptance-1\"",
                "\"to\": [{\"name\": \"Ann Ünique\", \"address\": \"ann@example.com\"}, \"zoe@EXAMPLE.com\"]",
                "\"cc\": \"kc@example.com\"",
                "\"bcc\": [\"Hidden <hidden@example.com>\", \"ANN@example.com\"]",
                "\"replyTo\": \"helpdesk@contoso.com\"",
                "\"subject\": \"Réinitialisation – パスワード 😀\"",
                "\"text\": " + quoted(TEXT),
                "\"html\": " + quoted(HTML),
                "\"importance\": \"high\"",
                "\"headers\": {\"X-Campaign\": \"autumn\"}",
                "\"attachments\": [{\"name\": \"liste à revoir.csv\", \"contentType\": \"text/csv; charset=UTF-8\","
                        + " \"content\": \"" + Base64.getEncoder().encodeToString(CSV) + "\"},"
                        + " {\"name\": \"logo.png\", \"contentType\": \"image/png\", \"contentId\": \"logo\","
                        + " \"content\": \"" + Base64.getEncoder().encodeToString(LOGO) + "\"}]");
        return "{" + String.join(", ", parts) + "}";
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n").replace("\t", "\\t") + '"';
    }
}
