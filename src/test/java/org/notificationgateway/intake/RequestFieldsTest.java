// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.intake;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tables of what each field of a request refuses, because a caller's program acts on the code and the pointer. */
class RequestFieldsTest {
    @Nested
    class ARequest {
        @ParameterizedTest(name = "without {0}: {1}")
        @CsvSource({"to, NO_RECIPIENT /to", "subject, MISSING_FIELD /subject", "text, MISSING_BODY /text"})
        void namesWhatItMisses(String field, String fault) { // B14, B31, B53
            assertEquals(List.of(fault), Requests.faults(Requests.with(field, "")));
        }

        @ParameterizedTest(name = "{0}")
        @ValueSource(strings = {
            "TO", "Subject", "attachment", "__proto__", "@type", "@class", "class", "$ref", "url", "file",
            "mail.smtp.host"
        })
        void hasOnlyFieldsOfTheSchema(String field) { // B11 to B13, S05, S10
            assertEquals(List.of("UNKNOWN_FIELD /" + field), Requests.faults(Requests.with(field, "\"x\"")));
        }

        @Test
        void withAnUnprintableFieldNameShowsNoneOfIt() {
            assertEquals(List.of("UNKNOWN_FIELD /?"), Requests.faults(Requests.with("a\\r\\nb", "1")));
            assertEquals(List.of("UNKNOWN_FIELD /" + "k".repeat(64) + "…"),
                    Requests.faults(Requests.with("k".repeat(900), "1")));
        }
    }

    @Nested
    class AWrongType {
        private static final List<String> VALUES = List.of("null", "true", "5", "1.9", "1e400", "\"x\"", "[]", "[[]]",
                "{}");

        @ParameterizedTest(name = "{0} takes only {1}")
        @CsvSource(delimiter = '|', value = {
            "id | \"x\"", "sender | \"x\"", "replyTo | \"x\" {}", "subject | \"x\"", "text | \"x\"", "html | \"x\"",
            "attachments | [] [[]]", "headers | {}", "importance | \"x\"", "expiresAt | \"x\"", "sensitive | true",
            "tags | [] [[]]"
        })
        void isNamed(String field, String allowed) { // B15 to B17, B19, B20, B24
            Set<String> right = Set.of(allowed.split(" "));
            for (String value : VALUES) {
                String fault = field.equals("replyTo") && value.equals("null") ? "INVALID_ADDRESS" : "WRONG_TYPE";
                if (!right.contains(value)) {
                    assertEquals(List.of(fault + " /" + field), Requests.faults(Requests.with(field, value)), value);
                }
            }
        }

        @ParameterizedTest(name = "{0} {1}: {2}")
        @CsvSource(delimiter = '|', value = {
            "to | 5 | WRONG_TYPE /to", "to | null | INVALID_ADDRESS /to", "to | true | WRONG_TYPE /to",
            "to | [null] | INVALID_ADDRESS /to/0", "to | [5] | WRONG_TYPE /to/0",
            "to | [[\"a@example.com\"]] | WRONG_TYPE /to/0",
            "cc | [[]] | WRONG_TYPE /cc/0", "bcc | [false] | WRONG_TYPE /bcc/0",
            "to | {} | MISSING_FIELD /to/address", "to | [{\"address\": 5}] | WRONG_TYPE /to/0/address",
            "to | [{\"address\": \"a@example.com\", \"name\": null}] | WRONG_TYPE /to/0/name",
            "to | [{\"address\": \"a@example.com\", \"mail\": \"x\"}] | UNKNOWN_FIELD /to/0/mail",
            "tags | [1] | WRONG_TYPE /tags/0", "tags | [\"a\", null] | WRONG_TYPE /tags/1",
            "headers | {\"X-A\": 1} | WRONG_TYPE /headers/X-A",
            "headers | {\"X-A\": [\"b\"]} | WRONG_TYPE /headers/X-A",
            "attachments | [\"x\"] | WRONG_TYPE /attachments/0", "attachments | [null] | WRONG_TYPE /attachments/0"
        })
        void insideAFieldIsNamedWithItsPlace(String field, String value, String fault) {
            assertEquals(List.of(fault), Requests.faults(Requests.with(field, value)));
        }
    }

    @Nested
    class AValue {
        @ParameterizedTest(name = "{0} {1}: {2}")
        @CsvSource(delimiter = '|', value = {
            "sender | \"nobody\" | INVALID_VALUE /sender", "sender | \"Server\" | INVALID_VALUE /sender",
            "sender | \"\" | INVALID_VALUE /sender", "subject | \"\" | INVALID_VALUE /subject",
            "subject | \"  \" | INVALID_VALUE /subject", "importance | \"High\" | INVALID_VALUE /importance",
            "importance | \"\" | INVALID_VALUE /importance", "importance | \"urgent\" | INVALID_VALUE /importance",
            "expiresAt | \"2036-01-31\" | INVALID_VALUE /expiresAt",
            "expiresAt | \"2036-01-31T12:00:00\" | INVALID_VALUE /expiresAt",
            "expiresAt | \"2036-01-31T12:00Z\" | INVALID_VALUE /expiresAt",
            "expiresAt | \"2036-02-30T12:00:00Z\" | INVALID_VALUE /expiresAt",
            "expiresAt | \"+999999999-12-31T00:00:00Z\" | INVALID_VALUE /expiresAt",
            "expiresAt | \"tomorrow\" | INVALID_VALUE /expiresAt",
            "tags | [\"\"] | INVALID_VALUE /tags/0", "text | \"a\\u0000b\" | INVALID_CHARACTER /text",
            "html | \"a\\u0000b\" | INVALID_CHARACTER /html", "text | \"a\\ud800b\" | INVALID_UNICODE /text",
            "html | \"\\udc00\" | INVALID_UNICODE /html", "html | \"\\ud83dx\" | INVALID_UNICODE /html",
            "text | \"\\ud83d\\ude00\\ud83d\" | INVALID_UNICODE /text", "text | \"\\ud83d\\ud83d\\ude00\" | INVALID_UNICODE /text"
        })
        void outsideItsFieldsRangeIsRefused(String field, String value, String fault) {
            assertEquals(List.of(fault), Requests.faults(Requests.with(field, value)));
        }

        @ParameterizedTest(name = "{0} {1}")
        @CsvSource(delimiter = '|', value = {
            "importance | \"low\"", "importance | \"normal\"", "expiresAt | \"2036-01-31T12:00:00Z\"",
            "expiresAt | \"2036-01-31t12:00:00.123z\"", "expiresAt | \"2036-01-31T12:00:00-05:30\"", "text | \"\"",
            "text | \".\\r\\n..\\r\\n\\u0001\\u2028\"", "subject | \"\\ufffe\\ue000 %0d%0a =?utf-8?Q?=0D=0A?=\"",
            "subject | \"\\u560d\\u560a\"", "html | \"<script>{{7*7}}${7*7}</script><p\"", "headers | {}",
            "attachments | []",
            "tags | []", "cc | []", "bcc | []"
        })
        void insideItIsTaken(String field, String value) {
            assertEquals("default-id", assertTaken(Requests.with(field, value)));
        }
    }

    @Nested
    class ALimit {
        @ParameterizedTest(name = "of {0} characters in {1}")
        @CsvSource({"64, tags, INVALID_VALUE /tags/0", "998, subject, TOO_LONG /subject"})
        void isExact(int limit, String field, String fault) { // B62
            String brackets = field.equals("tags") ? "[\"%s\"]" : "\"%s\"";
            assertAll(
                    () -> assertTaken(Requests.with(field, brackets.formatted("x".repeat(limit)))),
                    () -> assertEquals(List.of(fault),
                            Requests.faults(Requests.with(field, brackets.formatted("x".repeat(limit + 1))))));
        }

        @Test
        void isTenTags() {
            assertTaken(Requests.with("tags", "[\"a\"" + ",\"a\"".repeat(9) + "]"));
            assertEquals(List.of("TOO_MANY /tags"),
                    Requests.faults(Requests.with("tags", "[\"a\"" + ",\"a\"".repeat(10) + "]")));
        }
    }

    @Nested
    class ASingleLine {
        private static final List<String> FORBIDDEN = List.of(
                "\\r\\n", "\\n", "\\r", "\\t", "\\u0000", "\\u000b", "\\f", "\\u007f", "\\u0085", "\\u2028",
                "\\u2029", "\\u202e", "\\u2066");

        @ParameterizedTest(name = "{1}")
        @MethodSource("fields")
        void holdsNoBreakAndNoReversal(String field, String pointer, String value) { // S01, B61, B65
            Set<String> faults = new TreeSet<>();
            FORBIDDEN.forEach(c ->
                    faults.addAll(Requests.faults(Requests.with(field, value.formatted("a" + c + "b")))));
            assertEquals(Set.of("INVALID_CHARACTER " + pointer), faults);
        }

        @ParameterizedTest(name = "{1}")
        @MethodSource("fields")
        void holdsNoHalfOfASurrogatePair(String field, String pointer, String value) { // B64
            boolean inKey = pointer.endsWith("?"); // where the parser finds it
            assertEquals(List.of(inKey ? "INVALID_UNICODE" : "INVALID_UNICODE " + pointer),
                    Requests.faults(Requests.with(field, value.formatted("a\\ud800b"))));
        }

        static Stream<Arguments> fields() {
            String attachment = "[{\"name\": \"n\", \"content\": \"\", ";
            return Stream.of(
                    Arguments.of("id", "/id", "\"%s\""),
                    Arguments.of("subject", "/subject", "\"%s\""),
                    Arguments.of("to", "/to", "\"%s@example.com\""),
                    Arguments.of("cc", "/cc/0", "[\"Ann %s <ann@example.com>\"]"),
                    Arguments.of("bcc", "/bcc/0", "[{\"name\": \"%s\", \"address\": \"ann@example.com\"}]"),
                    Arguments.of("bcc", "/bcc/0", "[{\"address\": \"ann@example.com%s\"}]"),
                    Arguments.of("replyTo", "/replyTo", "\"ann@example.com%s\""),
                    Arguments.of("expiresAt", "/expiresAt", "\"%s\""),
                    Arguments.of("notBefore", "/notBefore", "\"%s\""),
                    Arguments.of("supersedes", "/supersedes", "\"%s\""),
                    Arguments.of("tags", "/tags/0", "[\"%s\"]"),
                    Arguments.of("headers", "/headers/X-A", "{\"X-A\": \"%s\"}"),
                    Arguments.of("headers", "/headers/?", "{\"X-%s\": \"v\"}"),
                    Arguments.of("attachments", "/attachments/0/name", "[{\"name\": \"%s\", \"content\": \"\"}]"),
                    Arguments.of("attachments", "/attachments/0/contentType",
                            attachment + "\"contentType\": \"text/plain; x=%s\"}]"),
                    Arguments.of("attachments", "/attachments/0/contentId", attachment + "\"contentId\": \"%s\"}]"));
        }
    }

    private static String assertTaken(String json) {
        return org.junit.jupiter.api.Assertions.assertDoesNotThrow(() -> Requests.read(json)).id();
    }
}
