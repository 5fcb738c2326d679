// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.intake;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two parsers that read one text differently are a way in, so anything but plain JSON is refused here. */
class RequestParserTest {
    private static final String JSON =
            "{\"to\":[\"ann@example.com\"],\"subject\":\"Zoë\",\"sensitive\":true,\"n\":-1.5e3}";

    @Nested
    class Nothing {
        @ParameterizedTest(name = "case {index}")
        @ValueSource(strings = {"", " ", "\n", " \r\n\t ", "\uFEFF", "\uFEFF \n"})
        void isEmpty(String body) {
            assertRefused(FaultCode.EMPTY, body); // B01, B02
        }
    }

    @Nested
    class OneValue {
        @ParameterizedTest(name = "{0}")
        @ValueSource(strings = {"null", "true", "5", "\"x\"", "[]", "{}", " {} \n", JSON})
        void isRead(String body) throws Exception {
            assertEquals(Json.MAPPER.readTree(body), parse(body.getBytes(UTF_8)));
        }

        @ParameterizedTest(name = "{0}")
        @ValueSource(strings = {
            "{} {}", "{}{}", "{}x", "{},", "{}]", "{}}", "{} //", "[] []", "{}\n{", "\"x\" 'y'", "{}\u0001"
        })
        void withMoreBehindItIsTrailing(String body) {
            assertRefused(FaultCode.TRAILING, body); // B06
        }

        @Test
        void thatIsCutShortIsMalformed() {
            byte[] whole = JSON.getBytes(UTF_8); // B05
            for (int length = 1; length < whole.length; length++) {
                byte[] cut = Arrays.copyOf(whole, length);
                FaultCode code = refusal(cut).faults().get(0).code();
                boolean insideCharacter = (whole[length] & 0xC0) == 0x80;
                assertEquals(insideCharacter ? FaultCode.INVALID_ENCODING : FaultCode.MALFORMED, code, "at " + length);
            }
        }
    }

    @Nested
    class ADialect {
        @ParameterizedTest(name = "{0}")
        @ValueSource(strings = {
            "{/* c */}", "# c\n{}", "{'to':1}", "{to:1}", "{\"to\":'x'}", "{\"to\":1,}", "[1,]", "[,1]",
            "{\"a\" 1}", "{\"a\":}", "{,}", "{\"a\":1 \"b\":2}", "]", "}", "nul", "True", "undefined", "<x/>"
        })
        void isMalformed(String body) {
            assertRefused(FaultCode.MALFORMED, body); // B07
        }

        @ParameterizedTest(name = "{0}")
        @ValueSource(strings = {
            "NaN", "Infinity", "-Infinity", "0x1", "01", "-01", "+1", ".5", "5.", "1e", "--1", "1_000"
        })
        void ofNumbersIsMalformed(String number) {
            assertRefused(FaultCode.MALFORMED, "{\"a\":" + number + "}"); // B08
        }

        @ParameterizedTest(name = "case {index}")
        @ValueSource(strings = {"a\nb", "a\tb", "a\u0001b", "\\x", "\\u12", "\\uD83", "\\'"})
        void ofStringsIsMalformed(String string) {
            assertRefused(FaultCode.MALFORMED, "{\"a\":\"" + string + "\"}");
        }
    }

    @Nested
    class AKey {
        @ParameterizedTest(name = "{0}")
        @ValueSource(strings = {
            "{\"to\":1,\"to\":1}", // B09
            "{\"to\":1,\"t\\u006f\":2}", // B10
            "{\"a\":{\"b\":1,\"c\":2,\"b\":3}}",
            "[{\"a\":1,\"a\":2}]"
        })
        void thatStandsTwiceIsADuplicate(String body) {
            assertRefused(FaultCode.DUPLICATE_KEY, body);
        }

        @Test
        void thatIsVeryLongIsTooLarge() {
            assertRefused(FaultCode.TOO_LARGE, "{\"" + "k".repeat(60_000) + "\":1}"); // B27
        }
    }

    @Nested
    class Size {
        @ParameterizedTest(name = "depth {0}")
        @ValueSource(ints = {33, 1_001, 100_000})
        void beyondDepth32IsTooDeep(int depth) {
            assertRefused(FaultCode.TOO_DEEP, "[".repeat(depth)); // B25
            assertRefused(FaultCode.TOO_DEEP, "{\"a\":".repeat(depth));
        }

        @Test
        void ofDepth32IsRead() throws Exception {
            assertEquals(1, parse(("[".repeat(32) + "]".repeat(32)).getBytes(UTF_8)).size());
        }

        @Test
        void ofAMillionKeysOrItemsIsTooLarge() {
            StringBuilder keys = new StringBuilder("{\"k\":0");
            for (int i = 1; i < 1_000_000; i++) {
                keys.append(",\"").append(i).append("\":0");
            }
            assertRefused(FaultCode.TOO_LARGE, keys.append('}').toString()); // B26
            assertRefused(FaultCode.TOO_LARGE, "[0" + ",0".repeat(999_999) + "]");
        }

        @Test
        void ofMoreThan25MegabytesIsTooLarge() throws Exception {
            byte[] largest = new byte[25 * 1024 * 1024]; // B29
            Arrays.fill(largest, (byte) ' ');
            largest[0] = '5';
            assertEquals(5, parse(largest).intValue());
            assertRefused(FaultCode.TOO_LARGE, Arrays.copyOf(largest, largest.length + 1));
        }
    }

    @Nested
    class ARefusal {
        @ParameterizedTest(name = "{0}")
        @ValueSource(strings = {
            "{\"password\":canary}", "{\"password\":\"canary\"} canary", "{\"canary\":1,\"canary\":2}", "canary",
            "{\"a\":\"canary\n\"}"
        })
        void saysWhereAndNeverWhat(String body) {
            InvalidRequestException refused = refusal(body.getBytes(UTF_8));
            assertAll(
                    () -> assertFalse(refused.getMessage().contains("canary"), refused.getMessage()),
                    () -> assertFalse(String.valueOf(refused.getCause()).contains("canary")),
                    () -> assertEquals(1, refused.faults().size()),
                    () -> assertEquals("", refused.faults().get(0).pointer()));
        }
    }

    private static JsonNode parse(byte[] body) throws InvalidRequestException {
        return new RequestParser(Requests.LIMITS.requestSize()).parse(body);
    }

    private static InvalidRequestException refusal(byte[] body) {
        return assertThrows(InvalidRequestException.class, () -> parse(body));
    }

    private static void assertRefused(FaultCode code, String body) {
        assertRefused(code, body.getBytes(UTF_8));
    }

    private static void assertRefused(FaultCode code, byte[] body) {
        assertEquals(code, refusal(body).faults().get(0).code());
    }
}
