// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.notificationgateway.outbox.SampleEntry.ACCEPTED;
import static org.notificationgateway.outbox.SampleEntry.ANN;
import static org.notificationgateway.outbox.SampleEntry.BEN;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What one gateway stores another must read, after a restart or an upgrade, down to the last byte. */
class OutboxCodecTest {
    private final OutboxCodec codec = new OutboxCodec();

    private static OutboxEntry travelled() {
        OutboxEntry fresh = SampleEntry.expiringAt(ACCEPTED.plusSeconds(900), ANN, BEN);
        return fresh.givenUp(
                List.of(new Recipient(BEN, Recipient.State.GIVEN_UP, "550 no such user"),
                        new Recipient(ANN, Recipient.State.DELIVERED, "250 ok \"quoted\" \\ é\n")),
                2,
                List.of(new Attempt(1, ACCEPTED.plusSeconds(1), "attempt 1"),
                        new Attempt(2, ACCEPTED.plusSeconds(31), "attempt 2")),
                ACCEPTED.plusSeconds(31));
    }

    private static String head(byte[] bytes) {
        return new String(bytes, UTF_8).lines().findFirst().orElseThrow();
    }

    @Nested
    class AnEntry {
        static Stream<OutboxEntry> entries() {
            return Stream.of(SampleEntry.to(ANN), travelled(), SampleEntry.to(ANN).withMail(new byte[0]));
        }

        @ParameterizedTest
        @MethodSource("entries")
        void comesBackAsItWas(OutboxEntry entry) throws Exception {
            OutboxEntry back = codec.decode(codec.encode(entry));
            assertEquals(entry.withMail(back.mail()), back);
            assertArrayEquals(entry.mail(), back.mail());
        }

        @Test
        void keepsEveryByteAMailCanHave() throws Exception {
            byte[] mail = new byte[1024];
            for (int i = 0; i < mail.length; i++) {
                mail[i] = (byte) i; // newlines, zeros, what is no UTF-8
            }
            assertArrayEquals(mail, codec.decode(codec.encode(SampleEntry.to(ANN).withMail(mail))).mail());
        }

        @Test
        void isALineOfJsonAndThenTheMailItself() throws Exception {
            byte[] bytes = codec.encode(travelled());
            int end = head(bytes).getBytes(UTF_8).length;
            assertTrue(head(bytes).startsWith("{\"version\":1,\"id\"") && head(bytes).endsWith("}"), head(bytes));
            assertArrayEquals(SampleEntry.MAIL, Arrays.copyOfRange(bytes, end + 1, bytes.length));
        }

        @Test
        void tellsOfTheMailsContentInTheMailAlone() throws Exception {
            String head = head(codec.encode(travelled()));
            assertFalse(head.contains("Reset your password") || head.contains("\"mail\""), head);
        }
    }

    @Nested
    class AnEntryOfANewerGateway {
        @Test
        void isReadWithoutWhatItAdded() throws Exception {
            OutboxEntry travelled = travelled();
            String written = new String(codec.encode(travelled), UTF_8);
            String newer = written.replaceFirst("\\{", "{\"priority\":[1,{\"x\":null}],")
                    .replaceFirst("\"version\":1", "\"version\":2")
                    .replaceFirst("\"attempts\":2", "\"attempts\":2,\"pausedUntil\":\"later\"");
            OutboxEntry back = codec.decode(newer.getBytes(UTF_8));
            assertEquals(travelled.withMail(back.mail()), back);
            assertArrayEquals(SampleEntry.MAIL, back.mail());
        }
    }

    @Nested
    class WhatIsNoEntry {
        @ParameterizedTest
        @ValueSource(strings = {
            "", "{}", "no newline", "\n", "\nmail", "{}\nmail", "null\nmail", "[]\nmail", "\"text\"\nmail", "5\nmail",
            "{\"id\":\nmail", "{\"id\":[]}\nmail", "garbage\nmail", "\u0000\u0001\nmail"
        })
        void isRefusedAsSuch(String text) {
            assertThrows(IOException.class, () -> codec.decode(text.getBytes(UTF_8)));
        }

        @Test
        void isAnEntryCutInItsFirstLine() throws Exception {
            byte[] bytes = codec.encode(travelled());
            int end = head(bytes).getBytes(UTF_8).length;
            for (int length = 0; length <= end; length++) {
                byte[] cut = Arrays.copyOf(bytes, length);
                assertThrows(IOException.class, () -> codec.decode(cut), "cut after " + length);
            }
        }
    }
}
