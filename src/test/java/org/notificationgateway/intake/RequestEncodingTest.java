// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.intake;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.Charset;
import java.util.HexFormat;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bytes that a lenient decoder would guess at are how a forbidden character slips past a check for it. */
class RequestEncodingTest {
    private static final String JSON = "{\"subject\":\"Zoë 🎉\"}";

    @Nested
    class Utf8 {
        @ParameterizedTest(name = "[{0}]")
        @ValueSource(strings = {JSON, "\uFEFF" + JSON, " \r\n" + JSON + "\n"})
        void isReadWithOneMarkOrNone(String body) throws Exception { // B71
            assertEquals(Json.MAPPER.readTree(JSON), parse(body.getBytes(UTF_8)));
        }

        @Test
        void withTwoMarksIsMalformed() {
            assertRefused(FaultCode.MALFORMED, ("\uFEFF\uFEFF" + JSON).getBytes(UTF_8));
        }
    }

    @Nested
    class AnyOtherEncoding {
        @ParameterizedTest(name = "{1}")
        @CsvSource({
            "C0AF, B68 overlong slash", "E080AF, B68 overlong slash", "F08080AF, B68 overlong slash",
            "EDA080, B69 raw surrogate", "EDA080EDB080, B69 raw surrogate pair", "E9, B70 Latin-1",
            "80, lone continuation", "C3, cut short", "F4908080, beyond U+10FFFF", "F8888080, five bytes",
            "FF, no UTF-8 byte", "00, NUL"
        })
        void isRefused(String hex, String name) {
            String bytes = new String(HexFormat.of().parseHex(hex), ISO_8859_1);
            assertRefused(FaultCode.INVALID_ENCODING, ("{\"a\":\"" + bytes + "\"}").getBytes(ISO_8859_1));
        }

        @ParameterizedTest
        @ValueSource(strings = {"UTF-16", "UTF-16BE", "UTF-16LE", "UTF-32", "UTF-32BE", "UTF-32LE"})
        void ofWiderUnitsIsRefusedWithAndWithoutMark(String charset) { // B72
            assertRefused(FaultCode.INVALID_ENCODING, JSON.getBytes(Charset.forName(charset)));
            assertRefused(FaultCode.INVALID_ENCODING, ("\uFEFF" + JSON).getBytes(Charset.forName(charset)));
        }
    }

    private static JsonNode parse(byte[] body) throws InvalidRequestException {
        return new RequestParser(Requests.LIMITS.requestSize()).parse(body);
    }

    private static void assertRefused(FaultCode code, byte[] body) {
        var refused = assertThrows(InvalidRequestException.class, () -> parse(body));
        assertEquals(code, refused.faults().get(0).code());
    }
}
