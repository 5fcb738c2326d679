// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.house;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import jakarta.mail.Address;
import jakarta.mail.Message.RecipientType;
import jakarta.mail.internet.InternetAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.notificationgateway.mail.Mailbox;
import org.notificationgateway.outbox.ledger.Recipient;
import org.notificationgateway.support.ReceivedMail;
import org.notificationgateway.support.TestHome;

/** Runs the examples people copy through intake, and looks at each mail as its reader will. */
class ExamplesTest {
    static List<Example> examples() throws IOException {
        return Example.all();
    }

    @Test
    void thereIsOneForEachKindOfNotification() throws IOException {
        Set<String> kinds = Set.of(
                "blocked-provisioning", "new-employee", "one-way-password-reset", "pending-access-certification",
                "perform-manual-provisioning", "review-provisioning", "review-roles", "role-policy-summary",
                "run-job-notification", "two-way-password-reset", "workflow-step");
        assertEquals(kinds, examples().stream()
                .map(Example::name).collect(Collectors.toSet()));
        assertTrue(examples().stream().anyMatch(example -> !example.addresses("bcc").isEmpty()), "none has a bcc");
        assertTrue(examples().stream().anyMatch(example -> example.request().has("attachments")), "none has a file");
    }

    @ParameterizedTest
    @MethodSource("examples")
    void followsTheSchema(Example example) throws IOException {
        JsonSchema schema = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(
                Files.readString(TestHome.PROJECT.resolve("src/main/resources/request.schema.json")));
        assertEquals(Set.of(), schema.validate(example.request()));
    }

    @ParameterizedTest
    @MethodSource("examples")
    void showsItsSubjectAndRecipients(Example example) throws Exception {
        ReceivedMail mail = example.received();
        assertEquals(example.request().path("subject").textValue(), mail.message().getSubject());
        assertEquals(example.addresses("to"), shown(mail, RecipientType.TO));
        assertEquals(example.addresses("cc"), shown(mail, RecipientType.CC));
        if (example.request().has("replyTo")) {
            assertEquals(example.addresses("replyTo"), mailboxes(mail.message().getReplyTo()));
        }
    }

    @ParameterizedTest
    @MethodSource("examples")
    void keepsEveryByteOfItsBodiesAndFiles(Example example) throws Exception {
        List<String> expected = new ArrayList<>();
        for (String body : List.of("text", "html")) {
            if (example.request().has(body)) {
                expected.add("text/" + body.replace("text", "plain") + " null "
                        + base64(example.request().path(body).textValue().getBytes(UTF_8)));
            }
        }
        example.request().path("attachments").forEach(file -> expected.add(
                "%s %s %s".formatted(file.path("contentType").asText("application/octet-stream"),
                        file.path("name").asText(), file.path("content").asText())));
        List<String> leaves = example.received().leaves().stream()
                .map(leaf -> leaf.type().replaceFirst("(?s);.*", "").toLowerCase(Locale.ROOT) + " " + leaf.fileName()
                        + " " + base64(leaf.bytes()))
                .toList();
        assertEquals(expected.stream().sorted().toList(), leaves.stream().sorted().toList());
    }

    @ParameterizedTest
    @MethodSource("examples")
    void goesToItsBccRecipientsWithoutNamingThem(Example example) {
        List<String> envelope = example.entry().recipients().stream().map(Recipient::address).toList();
        assertEquals(
                Stream.of("to", "cc", "bcc").flatMap(field -> example.addresses(field).stream())
                        .map(Mailbox::address).toList(),
                envelope);
        String bytes = new String(example.entry().mail(), ISO_8859_1);
        assertFalse(bytes.toLowerCase(Locale.ROOT).contains("\nbcc:"));
        example.addresses("bcc").forEach(bcc -> assertFalse(bytes.contains(bcc.address()), bcc.address()));
    }

    @ParameterizedTest
    @MethodSource("examples")
    void travelsUnchangedOverAnySmtpServer(Example example) throws Exception {
        byte[] mail = example.entry().mail();
        String text = new String(mail, ISO_8859_1);
        assertTrue(text.endsWith("\r\n"));
        for (String line : text.split("\r\n", -1)) {
            assertFalse(line.contains("\r") || line.contains("\n"), "RFC 5321 2.3.8: only CRLF ends a line");
            assertTrue(line.length() <= 998, "RFC 5321 4.5.3.1.6: " + line.length());
            assertFalse(line.startsWith("."), "RFC 5321 4.5.2: a leading dot would be doubled");
        }
        assertArrayEquals(mail, text.getBytes(US_ASCII), "more than ASCII");
    }

    private static List<Mailbox> shown(ReceivedMail mail, RecipientType type) throws Exception {
        Address[] addresses = mail.message().getRecipients(type);
        return addresses == null ? List.of() : mailboxes(addresses);
    }

    private static List<Mailbox> mailboxes(Address[] addresses) {
        return Stream.of(addresses)
                .map(InternetAddress.class::cast)
                .map(address -> new Mailbox(address.getPersonal(), address.getAddress()))
                .toList();
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
