// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.acceptance;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.notificationgateway.support.TestGateway;
import org.notificationgateway.support.TestHome;

/** Attacks that a request can carry are refused by every door in the same words, which tell nothing, and nothing is sent. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class InjectionRefusedIT {
    private static final String CANARY = "cAnArY";
    /** What an answer must not hold: code of ours, a trace, a path of this machine, what the caller wrote. */
    private static final Pattern TELLTALE = Pattern.compile(
            "(?i)exception|\\bat [a-z]+\\.|\\.java\\b|org[./]notificationgateway|org[./]apache|com[./]fasterxml|"
                    + CANARY + "|/home/|/root|/tmp|/usr/|target/classes");

    /** One attack. */
    record Attack(String number, String what, String request, List<String> faults) {
        @Override
        public String toString() {
            return number + " " + what + ": " + String.join(", ", faults);
        }
    }

    private TestHome home;
    private TestGateway gateway;

    @BeforeAll
    void open(@TempDir Path folder) {
        home = new TestHome(folder)
                .server("{ \"FromAddress\": \"no-reply@contoso.com\", \"PickupDirectory\": \"data/pickup\" }");
        gateway = TestGateway.start(home);
    }

    /** What comes behind all of it is the only mail there is. */
    @AfterAll
    void nothingWasSent() {
        try (TestGateway last = gateway) {
            assertEquals(202, last.post(with("subject", "\"last\"")).statusCode());
            await().until(() -> home.files("data/pickup", ".eml").count() > 0);
            assertEquals(1, mails());
        }
    }

    private long mails() {
        return home.files("data/pickup", "").filter(file -> file.toFile().isFile()).count();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({"forbiddenCharacters", "invisibleMarks", "forbiddenHeaders", "attachmentsFromElsewhere", "leaks"})
    void isRefusedByEveryDoorInTheSameWords(Attack attack) throws Exception {
        Map<String, String> answers = new Doors(home, gateway).refusals(attack.request());
        for (var answer : answers.entrySet()) {
            assertEquals(attack.faults(), Doors.faults(answer.getValue()), answer.toString());
            String told = answer.getValue().replaceAll("\"requestBase64\":\"[^\"]*\"", "");
            assertFalse(TELLTALE.matcher(told).find(), () -> "S24: " + told);
            assertFalse(told.contains(home.path(".").toAbsolutePath().normalize().toString()), told);
        }
        assertEquals(details(answers.get("http")), details(answers.get("file")));
        assertEquals(details(answers.get("http")), details(answers.get("jms")));
        assertEquals(0, mails());
    }

    static Stream<Attack> forbiddenCharacters() {
        Map<String, String> characters = new LinkedHashMap<>();
        Stream.of("CR 000D", "LF 000A", "NUL 0000", "VT 000B", "FF 000C", "NEL 0085", "LS 2028", "PS 2029", "TAB 0009", "DEL 007F")
                .forEach(c -> characters.put(c.split(" ")[0], "\\u" + c.split(" ")[1]));
        characters.put("CRLF", "\\u000D\\u000A");
        List<Attack> attacks = new ArrayList<>();
        characters.forEach((name, c) -> {
            String bad = "\"A" + c + "Bcc: " + CANARY + "\"";
            String address = "\"ann@example.com" + c + "RCPT\"";
            String at = "INVALID_CHARACTER ";
            add(attacks, name + " in the subject", with("subject", bad), at + "/subject");
            add(attacks, name + " in a display name", with("to", "[{\"name\": " + bad + ", \"address\": \"a@b.example\"}]"), at + "/to/0");
            add(attacks, name + " in a short display name", with("to", "\"A" + c + "B <a@b.example>\""), at + "/to");
            add(attacks, name + " in an address", with("cc", "[" + address + "]"), at + "/cc/0");
            if (!name.equals("TAB")) { // which is a blank there, and goes
                add(attacks, name + " before an address", with("bcc", "\"" + c + "ann@example.com\""), at + "/bcc");
            }
            add(attacks, name + " in an address of its own", with("bcc", "[{\"address\": " + address + "}]"), at + "/bcc/0");
            add(attacks, name + " in reply-to", with("replyTo", address), at + "/replyTo");
            add(attacks, name + " in a header name", with("headers", "{\"X-A" + c + "B\": \"v\"}"), at + "/headers/?");
            add(attacks, name + " in a header value", with("headers", "{\"X-A\": " + bad + "}"), at + "/headers/X-A");
            add(attacks, name + " in a list header", with("headers", "{\"List-Id\": " + bad + "}"), at + "/headers/List-Id");
            add(attacks, name + " in an attachment name", attachment("name", bad), at + "/attachments/0/name");
            add(attacks, name + " in a content type", attachment("contentType", "\"text/plain" + c + "X: y\""),
                    at + "/attachments/0/contentType");
            add(attacks, name + " in a content id", attachment("contentId", "\"a" + c + "b\""),
                    at + "/attachments/0/contentId");
            add(attacks, name + " in the id", with("id", "\"a" + c + "b\""), at + "/id");
            add(attacks, name + " in a tag", with("tags", "[\"a\", " + bad + "]"), at + "/tags/1");
            add(attacks, name + " in expiresAt", with("expiresAt", "\"2099-01-01T00:00:00Z" + c + "\""), at + "/expiresAt");
        });
        add(attacks, "NUL in the text", with("text", "\"a\\u0000\""), "INVALID_CHARACTER /text");
        add(attacks, "NUL in the html", with("html", "\"a\\u0000\""), "INVALID_CHARACTER /html");
        add(attacks, "raw LF in a string", with("subject", "\"a\nb\""), "MALFORMED");
        add(attacks, "raw U+2028 in the subject", with("subject", "\"a\u2028b\""), "INVALID_CHARACTER /subject");
        add(attacks, "raw U+0085 in the subject", with("subject", "\"a\u0085b\""), "INVALID_CHARACTER /subject");
        return attacks.stream();
    }

    static Stream<Attack> invisibleMarks() {
        List<Attack> attacks = new ArrayList<>();
        for (String mark : List.of("200E", "200F", "061C", "202E", "2066")) {
            String name = "\"gpj\\u" + mark + ".exe\"";
            attacks.add(new Attack("B40", "U+" + mark + " in an attachment name", attachment("name", name),
                    List.of("INVALID_CHARACTER /attachments/0/name")));
            attacks.add(new Attack("B59", "U+" + mark + " in a display name",
                    with("to", "{\"name\": " + name + ", \"address\": \"a@b.example\"}"), List.of("INVALID_CHARACTER /to")));
            attacks.add(new Attack("D17", "U+" + mark + " in an address", with("to", "\"a\\u" + mark + "@b.example\""),
                    List.of((mark.startsWith("20") && mark.compareTo("2010") > 0 ? "INVALID_CHARACTER" : "INVALID_ADDRESS")
                            + " /to")));
        }
        return attacks.stream();
    }

    static Stream<Attack> forbiddenHeaders() {
        return Stream.of("From", "from", "Sender", "Return-Path", "To", "Cc", "Bcc", "BCC", "Subject", "Date", "Message-ID",
                        "Resent-From", "Resent-To", "Resent-Bcc", "X-MS-Exchange-Organization-AuthAs", "X-Original-To", "X-Sender", "x-receiver", "X-RECEIVER", "Content-Type",
                        "Content-Transfer-Encoding", "Content-Disposition", "MIME-Version", "Received", "DKIM-Signature",
                        "ARC-Seal", "Authentication-Results", "Disposition-Notification-To", "Reply-To", "Errors-To",
                        "mail.smtp.host", "mail.smtp.ssl.trust", "mail.smtp.from", "CamelMailTo", "CamelFileName",
                        "X-A:", "X-A B", "X-", "X-\u00C4", "", " X-A", "List-")
                .map(name -> new Attack(name.startsWith("mail.") ? "S05" : "S06", "header [" + name + "]",
                        with("headers", "{\"" + name + "\": \"" + CANARY + "\"}"),
                        List.of("INVALID_VALUE /headers/" + name)));
    }

    static Stream<Attack> attachmentsFromElsewhere() {
        List<Attack> attacks = new ArrayList<>();
        for (String field : List.of("path", "url", "uri", "href", "file", "src", "source", "contentUrl", "location")) {
            attacks.add(new Attack("S10", "field " + field, attachment(field, "\"file:///etc/" + CANARY + "\""),
                    List.of("UNKNOWN_FIELD /attachments/0/" + field)));
        }
        for (String content : List.of("file:///etc/passwd", "http://169.254.169.254/latest", "\\\\\\\\host\\\\share",
                "jar:file:/x.jar!/y", "data:text/plain;base64,AAAA", "${file:/etc/passwd}", "{{env:HOME}}")) {
            attacks.add(new Attack("S10", "content " + content, attachment("content", "\"" + content + "\""),
                    List.of("INVALID_BASE64 /attachments/0/content")));
        }
        for (String name : List.of("../../etc/passwd", "/etc/passwd", "C:\\\\boot.ini", "\\\\\\\\host\\\\share", "file:///etc/passwd",
                "http://169.254.169.254/")) {
            attacks.add(new Attack("S10", "name " + name, attachment("name", "\"" + name + "\""),
                    List.of("INVALID_VALUE /attachments/0/name")));
        }
        for (String type : List.of("message/external-body", "message/rfc822", "multipart/mixed", "text/html; x", "text")) {
            attacks.add(new Attack("S10", "type " + type, attachment("contentType", "\"" + type + "\""),
                    List.of("INVALID_VALUE /attachments/0/contentType")));
        }
        return attacks.stream();
    }

    /** A secret at every place where a fault is found. */
    static Stream<Attack> leaks() {
        String c = "\"" + CANARY + "\"";
        List<Attack> attacks = new ArrayList<>();
        leak(attacks, "{\"to\": " + c, "MALFORMED");
        leak(attacks, CANARY, "MALFORMED");
        leak(attacks, "{'" + CANARY + "': 1}", "MALFORMED");
        leak(attacks, "{\"text\": \"" + CANARY + "\\x\"}", "MALFORMED");
        leak(attacks, "{} " + CANARY, "TRAILING");
        leak(attacks, "[".repeat(40) + c, "TOO_DEEP");
        leak(attacks, "{\"text\": " + c + ", \"text\": " + c + "}", "DUPLICATE_KEY");
        leak(attacks, c, "NOT_OBJECT");
        for (String field : List.of("to", "cc", "bcc", "replyTo")) {
            leak(attacks, with(field, c), "INVALID_ADDRESS /" + field);
        }
        leak(attacks, with("to", "\"" + CANARY + " <a@b> <c@d>\""), "INVALID_ADDRESS /to");
        leak(attacks, with("to", "\"a@" + CANARY + "_.example\""), "INVALID_ADDRESS /to");
        leak(attacks, with("sender", c), "INVALID_VALUE /sender");
        leak(attacks, with("importance", c), "INVALID_VALUE /importance");
        leak(attacks, with("expiresAt", c), "INVALID_VALUE /expiresAt");
        leak(attacks, with("sensitive", c), "WRONG_TYPE /sensitive");
        leak(attacks, with("attachments", c), "WRONG_TYPE /attachments");
        leak(attacks, with("headers", c), "WRONG_TYPE /headers");
        leak(attacks, with("tags", c), "WRONG_TYPE /tags");
        leak(attacks, with("tags", "[\"" + CANARY.repeat(20) + "\"]"), "INVALID_VALUE /tags/0");
        leak(attacks, with("id", "\"" + CANARY + " \""), "INVALID_ID /id");
        leak(attacks, with("subject", "[" + c + "]"), "WRONG_TYPE /subject");
        leak(attacks, with("subject", "\"" + CANARY.repeat(200) + "\""), "TOO_LONG /subject");
        leak(attacks, with("text", "{\"a\": " + c + "}"), "WRONG_TYPE /text");
        leak(attacks, with("text", "\"" + CANARY + "\\ud800\""), "INVALID_UNICODE /text");
        leak(attacks, attachment("content", "\"" + CANARY + "!\""), "INVALID_BASE64 /attachments/0/content");
        leak(attacks, attachment("contentId", "\"<" + CANARY + ">\""), "INVALID_VALUE /attachments/0/contentId");
        return attacks.stream();
    }

    private static void add(List<Attack> attacks, String what, String request, String... faults) {
        attacks.add(new Attack("S01", what, request, List.of(faults)));
    }

    private static void leak(List<Attack> attacks, String request, String... faults) {
        attacks.add(new Attack("S24", "secret in case " + attacks.size(), request, List.of(faults)));
    }

    private static String with(String member, String json) {
        Map<String, String> members = new LinkedHashMap<>();
        members.put("to", "\"ann@example.com\"");
        members.put("subject", "\"S\"");
        members.put("text", "\"T\"");
        members.put(member, json);
        List<String> pairs = new ArrayList<>();
        members.forEach((name, value) -> pairs.add("\"" + name + "\": " + value));
        return "{" + String.join(", ", pairs) + "}";
    }

    private static String attachment(String member, String json) {
        Map<String, String> members = new LinkedHashMap<>();
        members.put("name", "\"a.txt\"");
        members.put("content", "\"QUJD\"");
        members.put(member, json);
        List<String> pairs = new ArrayList<>();
        members.forEach((name, value) -> pairs.add("\"" + name + "\": " + value));
        return with("attachments", "[{" + String.join(", ", pairs) + "}]");
    }

    /** The words of an answer, without what only one door adds. */
    private static String details(String answer) {
        assertTrue(answer.contains("\"detail\""), answer);
        return Pattern.compile("\"detail\" ?: ?\"[^\"]*\"").matcher(answer.replace("\" :", "\":").replace("\": ", "\":"))
                .results().map(r -> r.group()).toList().toString();
    }
}
