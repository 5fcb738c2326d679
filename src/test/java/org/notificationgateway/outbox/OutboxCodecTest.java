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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.notificationgateway.outbox.ledger.Checksum;
import org.notificationgateway.outbox.ledger.MailToken;
import org.notificationgateway.outbox.ledger.Recipient;

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
            assertTrue(head(bytes).startsWith("{\"version\":2,\"checksum\":\"") && head(bytes).endsWith("}"), head(bytes));
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
            String newer = written.replaceFirst("\"attempts\":2", "\"attempts\":2,\"pausedUntil\":\"later\"");
            String checksum = new Checksum().add(newer.getBytes(UTF_8), 33, newer.getBytes(UTF_8).length - 33).toString();
            newer = newer.substring(0, 25) + checksum + newer.substring(33);
            OutboxEntry back = codec.decode(newer.getBytes(UTF_8));
            assertEquals(travelled.withMail(back.mail()), back);
            assertArrayEquals(SampleEntry.MAIL, back.mail());
        }
    }

    @Nested
    class AnEntryWithOneBitFlipped {
        @Test
        void isRefusedWhicheverBitItIs() {
            byte[] sound = codec.encode(travelled());
            for (int i = 0; i < 8 * sound.length; i++) {
                byte[] flipped = sound.clone();
                flipped[i / 8] ^= (byte) (1 << i % 8);
                assertThrows(DamagedEntryException.class, () -> codec.decode(flipped), "bit " + i);
            }
        }
    }

    @Nested
    class AnEntryCutAnywhere {
        @Test
        void isRefused() {
            byte[] sound = codec.encode(travelled());
            for (int length = 0; length < sound.length; length++) {
                byte[] cut = Arrays.copyOf(sound, length);
                assertThrows(DamagedEntryException.class, () -> codec.decode(cut), "cut after " + length);
            }
        }
    }

    @Nested
    class AnEntryWhoseMailLiesInAFile {
        private static final String TOKEN = MailToken.next(ACCEPTED);

        @TempDir
        private Path folder;

        private MailFiles files;
        private OutboxEntry entry;
        private byte[] stored;

        @BeforeEach
        void store() throws Exception {
            files = new MailFiles(folder);
            files.open();
            byte[] mail = new byte[100_000];
            Arrays.fill(mail, (byte) 'a');
            entry = SampleEntry.to(ANN).named(TOKEN).withMail(mail);
            stored = codec.encode(entry.in(files.write(TOKEN, mail)));
        }

        private Path file() {
            return folder.resolve(TOKEN + ".mail");
        }

        @Test
        void comesBackWhole() throws Exception {
            assertTrue(stored.length < 1_000, "without its mail");
            assertArrayEquals(entry.mail(), new OutboxCodec(files).decode(stored).mail());
        }

        @ParameterizedTest
        @ValueSource(strings = {"cut", "longer", "altered", "missing", "empty"})
        void isRefusedIfTheFileIsNotWhatWasWritten(String damage) throws Exception {
            byte[] mail = Files.readAllBytes(file());
            switch (damage) {
                case "cut" -> Files.write(file(), Arrays.copyOf(mail, mail.length - 1));
                case "longer" -> Files.write(file(), Arrays.copyOf(mail, mail.length + 1));
                case "altered" -> {
                    mail[50_000] ^= 1;
                    Files.write(file(), mail);
                }
                case "empty" -> Files.write(file(), new byte[0]);
                default -> Files.delete(file());
            }
            var e = assertThrows(DamagedEntryException.class, () -> new OutboxCodec(files).decode(stored));
            assertTrue(e.getMessage().contains(TOKEN), e.getMessage());
            assertEquals(entry.recipients(), e.entry().recipients());
        }

        @Test
        void waitsWhileTheWholeFolderIsAway() throws Exception {
            Files.move(folder, folder.resolveSibling(folder.getFileName() + "-away"));
            var e = assertThrows(IOException.class, () -> new OutboxCodec(files).decode(stored));
            assertFalse(e instanceof DamagedEntryException, e.toString());
            Files.move(folder.resolveSibling(folder.getFileName() + "-away"), folder);
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
