// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.smtp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** No line of a mail ends it, wherever its dots stand, and nothing else of it changes on the wire. */
class WireBytesTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', value = {
            "a                  | a~.~",
            "a~                 | a~.~",
            ".                  | ..~.~",
            "..~                | ...~.~",
            "a~.~               | a~..~.~",
            "a.b~.c~..d~        | a.b~..c~...d~.~",
            "12345678~.~2345678 | 12345678~..~2345678~.~",
            "1234567~.9~        | 1234567~..9~.~",
    })
    void aDotThatBeginsALineIsDoubled(String mail, String wire) {
        assertEquals(crlf(wire), text(WireBytes.ended(bytes(crlf(mail)), 0)));
    }

    @Test
    void aBareLineBreakBeginsALineToo() {
        assertEquals("a\n..b\r..c\r\n.\r\n", text(WireBytes.ended(bytes("a\n.b\r.c"), 0)));
    }

    @Test
    void anyTextIsStuffedAsCharByCharAndInAnyPieces() {
        Random random = new Random(20261121);
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder();
            int length = random.nextInt(60);
            for (int j = 0; j < length; j++) {
                text.append("\r\n..ab\u00e9".charAt(random.nextInt(7)));
            }
            byte[] mail = bytes(text.toString());
            String plain = charByChar(text.toString());
            int cut = random.nextInt(length + 1);
            assertEquals(plain, text(WireBytes.stuffed(mail, 0, cut)) + text(WireBytes.stuffed(mail, cut, length)));
            assertEquals(plain.length() > length, WireBytes.isStuffingNeeded(mail, 0, length));
            assertEquals(text.indexOf("\u00e9") >= 0, WireBytes.isEightBit(mail));
        }
    }

    @Test
    void aByteBeyondAsciiIsFoundAnywhere() {
        for (int length = 1; length < 40; length++) {
            byte[] mail = new byte[length];
            assertFalse(WireBytes.isEightBit(mail));
            for (int i = 0; i < length; i++) {
                mail[i] = (byte) 0x80;
                assertTrue(WireBytes.isEightBit(mail), "at " + i + " of " + length);
                mail[i] = 0x7f;
            }
        }
    }

    private static String charByChar(String text) {
        StringBuilder wire = new StringBuilder();
        char last = '\n';
        for (char c : text.toCharArray()) {
            wire.append(c == '.' && (last == '\n' || last == '\r') ? ".." : String.valueOf(c));
            last = c;
        }
        return wire.toString();
    }

    private static String crlf(String text) {
        return text.replace("~", "\r\n");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(ISO_8859_1);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, ISO_8859_1);
    }
}
