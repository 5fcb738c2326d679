// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.intake;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.notificationgateway.mail.Mailbox;

/** Callers write addresses in many forms; each stands for one person, or for nobody. */
class AddressFieldsTest {
    @Nested
    class AnAddress {
        @ParameterizedTest(name = "{0}")
        @CsvSource(delimiter = '|', value = {
            "\"Ann@EXAMPLE.com\" | '' | Ann@example.com",
            "[\"ann@example.com\"] | '' | ann@example.com",
            "\"Ann Lee <ann@example.com>\" | Ann Lee | ann@example.com",
            "[\"\\\"Lee, Ann\\\" <ann@example.com>\"] | Lee, Ann | ann@example.com",
            "{\"address\": \"ann@example.com\"} | '' | ann@example.com",
            "{\"name\": \"\", \"address\": \"ann@example.com\"} | '' | ann@example.com",
            "[{\"name\": \"Zo\\u00eb\", \"address\": \"zoe@m\\u00fcller.example\"}] | Zoë | zoe@xn--mller-kva.example"
        })
        void isReadInEachForm(String json, String name, String address) throws Exception {
            assertEquals(
                    List.of(new Mailbox(name, address)), Requests.read(Requests.with("to", json)).content().recipients().to());
        }

        @ParameterizedTest(name = "[{0}]")
        @ValueSource(strings = {
            "", "  ", "ann", "ann@", "a@b@example.com", "a@example.com, b@example.com", "a@localhost", "é@example.com"
        })
        void thatIsNoneIsRefused(String address) { // B55, B56
            assertEquals(List.of("INVALID_ADDRESS /to"), Requests.faults(Requests.with("to", '"' + address + '"')));
            assertEquals(List.of("INVALID_ADDRESS /cc/1"),
                    Requests.faults(Requests.with("cc", "[\"a@example.com\", \"" + address + "\"]")));
            assertEquals(List.of("INVALID_ADDRESS /bcc"),
                    Requests.faults(Requests.with("bcc", "{\"address\": \"" + address + "\"}")));
        }

        @ParameterizedTest(name = "E6: {0}")
        @ValueSource(strings = {"\"a@b.com\\n\"", "\"\\na@b.com\"", "{\"address\": \"a@b.com\\n\"}", "\"A <a@b.com>\\n\"", "\"A <a@b.com\\n>\""})
        void withALineBreakAtItsEdgeIsRefusedByTheNameOfTheCharacter(String json) {
            InvalidRequestException refused = Requests.refusal(Requests.with("to", json));
            assertEquals(List.of("INVALID_CHARACTER /to"), Requests.faults(refused));
            assertTrue(refused.faults().get(0).detail().startsWith("holds a control character (U+000A) at position "),
                    refused.faults().get(0).detail());
        }

        @Test
        void inAnObjectIsNoListAndHasNoSecondName() {
            assertEquals(List.of("INVALID_ADDRESS /to"),
                    Requests.faults(Requests.with("to",
                            "{\"name\": \"Ann\", \"address\": \"Bob <bob@example.com>\"}")));
        }

        @Test
        void ofTenThousandCharactersIsRefusedInItsTurn() { // B57
            String long10k = "x".repeat(10_000);
            assertEquals(List.of("INVALID_ADDRESS /to"),
                    Requests.faults(Requests.with("to", '"' + long10k + "@example.com\"")));
            assertEquals(List.of("INVALID_ADDRESS /to"),
                    Requests.faults(Requests.with("to", "\"a@" + long10k + ".example\"")));
            assertEquals(List.of("INVALID_ADDRESS /to"),
                    Requests.faults(Requests.with("to", "\"a@ü" + long10k + ".example\"")));
            assertEquals(List.of("TOO_LONG /to/address"),
                    Requests.faults(Requests.with("to", "{\"address\": \"" + long10k + "@example.com\"}")));
        }
    }

    @Nested
    class Recipients {
        @ParameterizedTest(name = "{0}")
        @ValueSource(strings = {"to", "cc", "bcc"})
        void mayStandInOneFieldAlone(String field) throws Exception { // B54
            String json = "{\"" + field + "\": \"ann@example.com\", \"subject\": \"s\", \"html\": \"\"}";
            assertEquals(1, Requests.read(json).content().recipients().all().size());
        }

        @ParameterizedTest(name = "[{0}]")
        @ValueSource(strings = {"", "\"to\": [],", "\"to\": [], \"cc\": [], \"bcc\": [],"})
        void thatAreMissingAreNamedOnce(String fields) { // B53
            assertEquals(List.of("NO_RECIPIENT /to"),
                    Requests.faults("{" + fields + "\"subject\": \"s\", \"text\": \"t\"}"));
        }

        @Test
        void areAtMostAHundredInAll() throws Exception { // B49, B51
            assertEquals(100, Requests.read(Requests.with("to", addresses(100))).content().recipients().to().size());
            assertEquals(List.of("TOO_MANY_RECIPIENTS /to"), Requests.faults(Requests.with("to", addresses(101))));
            String spread = "{\"to\": %s, \"cc\": %s, \"bcc\": %s, \"subject\": \"s\", \"text\": \"t\"}";
            assertEquals(100, Requests.read(spread.formatted(addresses(50), addresses(30), addresses(20)))
                    .content().recipients().all().size());
            assertEquals(List.of("TOO_MANY_RECIPIENTS /to"),
                    Requests.faults(spread.formatted(addresses(50), addresses(30), addresses(21))));
        }

        @Test
        void byTheThousandGetOneFault() { // B50
            assertEquals(List.of("TOO_MANY_RECIPIENTS /bcc"), Requests.faults(Requests.with("bcc", addresses(10_000))));
        }

        @Test
        void areRefusedTogetherWithTheFaultyOne() {
            var refused = assertThrows(InvalidRequestException.class,
                    () -> Requests.read(Requests.with("to", "[\"ann@example.com\", \"nobody\"]")));
            assertEquals(List.of("INVALID_ADDRESS /to/1"), Requests.faults(refused));
        }
    }

    @Nested
    class ReplyTo {
        @Test
        void isOneAddress() throws Exception {
            assertEquals(new Mailbox("Desk", "desk@contoso.com"),
                    Requests.content(Requests.read(Requests.with("replyTo", "\"Desk <desk@contoso.com>\""))).replyTo());
            assertEquals(List.of("WRONG_TYPE /replyTo"),
                    Requests.faults(Requests.with("replyTo", "[\"desk@contoso.com\"]")));
            assertNull(Requests.content(Requests.read(Requests.GOOD)).replyTo());
        }
    }

    private static String addresses(int count) {
        return IntStream.range(0, count).mapToObj(i -> "\"u" + i + "@example.com\"")
                .collect(Collectors.joining(",", "[", "]"));
    }
}
