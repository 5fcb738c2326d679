// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.mail;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every forged header begins with a character from this page. */
class SingleLineTest {
    @Nested
    class Text {
        @ParameterizedTest(name = "case {index}")
        @ValueSource(strings = {
            "", " ", "Your access review", "a\u00A0b", "Zo\u00EB", "\u5F20\u4F1F", "\uD83C\uDF89",
            "\uD83D\uDC69\u200D\uD83D\uDC67", // a family, held together by a zero-width joiner
            "e\u0301", "\u05E9\u05DC\u05D5\u05DD", "\u0633\u0644\u0627\u0645", // Hebrew, Arabic
            "\uFFFE\uE000\u0378", // noncharacter, private use, unassigned: text all the same
            "\u560A\u560D\u760A\u760D", // low bytes are LF and CR
            "%0D%0A", "=?utf-8?Q?=0D=0A?=", "\\r\\n", "<script>", "X-Receiver: eve@evil.example"
        })
        void ofAnyScriptIsFit(String text) {
            assertEquals(Optional.empty(), SingleLine.fault(text));
        }
    }

    @Nested
    class ACharacter {
        @ParameterizedTest(name = "U+{0}")
        @CsvSource({
            "2028, a line separator",
            "2029, a line separator",
            "202A, a text direction control",
            "202B, a text direction control",
            "202C, a text direction control",
            "202D, a text direction control",
            "202E, a text direction control",
            "2066, a text direction control",
            "2067, a text direction control",
            "2068, a text direction control",
            "2069, a text direction control",
            "D800, half of a surrogate pair",
            "DFFF, half of a surrogate pair"
        })
        void thatMisleadsIsNamedWithItsPlace(String hex, String kind) {
            String text = "ab" + (char) Integer.parseInt(hex, 16);
            assertEquals(
                    Optional.of("holds " + kind + " (U+" + hex + ") at position 2"), SingleLine.fault(text));
        }

        @ParameterizedTest(name = "U+{0}")
        @MethodSource("controls")
        void thatIsAControlIsNamedWithItsPlace(int control) {
            assertEquals(
                    Optional.of("holds a control character (U+%04X) at position 0".formatted(control)),
                    SingleLine.fault((char) control + "canary"));
        }

        static IntStream controls() {
            return IntStream.concat(IntStream.range(0, 0x20), IntStream.rangeClosed(0x7F, 0x9F));
        }
    }

    @Nested
    class AMarkOfDirection {
        @ParameterizedTest(name = "B40, B59: U+{0}")
        @ValueSource(strings = {"200E", "200F", "061C"})
        void isFitForASentenceAndNotForAName(String hex) {
            String text = "gpj" + (char) Integer.parseInt(hex, 16) + ".exe";
            assertEquals(Optional.empty(), SingleLine.fault(text));
            assertEquals(
                    Optional.of("holds a text direction mark (U+" + hex + ") at position 3"),
                    SingleLine.faultOfName(text));
        }

        @ParameterizedTest(name = "case {index}")
        @ValueSource(strings = {"\u05E9\u05DC\u05D5\u05DD", "\uD83D\uDC69\u200D\uD83D\uDC67", "\u0645\u06CC\u200C\u062E", ""})
        void isNoPartOfOtherScriptsAndJoiners(String name) {
            assertEquals(Optional.empty(), SingleLine.faultOfName(name));
        }
    }

    @Nested
    class TextWithSeveralFaults {
        @Test
        void isToldTheFirst() {
            assertEquals(
                    Optional.of("holds a control character (U+000D) at position 3"),
                    SingleLine.fault("\uD83C\uDF89a\r\n\u0000"));
        }
    }
}
