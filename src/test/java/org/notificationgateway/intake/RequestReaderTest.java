// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.intake;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.notificationgateway.mail.Attachment;
import org.notificationgateway.mail.Importance;
import org.notificationgateway.mail.MailContent;
import org.notificationgateway.mail.Mailbox;

/** The judge behind every door: what it lets through becomes mail; what it refuses, its sender can repair. */
class RequestReaderTest {
    private static final String EVERYTHING = """
            {
              "id": "reset-4711", "sender": "agent",
              "to": ["Ann Lee <ann@example.com>", {"name": "Bob", "address": "bob@example.com"}],
              "cc": "cy@example.com", "bcc": [{"address": "dee@example.com"}], "replyTo": "desk@contoso.com",
              "subject": "Zoë 🎉", "text": "Hello\\n", "html": "<p>Hello</p>",
              "attachments": [
                {"name": "a.txt", "contentType": "text/plain; charset=utf-8", "content": "aGk="},
                {"name": "logo.png", "contentType": "image/png", "content": "", "contentId": "logo@x"}],
              "headers": {"X-Workflow": "WF 7", "Auto-Submitted": "auto-replied"},
              "importance": "high", "notBefore": "2035-01-31T12:00:00Z", "expiresAt": "2036-01-31T12:00:00+02:00",
              "supersedes": "badge-4711", "sensitive": false, "tags": ["a", "b"]
            }""";

    @Nested
    class ARequestWithEveryField {
        @Test
        void isReadWhole() throws Exception {
            NotificationRequest request = Requests.read(EVERYTHING);
            MailContent content = Requests.content(request);
            Attachment logo = content.attachments().get(1);
            assertAll(
                    () -> assertEquals("reset-4711", request.id()),
                    () -> assertEquals("agent", request.sender()),
                    () -> assertEquals(List.of(new Mailbox("Ann Lee", "ann@example.com"),
                            new Mailbox("Bob", "bob@example.com")), content.recipients().to()),
                    () -> assertEquals(List.of(new Mailbox(null, "cy@example.com")), content.recipients().cc()),
                    () -> assertEquals(List.of(new Mailbox(null, "dee@example.com")), content.recipients().bcc()),
                    () -> assertEquals(new Mailbox(null, "desk@contoso.com"), content.replyTo()),
                    () -> assertEquals("Zoë 🎉", content.subject()),
                    () -> assertEquals("Hello\n", content.text()),
                    () -> assertEquals("<p>Hello</p>", content.html()),
                    () -> assertArrayEquals("hi".getBytes(UTF_8), content.attachments().get(0).content()),
                    () -> assertEquals("text/plain; charset=utf-8", content.attachments().get(0).contentType()),
                    () -> assertTrue(logo.isInline() && "logo@x".equals(logo.contentId())),
                    () -> assertEquals(
                            Map.of("X-Workflow", "WF 7", "Auto-Submitted", "auto-replied"), content.headers()),
                    () -> assertEquals(Importance.HIGH, content.importance()),
                    () -> assertEquals(Instant.parse("2036-01-31T10:00:00Z"), request.expiresAt()),
                    () -> assertEquals(Instant.parse("2035-01-31T12:00:00Z"), request.notBefore()),
                    () -> assertEquals("badge-4711", request.supersedes()),
                    () -> assertFalse(request.sensitive()),
                    () -> assertEquals(List.of("a", "b"), request.tags()));
        }
    }

    @Nested
    class AShortRequest {
        @Test
        void hasTheDefaults() throws Exception {
            NotificationRequest request = Requests.read(Requests.GOOD);
            assertEquals(
                    new NotificationRequest("default-id", "server", request.content(), null, null, null, false, List.of()), request);
            assertNull(request.content().importance());
            assertNull(Requests.content(request).html());
        }

        @Test
        void ofTheAgentIsSensitive() throws Exception {
            assertTrue(Requests.read(Requests.with("sender", "\"agent\"")).sensitive());
        }
    }

    @Nested
    class AnId {
        @Test
        void comesFromTheIdempotencyKeyWhenTheBodyHasNone() throws Exception {
            assertEquals("key-1", Requests.read(Requests.GOOD, "key-1").id());
        }

        @ParameterizedTest(name = "E4: {0} is {1}")
        @CsvSource(delimiter = ' ', quoteCharacter = '^', value = {
            "\"key-1\" key-1", "^ \"key-1\" ^ key-1", "\"key-1\";a=1 key-1", "\"k\\e\" ke", "^ key-1 ^ key-1"})
        void mayBeQuotedInTheHeaderAsTheDraftHasIt(String header, String id) throws Exception {
            assertEquals(id, Requests.read(Requests.GOOD, header).id());
            assertEquals(id, Requests.read(Requests.with("id", "\"" + id + "\""), header).id());
        }

        @ParameterizedTest(name = "E4: {0}")
        @ValueSource(strings = {"\"key", "key\"", "\"a\"b", "\"\"", "\"a b\"", "\"", "", "\"a\", \"b\"", "'a'"})
        void thatIsNoneInTheHeaderIsRefused(String header) {
            var refused = assertThrows(InvalidRequestException.class, () -> Requests.read(Requests.GOOD, header));
            assertEquals(List.of("INVALID_ID /id"), Requests.faults(refused));
        }

        @Test
        void mayStandInBothWhenTheyAreEqual() throws Exception {
            assertEquals("key-1", Requests.read(Requests.with("id", "\"key-1\""), "key-1").id());
        }

        @Test
        void thatDiffersFromTheIdempotencyKeyIsRefused() {
            var refused = assertThrows(InvalidRequestException.class,
                    () -> Requests.read(Requests.with("id", "\"canary-1\""), "canary-2"));
            assertEquals(List.of("INVALID_ID /id"), Requests.faults(refused));
            assertFalse(refused.getMessage().contains("canary"));
        }

        @ParameterizedTest(name = "{0}")
        @ValueSource(strings = {"a", "A.b_c:d-9", "ID:414d5120-1", "000"})
        void ofPlainCharactersIsKept(String id) throws Exception {
            assertEquals(id, Requests.read(Requests.with("id", '"' + id + '"')).id());
        }

        @ParameterizedTest(name = "[{0}]")
        @ValueSource(strings = {"", " ", "a b", "../x", "a/b", "a\\\\b", "é", "C%3A", "a@b", "<x>", "x "})
        void ofOtherCharactersIsRefused(String id) { // B91
            assertEquals(List.of("INVALID_ID /id"), Requests.faults(Requests.with("id", '"' + id + '"')));
        }

        @Test
        void hasAtMost128Characters() throws Exception {
            String longest = "i".repeat(128);
            assertEquals(longest, Requests.read(Requests.GOOD, longest).id());
            assertThrows(InvalidRequestException.class, () -> Requests.read(Requests.GOOD, longest + "i"));
            assertEquals(List.of("INVALID_ID /id"), Requests.faults(Requests.with("id", '"' + longest + "i\"")));
        }

        @Test
        void fromTheHeaderIsCheckedLikeOneFromTheBody() {
            var refused = assertThrows(InvalidRequestException.class, () -> Requests.read(Requests.GOOD, "can ary"));
            assertEquals(List.of("INVALID_ID /id"), Requests.faults(refused));
            assertTrue(refused.getMessage().contains("Idempotency-Key"));
        }
    }

    @Nested
    class ARequestThatIsNoObject {
        @ParameterizedTest(name = "{0}")
        @ValueSource(strings = {"null", "true", "5", "\"x\""})
        void isRefused(String body) { // B03, B04
            assertEquals(List.of("NOT_OBJECT"), Requests.faults(body));
        }

        @Test
        void orNothingAtAllIsRefused() {
            var refused = assertThrows(InvalidRequestException.class,
                    () -> new RequestReader(Requests.SENDERS, Requests.LIMITS, "trace", SenderRule.NONE).read(null, "default-id", null, null));
            assertEquals(List.of("EMPTY"), Requests.faults(refused));
        }
    }

    @Nested
    class ARequestWithManyFaults {
        @Test
        void isToldAllOfThemAtOnce() {
            assertEquals(
                    List.of("UNKNOWN_FIELD /TO", "UNKNOWN_FIELD /a~1b~0c", "INVALID_ID /id", "INVALID_VALUE /sender",
                            "WRONG_TYPE /to/1", "INVALID_ADDRESS /to/2", "INVALID_ADDRESS /replyTo",
                            "INVALID_CHARACTER /subject", "WRONG_TYPE /text", "MISSING_FIELD /attachments/0/content",
                            "INVALID_VALUE /headers/From", "INVALID_VALUE /importance", "INVALID_VALUE /notBefore",
                            "INVALID_VALUE /expiresAt", "INVALID_VALUE /supersedes",
                            "WRONG_TYPE /sensitive", "WRONG_TYPE /tags"),
                    Requests.faults("""
                            {"TO": 1, "a/b~c": 1, "id": "a b", "sender": "nobody", "to": ["ann@example.com", 5, "x"],
                             "replyTo": "", "subject": "a\\r\\nb", "text": 5, "attachments": [{"name": "a"}],
                             "headers": {"From": "x"}, "importance": "urgent", "notBefore": "2036-01-31",
                             "expiresAt": "soon", "supersedes": "a b",
                             "sensitive": "yes", "tags": "a"}"""));
        }

        @Test
        void hearsOfATimeInWhichNobodyCouldGetIt() throws Exception {
            assertEquals(List.of("INVALID_VALUE /notBefore"), Requests.faults(Requests.with(
                    "notBefore", "\"2036-01-31T12:00:00Z\", \"expiresAt\": \"2036-01-31T13:00:00+01:00\"")));
        }

        @Test
        void neverHearsItsValuesAgain() {
            String message = Requests.refusal("""
                    {"canary_unknown": "canary", "id": "canary id", "sender": "canary",
                     "to": ["canary", "canary@", "a@canary"],
                     "cc": [{"name": "canary@", "address": "canary@x"}], "bcc": "\\r\\ncanary", "replyTo": "canary",
                     "subject": "canary\\n", "text": "canary\\u0000", "html": "canary\\ud800", "template": "canary",
                     "attachments": [
                       {"name": "canary/", "contentType": "canary", "content": "?canary", "contentId": "<canary>"}],
                     "headers": {"X-A": "canary\\n", "References": "canaryé"}, "importance": "canary",
                     "expiresAt": "canary", "notBefore": "canary", "supersedes": "canary é", "sensitive": "canary",
                     "tags": ["canary\\n", "canary canary canary canary canary canary canary canary canary canary"]}
                    """).getMessage();
            assertFalse(message.replace("/canary_unknown", "").contains("canary"), message);
        }

        @Test
        void hasFourPartsForEach() {
            RequestFault fault = Requests.refusal(Requests.with("subject", "5")).faults().get(0);
            assertEquals("WRONG_TYPE at /subject: is a number: expected a string", fault.toString());
        }
    }

    @Nested
    class ATemplate {
        @ParameterizedTest(name = "{0}")
        @CsvSource({"template, '\"welcome\"'", "locale, '\"fr-FR\"'", "model, '{\"name\": \"Ann\"}'"})
        void isRefusedBecauseNoneIsConfigured(String field, String value) {
            assertEquals(List.of("TEMPLATE /" + field), Requests.faults(Requests.with(field, value)));
        }
    }

    @Test
    void anArrayNamesAThousandFaultsAndThenOneOfEachRequest() throws InvalidRequestException {
        String faulty = IntStream.range(0, 20).mapToObj(i -> "\"x" + i + "\":0").collect(Collectors.joining(",", "{", "}"));
        List<RequestItem> items = new RequestReader(Requests.SENDERS, Requests.LIMITS, "trace", SenderRule.NONE)
                .read(("[" + (faulty + ",").repeat(499) + Requests.GOOD + "]").getBytes(UTF_8), "a", null, null).items();
        assertEquals(50 * 20 + 449, items.stream()
                .filter(RefusedItem.class::isInstance).mapToInt(item -> ((RefusedItem) item).faults().size()).sum());
    }
}
