// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The rights of a mail's file are those that chmod would give, or the gateway does not start. */
class FileModeTest {
    @Nested
    class AMode {
        @ParameterizedTest
        @CsvSource({
            "000, ---------", "600, rw-------", "0640, rw-r-----", "644, rw-r--r--", "0777, rwxrwxrwx", "124, --x-w-r--"
        })
        void isReadAsChmodReadsIt(String octal, String rights) {
            assertEquals(rights, PosixFilePermissions.toString(FileMode.of(octal).rights()));
        }

        @ParameterizedTest
        @ValueSource(strings = {"", " ", "6", "60", "6000", "1600", "680", "6x0", "-600", "rw-------", "600 ", "٦٠٠"})
        void isRefused(String text) {
            assertThrows(IllegalArgumentException.class, () -> FileMode.of(text));
        }

        @Test
        void isTheOwnersByDefault() {
            assertEquals(FileMode.of("600"), FileMode.OWNER_ONLY);
        }
    }
}
