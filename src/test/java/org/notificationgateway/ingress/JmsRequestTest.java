// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.ingress;

import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.apache.activemq.artemis.api.core.Message.BYTES_TYPE;
import static org.apache.activemq.artemis.api.core.Message.DEFAULT_TYPE;
import static org.apache.activemq.artemis.api.core.Message.MAP_TYPE;
import static org.apache.activemq.artemis.api.core.Message.OBJECT_TYPE;
import static org.apache.activemq.artemis.api.core.Message.STREAM_TYPE;
import static org.apache.activemq.artemis.api.core.Message.TEXT_TYPE;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import jakarta.jms.BytesMessage;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.notificationgateway.intake.InvalidRequestException;
import org.notificationgateway.intake.Requests;

/** A message may come from anybody who reaches the broker, so only its text or its bytes are looked at. */
class JmsRequestTest {
    private static final int LARGEST = 100;

    private final JmsRequest request = new JmsRequest(LARGEST);

    @Nested
    class ABodyShorterThanAnnounced {
        @Test
        void isRefusedWhateverIsLeftOfIt() {
            byte[] left = "{\"to\": \"ann@example.com\", \"subject\": \"s\", \"text\": \"t\"}".getBytes(UTF_8);
            assertEquals(List.of("MALFORMED"), faults(new JmsBody(BYTES_TYPE, left, left.length + 1)));
            assertEquals(List.of("MALFORMED"), faults(new JmsBody(TEXT_TYPE, new byte[0], 200_000)));
        }
    }

    @Nested
    class AText {
        @ParameterizedTest(name = "[{0}]")
        @ValueSource(strings = {"{\"subject\": \"Zoë 🎉\"}", "", "\uFEFF{}", "not JSON"})
        void becomesUtf8(String text) throws Exception {
            assertArrayEquals(text.getBytes(UTF_8), request.json(text(text.getBytes(UTF_16LE))));
        }

        @Test
        @DisplayName("B85: is empty when there is none")
        void isEmptyWhenThereIsNone() throws Exception {
            assertEquals(0, request.json(new JmsBody(TEXT_TYPE, new byte[] {0})).length);
            assertEquals(0, request.json(new JmsBody(TEXT_TYPE, new byte[0])).length);
        }

        @ParameterizedTest(name = "B64: case {index}")
        @ValueSource(strings = {"D8006100", "DC00", "DC00D800"})
        void withHalfOfASurrogatePairIsRefusedInsteadOfChanged(String units) {
            ByteBuffer body = ByteBuffer.allocate(units.length() / 2);
            for (int i = 0; i < units.length(); i += 4) {
                body.putShort(Short.reverseBytes((short) Integer.parseInt(units.substring(i, i + 4), 16)));
            }
            assertEquals(List.of("INVALID_UNICODE"), faults(text(body.array())));
        }

        @ParameterizedTest(name = "length {0}")
        @ValueSource(ints = {Integer.MAX_VALUE, 3, 1, -1, Integer.MIN_VALUE})
        void thatLiesAboutItsLengthIsRefused(int length) {
            byte[] body = ByteBuffer.allocate(7).put((byte) 1).putInt(length).putShort((short) 0x6100).array();
            assertEquals(List.of("INVALID_ENCODING"), faults(new JmsBody(TEXT_TYPE, body)));
        }

        @Test
        void cutShortIsRefused() {
            assertEquals(List.of("INVALID_ENCODING"), faults(new JmsBody(TEXT_TYPE, new byte[] {1, 0, 0})));
        }

        private static JmsBody text(byte[] utf16) {
            return new JmsBody(
                    TEXT_TYPE,
                    ByteBuffer.allocate(5 + utf16.length).put((byte) 1).putInt(utf16.length).put(utf16).array());
        }
    }

    @Nested
    class Bytes {
        @ParameterizedTest(name = "{0} bytes")
        @ValueSource(ints = {0, 1, LARGEST})
        void areReadWhole(int length) throws Exception {
            byte[] body = new byte[length];
            assertArrayEquals(body, request.json(request.body(message(BYTES_TYPE, length))));
        }

        @Test
        @DisplayName("B86: that are not UTF-8 are left to the parser")
        void thatAreNotUtf8AreLeftToTheParser() throws Exception {
            byte[] body = {(byte) 0xFF};
            assertArrayEquals(body, request.json(new JmsBody(BYTES_TYPE, body)));
        }
    }

    @Nested
    class AnyOtherBody {
        @ParameterizedTest(name = "S08, B87: type {0}")
        @ValueSource(bytes = {OBJECT_TYPE, MAP_TYPE, STREAM_TYPE, DEFAULT_TYPE, UnopenedRequests.COMPRESSED, 77})
        void isRefusedUnopened(byte kind) {
            assertEquals(List.of("UNSUPPORTED_TYPE"), faults(new JmsBody(kind, new byte[] {1, 2, 3})));
        }

        @ParameterizedTest(name = "S08, B87: type {0}")
        @ValueSource(bytes = {OBJECT_TYPE, MAP_TYPE, STREAM_TYPE, DEFAULT_TYPE, UnopenedRequests.COMPRESSED, 77})
        void isKeptAsItCame(byte kind) throws Exception {
            JmsBody body = request.body(message(kind, 3));
            assertEquals(kind, body.kind());
            assertArrayEquals(new byte[3], body.bytes());
        }
    }

    @Nested
    class ABodyLargerThanAnyRequest {
        @ParameterizedTest(name = "B90: type {0}, {1} bytes")
        @CsvSource({"4, 101", "4, 4294967296", "3, 207", "3, 8589934592", "2, 101", "5, 101", "6, 101", "0, 101", "-1, 101"})
        void isRefusedUnread(byte kind, long length) {
            var refused = assertThrows(InvalidRequestException.class, () -> request.body(message(kind, length)));
            assertEquals(List.of("TOO_LARGE"), Requests.faults(refused));
        }

        @Test
        void isToldItsSizeAndThatItIsNotKept() {
            var refused = assertThrows(InvalidRequestException.class, () -> request.body(message(TEXT_TYPE, 405)));
            assertEquals(
                    "TOO_LARGE: the request has 200 bytes: expected at most 100",
                    refused.getMessage());
        }

        @Test
        void isOneMoreThanTheLargestText() throws Exception {
            assertEquals(5 + 2 * LARGEST, request.body(message(TEXT_TYPE, 5 + 2 * LARGEST)).bytes().length);
        }
    }

    private List<String> faults(JmsBody body) {
        return Requests.faults(assertThrows(InvalidRequestException.class, () -> request.json(body)));
    }

    /** Bytes of nothing but zeros, which may be read only when there are few. */
    private static BytesMessage message(byte kind, long length) {
        return (BytesMessage) Proxy.newProxyInstance(
                BytesMessage.class.getClassLoader(), new Class<?>[] {BytesMessage.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "getByteProperty" -> kind;
                    case "propertyExists" -> UnopenedRequests.KIND.equals(arguments[0]);
                    case "getBodyLength" -> length;
                    case "readBytes" -> ((byte[]) arguments[0]).length;
                    default -> throw new AssertionError(method.getName() + " is called");
                });
    }
}
