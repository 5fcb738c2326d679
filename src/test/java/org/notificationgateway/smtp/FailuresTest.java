// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.mail.MessagingException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever stops a delivery is told in one line that helps. */
class FailuresTest {
    @Nested
    class AnyOtherFailure {
        static Stream<Arguments> failures() {
            return Stream.of(
                    Arguments.of(new NoSuchFileException("/mail/pickup/1.eml"),
                            "NoSuchFileException /mail/pickup/1.eml"),
                    Arguments.of(new FileSystemException("/mail/pickup/1.eml", null, "Read-only file system"),
                            "FileSystemException /mail/pickup/1.eml: Read-only file system"),
                    Arguments.of(new AccessDeniedException("/mail/pickup/1.eml"),
                            "AccessDeniedException /mail/pickup/1.eml"),
                    Arguments.of(new MessagingException("Could not connect", new ConnectException("refused")),
                            "ConnectException: refused"),
                    Arguments.of(new MessagingException("no reply", new SocketTimeoutException("Read timed out")),
                            "SocketTimeoutException: Read timed out"),
                    Arguments.of(new IllegalStateException("a fault of ours"),
                            "IllegalStateException: a fault of ours"),
                    Arguments.of(new RuntimeException("outer", new RuntimeException("inner")),
                            "RuntimeException: inner"),
                    Arguments.of(new NullPointerException(), "java.lang.NullPointerException"));
        }

        @ParameterizedTest
        @MethodSource("failures")
        void namesTheCauseThatKnowsMost(Exception failure, String reason) {
            assertEquals(reason, Failures.reason(failure));
        }
    }

    @Nested
    class AReason {
        @ParameterizedTest
        @CsvSource({
            "'550-no\r\n550 user', '550-no 550 user'",
            "'a\u0000b\u2028c\u2029d\u0085e\u001b[31m', 'a b c d e [31m'",
            "'  spaced\t\tout  ', 'spaced out'",
            "'Boîte pleine', 'Boîte pleine'",
        })
        void isOnePrintableLine(String text, String line) {
            assertEquals(line, Failures.oneLine(text));
        }

        @Test
        void isCutWhenAServerTalksOn() {
            String line = Failures.oneLine("550 " + "x".repeat(100_000));
            assertEquals(501, line.length());
            assertTrue(line.startsWith("550 xxx") && line.endsWith("x…"), line);
        }
    }
}
