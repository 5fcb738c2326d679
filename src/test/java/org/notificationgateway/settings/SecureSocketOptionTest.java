// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.settings;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The words and ports are MailKit's, so that a setting means here what it means in the product. */
class SecureSocketOptionTest {
    @Nested
    class AWord {
        @ParameterizedTest(name = "{0} is {1} on port {2}")
        @CsvSource({
            "None, NONE, 25", "Auto, AUTO, 25", "SslOnConnect, SSL_ON_CONNECT, 465", "StartTls, START_TLS, 25",
            "StartTlsWhenAvailable, START_TLS_WHEN_AVAILABLE, 25"
        })
        void namesAModeWithItsPort(String word, SecureSocketOption option, int port) {
            assertAll(
                    () -> assertEquals(Optional.of(option), SecureSocketOption.of(word)),
                    () -> assertEquals(word, option.word()),
                    () -> assertEquals(port, option.defaultPort()));
        }

        @ParameterizedTest
        @EnumSource
        void isReadInAnyLetterCaseAndWithSpacesAround(SecureSocketOption option) {
            assertAll(
                    () -> assertEquals(Optional.of(option),
                            SecureSocketOption.of(option.word().toUpperCase(Locale.ROOT))),
                    () -> assertEquals(Optional.of(option),
                            SecureSocketOption.of(option.word().toLowerCase(Locale.ROOT))),
                    () -> assertEquals(Optional.of(option), SecureSocketOption.of(" " + option.word() + "\t")));
        }

        @ParameterizedTest(name = "[{0}]")
        @ValueSource(strings = {
            "", "Tls", "Ssl", "START_TLS", "Start Tls", "StartTls,Auto", "true", "\u017FtartTls\u0000"
        })
        void thatIsNoneOfThemIsNone(String word) {
            assertEquals(Optional.empty(), SecureSocketOption.of(word));
        }
    }

    @Nested
    class TheModes {
        @Test
        void areTheFiveOfMailKit() {
            assertEquals(5, SecureSocketOption.values().length);
        }
    }
}
