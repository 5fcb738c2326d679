// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.acceptance.badinput;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.mail.Address;
import jakarta.mail.Message.RecipientType;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeUtility;
import java.net.IDN;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.notificationgateway.mail.FileName;
import org.notificationgateway.mail.Mailbox;
import org.notificationgateway.support.ReceivedMail;

/** Compares a delivered mail, as its reader decodes it, with the request it was made of. */
public final class RoundTrip {
    private final JsonNode request;
    private final List<String> differences = new ArrayList<>();

    private RoundTrip(JsonNode request) {
        this.request = request;
    }

    /** What differs; nothing, when the mail says what the request says. */
    public static List<String> differences(JsonNode request, byte[] eml) throws Exception {
        RoundTrip trip = new RoundTrip(request);
        trip.lines(eml);
        ReceivedMail mail = ReceivedMail.of(eml);
        trip.head(mail.message());
        trip.envelope(mail.message());
        trip.bodies(mail);
        trip.attachments(mail);
        return trip.differences;
    }

    /** RFC 5321 4.5.3.1.6 and RFC 5322 2.1.1: CRLF, 7 bit, at most 998 characters. */
    private void lines(byte[] eml) {
        String raw = new String(eml, ISO_8859_1);
        same("longest line is at most 998", true, raw.lines().mapToInt(String::length).max().orElse(0) <= 998);
        same("no line starts with a dot", false, raw.startsWith(".") || raw.contains("\n."));
        same("7 bit", true, raw.chars().allMatch(c -> c < 0x80 && c != 0));
        String withoutPairs = raw.replace("\r\n", "");
        same("CRLF only", false, withoutPairs.contains("\r") || withoutPairs.contains("\n"));
    }

    private void head(MimeMessage message) throws Exception {
        same("subject", request.path("subject").asText(), message.getSubject());
        Set<String> named = new HashSet<>();
        same("to", mailboxes("to", named), mailboxes(message.getRecipients(RecipientType.TO)));
        same("cc", mailboxes("cc", named), mailboxes(message.getRecipients(RecipientType.CC)));
        same("bcc", List.of(), mailboxes(message.getRecipients(RecipientType.BCC)));
        if (request.has("replyTo")) {
            same("replyTo", mailboxes("replyTo", new HashSet<>()), mailboxes(message.getReplyTo()));
        }
        String importance = request.path("importance").asText("normal");
        same("importance", importance.equals("normal") ? null : importance, message.getHeader("Importance", null));
        for (var header : request.path("headers").properties()) {
            String value = message.getHeader(header.getKey(), null);
            same("header " + header.getKey(), header.getValue().asText().strip(),
                    value == null ? null : MimeUtility.decodeText(MimeUtility.unfold(value)));
        }
    }

    /** Each recipient once. */
    private void envelope(MimeMessage message) throws Exception {
        Map<String, String> expected = new LinkedHashMap<>();
        for (String field : List.of("to", "cc", "bcc")) {
            for (JsonNode node : items(request.path(field))) {
                expected.putIfAbsent(address(node).toLowerCase(Locale.ROOT), address(node));
            }
        }
        String[] receivers = message.getHeader("X-Receiver");
        same("X-Receiver", List.copyOf(expected.values()), receivers == null ? List.of() : List.of(receivers));
    }

    private void bodies(ReceivedMail mail) {
        List<String> expected = new ArrayList<>();
        for (String field : List.of("text", "html")) {
            if (request.has(field)) {
                expected.add(field + ": " + request.path(field).asText());
            }
        }
        same("bodies", expected, mail.leaves().stream()
                .filter(leaf -> leaf.fileName() == null)
                .map(leaf -> (leaf.type().startsWith("text/html") ? "html: " : "text: ") + leaf.text())
                .toList());
    }

    private void attachments(ReceivedMail mail) {
        List<String> expected = new ArrayList<>();
        for (JsonNode attachment : request.path("attachments")) {
            String id = attachment.path("contentId").asText("");
            String type = attachment.path("contentType").asText("application/octet-stream");
            expected.add(type.split(";")[0] + " " + FileName.harmless(attachment.path("name").asText()) + " "
                    + (id.isEmpty() ? null : "<" + id + ">") + " "
                    + Arrays.toString(Base64.getDecoder().decode(attachment.path("content").asText())));
        }
        same("attachments", expected, mail.leaves().stream()
                .filter(leaf -> leaf.fileName() != null)
                .map(leaf -> leaf.type().split(";")[0] + " " + leaf.fileName() + " " + leaf.contentId() + " "
                        + Arrays.toString(leaf.bytes()))
                .toList());
    }

    /** Who is named twice stands where he came first; letter case does not count. */
    private List<String> mailboxes(String field, Set<String> named) {
        List<String> mailboxes = new ArrayList<>();
        for (JsonNode node : items(request.path(field))) {
            String name = node.path("name").asText("");
            if (named.add(address(node).toLowerCase(Locale.ROOT))) {
                mailboxes.add(new Mailbox(name, "ann@example.com").name() + " <" + address(node) + ">");
            }
        }
        return mailboxes;
    }

    private static List<String> mailboxes(Address... addresses) {
        return addresses == null ? List.of() : Arrays.stream(addresses)
                .map(InternetAddress.class::cast)
                .filter(address -> !address.isGroup())
                .map(address -> address.getPersonal() + " <" + address.getAddress() + ">")
                .collect(Collectors.toList());
    }

    private static List<JsonNode> items(JsonNode field) {
        List<JsonNode> items = new ArrayList<>();
        if (field.isArray()) {
            field.forEach(items::add);
        } else if (!field.isMissingNode()) {
            items.add(field);
        }
        return items;
    }

    /** The address as mail carries it: the domain in lower-case ASCII. */
    private static String address(JsonNode node) {
        String written = node.isTextual() ? node.textValue() : node.path("address").asText();
        int at = written.lastIndexOf('@');
        String domain = Normalizer.normalize(written.substring(at + 1), Normalizer.Form.NFC).toLowerCase(Locale.ROOT);
        return written.substring(0, at + 1) + IDN.toASCII(domain);
    }

    private void same(String what, Object expected, Object seen) {
        if (!Objects.equals(expected, seen)) {
            differences.add(what + " is " + shown(seen) + ", expected " + shown(expected));
        }
    }

    private static String shown(Object value) {
        String text = String.valueOf(value);
        return text.length() <= 200 ? text : text.substring(0, 200) + "… (" + text.getBytes(UTF_8).length + " bytes)";
    }
}
