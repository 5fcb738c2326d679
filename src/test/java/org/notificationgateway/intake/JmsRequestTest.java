// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.intake;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import jakarta.jms.BytesMessage;
import jakarta.jms.MapMessage;
import jakarta.jms.Message;
import jakarta.jms.ObjectMessage;
import jakarta.jms.StreamMessage;
import jakarta.jms.TextMessage;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A message may come from anybody who reaches the broker, so only its text or its bytes are looked at. */
class JmsRequestTest {
    private final JmsRequest request = new JmsRequest(Requests.LIMITS);

    @Nested
    class ATextMessage {
        @ParameterizedTest(name = "[{0}]")
        @ValueSource(strings = {"{\"subject\": \"Zoë 🎉\"}", "", "\uFEFF{}", "not JSON"})
        void isReadAsUtf8(String text) throws Exception {
            assertArrayEquals(text.getBytes(UTF_8), request.bytes(text(text)));
        }

        @Test
        void withoutTextIsEmpty() throws Exception { // B85
            assertEquals(0, request.bytes(text(null)).length);
        }

        @ParameterizedTest(name = "case {index}")
        @ValueSource(strings = {"{\"text\": \"canary\uD800\"}", "\uDC00", "\uDC00\uD800"})
        void withHalfOfASurrogatePairIsRefusedInsteadOfChanged(String text) { // B64
            var refused = assertThrows(InvalidRequestException.class, () -> request.bytes(text(text)));
            assertEquals(List.of("INVALID_UNICODE"), Requests.faults(refused));
        }

        private TextMessage text(String text) {
            return message(TextMessage.class, method -> method.equals("getText") ? text : unexpected(method));
        }
    }

    @Nested
    class ABytesMessage {
        @ParameterizedTest(name = "{0} bytes")
        @ValueSource(ints = {0, 1, 70_000})
        void isReadWhole(int length) throws Exception {
            byte[] body = new byte[length];
            Arrays.fill(body, (byte) 0xC3);
            assertArrayEquals(body, request.bytes(bytes(body)));
        }

        @Test
        void thatIsNotUtf8IsLeftToTheParser() throws Exception { // B86
            byte[] read = request.bytes(bytes(new byte[] {(byte) 0xFF}));
            var refused = assertThrows(InvalidRequestException.class, () -> new RequestParser(Requests.LIMITS.requestSize()).parse(read));
            assertEquals(List.of("INVALID_ENCODING"), Requests.faults(refused));
        }

        @Test
        void largerThanAnyRequestIsRefusedUnread() { // B90
            BytesMessage huge = message(BytesMessage.class,
                    method -> method.equals("getBodyLength") ? (Object) (1L << 32) : unexpected(method));
            var refused = assertThrows(InvalidRequestException.class, () -> request.bytes(huge));
            assertEquals(List.of("TOO_LARGE"), Requests.faults(refused));
        }

        private BytesMessage bytes(byte[] body) {
            return (BytesMessage) Proxy.newProxyInstance(
                    getClass().getClassLoader(), new Class<?>[] {BytesMessage.class}, (proxy, method, arguments) -> {
                        if (method.getName().equals("getBodyLength")) {
                            return (long) body.length;
                        }
                        assertEquals("readBytes", method.getName());
                        System.arraycopy(body, 0, arguments[0], 0, body.length);
                        return body.length;
                    });
        }
    }

    @Nested
    class AnyOtherMessage {
        @ParameterizedTest(name = "{0}")
        @ValueSource(classes = {ObjectMessage.class, MapMessage.class, StreamMessage.class, Message.class})
        void isRefusedUnopened(Class<? extends Message> type) { // S08, B87
            Message message = message(type, JmsRequestTest::unexpected);
            var refused = assertThrows(InvalidRequestException.class, () -> request.bytes(message));
            assertEquals(List.of("UNSUPPORTED_TYPE"), Requests.faults(refused));
        }
    }

    private static Object unexpected(String method) {
        throw new AssertionError(method + " is called");
    }

    private static <T extends Message> T message(Class<T> type, Function<String, Object> answers) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type},
                (proxy, method, arguments) -> answers.apply(method.getName())));
    }
}
