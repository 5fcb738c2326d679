// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.activemq.artemis.api.core.ActiveMQBuffers;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.notificationgateway.outbox.ledger.Recipient;

/** A large entry read in two parts is the one that was stored, byte by byte. */
class EntryBodyTest {
    private final OutboxCodec codec = new OutboxCodec();

    private static EntryBody read(byte[] stored) throws ActiveMQException {
        return EntryBody.read(ActiveMQBuffers.wrappedBuffer(stored)::readBytes, stored.length);
    }

    private static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    private static OutboxEntry entry(int recipients, byte[] mail) {
        List<Recipient> many = IntStream.range(0, recipients)
                .mapToObj(i -> Recipient.pending("somebody" + i + "@example.com"))
                .toList();
        return OutboxEntry.accepted(
                "7", "server", "<7@contoso.com>", Instant.EPOCH, null, false, List.of(), "a@contoso.com", many, mail);
    }

    @Nested
    class AnEntry {
        @ParameterizedTest
        @CsvSource({"1, 1000000", "1, 1", "1, 0", "14, 200000", "15, 200000", "500, 200000"})
        void isTheOneThatWasStored(int recipients, int length) throws Exception {
            byte[] stored = codec.encode(entry(recipients, bytes(length)));
            OutboxEntry whole = codec.decode(stored);
            OutboxEntry parts = codec.decode(read(stored));
            assertEquals(recipients, parts.recipients().size());
            assertEquals(whole.withMail(new byte[0]).toString().replaceAll("mail=.*", ""),
                    parts.withMail(new byte[0]).toString().replaceAll("mail=.*", ""));
            assertArrayEquals(bytes(length), parts.mail());
        }
    }

    @Nested
    class ABody {
        @ParameterizedTest
        @ValueSource(strings = {"", "x", "\n", "line\n", "line\nmail", "\nmail", "line\n\nmail\n", "no end of a line"})
        void isCopiedAsItWas(String text) throws ActiveMQException {
            for (String large : List.of(text, "y".repeat(1_023) + text, "y".repeat(5_000) + text)) {
                byte[] stored = large.getBytes(US_ASCII);
                byte[] copy = new byte[stored.length + 3];
                EntryBody body = read(stored);
                assertEquals(stored.length, body.size());
                assertEquals(stored.length, body.copyTo(copy));
                assertArrayEquals(stored, Arrays.copyOf(copy, stored.length));
            }
        }

        @Test
        void isCopiedAsFarAsThereIsRoom() throws ActiveMQException {
            byte[] copy = new byte[6];
            assertEquals(6, read("line\nmail".getBytes(US_ASCII)).copyTo(copy));
            assertEquals("line\nm", new String(copy, US_ASCII));
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "no end of a line", "null\nmail", "no JSON\nmail"})
        void thatIsNoEntrySaysSo(String text) {
            assertThrows(IOException.class, () -> codec.decode(read(text.getBytes(US_ASCII))));
            assertThrows(IOException.class, () -> codec.decode(text));
            assertThrows(IOException.class, () -> codec.decode(null));
        }
    }
}
