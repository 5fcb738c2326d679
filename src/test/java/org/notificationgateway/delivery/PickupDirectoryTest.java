// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.delivery;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.notificationgateway.smtp.SmtpAttempt.BYTES;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.NonReadableChannelException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.notificationgateway.smtp.SmtpAttempt;

/** The reader of a pickup directory takes whatever it sees, so it must see whole mails and nothing else. */
class PickupDirectoryTest {
    private static final FinishedMail MAIL = SmtpAttempt.mail("a@example.com", "hidden@example.com");

    @TempDir
    private Path folder;

    private Path target;
    private Path staging;
    private PickupDirectory pickup;

    @BeforeEach
    void makeDirectories() throws Exception {
        target = Files.createDirectory(folder.resolve("pickup"));
        staging = Files.createDirectory(PickupDirectory.stagingOf(target));
        pickup = new PickupDirectory(target, FileMode.OWNER_ONLY);
    }

    private static byte[] render(FinishedMail mail) {
        return PickupDialect.WINDOWS_SMTP.render(mail, mail.envelope().recipients());
    }

    private Path delivered(FinishedMail mail) throws IOException {
        Set<Path> before = Set.copyOf(in(target));
        pickup.deliver(render(mail));
        return in(target).stream().filter(file -> !before.contains(file)).findFirst().orElseThrow();
    }

    private static List<Path> in(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.toList();
        }
    }

    @Nested
    class AFile {
        @Test
        void beginsWithTheEnvelopeAndGoesOnWithTheMailAsItIs() {
            String envelope = "X-Sender: no-reply@contoso.com\r\n"
                    + "X-Receiver: a@example.com\r\nX-Receiver: hidden@example.com\r\n";
            assertEquals(envelope + new String(BYTES, US_ASCII), new String(render(MAIL), US_ASCII));
        }

        @Test
        void isWrittenWholeHoweverLarge() throws Exception {
            byte[] bytes = new byte[1_000_001];
            new Random(7).nextBytes(bytes);
            FinishedMail large = new FinishedMail(MAIL.sender(), MAIL.messageId(), MAIL.envelope(), bytes);
            assertArrayEquals(render(large), Files.readAllBytes(delivered(large)));
        }

        @Test
        void hasANameOfItsOwnThatTellsNothing() throws Exception {
            Set<Path> names = new TreeSet<>();
            for (int i = 0; i < 100; i++) {
                Path file = delivered(MAIL);
                assertTrue(file.getFileName().toString().matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\\.eml"), file.toString());
                names.add(file);
            }
            assertEquals(100, names.size());
            assertEquals(List.of(), in(staging));
        }

        @ParameterizedTest
        @CsvSource({"600, rw-------", "0640, rw-r-----", "666, rw-rw-rw-", "400, r--------"})
        void hasTheRightsThatAreSetWhateverTheUmask(String octal, String rights) throws Exception {
            pickup = new PickupDirectory(target, FileMode.of(octal));
            assertEquals(rights, PosixFilePermissions.toString(Files.getPosixFilePermissions(delivered(MAIL))));
        }
    }

    @Nested
    class AFailedAttempt {
        private Path staged() {
            return staging.resolve("1.part");
        }

        private Path published() {
            return target.resolve("1.eml");
        }

        @Test
        void neverTakesTheNameOfAnotherInTheStagingFolder() throws Exception {
            Files.writeString(staged(), "somebody else's");
            assertThrows(FileAlreadyExistsException.class, () -> pickup.place(render(MAIL), staged(), published()));
            assertEquals("somebody else's", Files.readString(staged()));
            assertEquals(List.of(), in(target));
        }

        @Test
        void neverOverwritesAMailThatIsThereAndLeavesNothing() throws Exception {
            Files.writeString(published(), "somebody else's mail");
            assertThrows(FileAlreadyExistsException.class, () -> pickup.place(render(MAIL), staged(), published()));
            assertEquals("somebody else's mail", Files.readString(published()));
            assertEquals(List.of(), in(staging));
        }

        @Test
        void doesNotMakeADirectoryAnewThatHasVanished() throws Exception {
            Files.delete(target);
            assertThrows(NoSuchFileException.class, () -> pickup.deliver(render(MAIL)));
            assertFalse(Files.exists(target), "a directory made anew has no reader");
            assertEquals(List.of(), in(staging));
        }

        @Test
        void leavesNothingWhenItsFileCannotBeForced() throws Exception {
            pickup = new PickupDirectory(target, FileMode.OWNER_ONLY, file -> {
                throw new IOException("Input/output error");
            });
            assertThrows(IOException.class, () -> pickup.deliver(render(MAIL)));
            assertEquals(List.of(), in(staging));
            assertEquals(List.of(), in(target));
        }

        @Test
        void leavesNothingWhenItsFolderCannotBeForced() throws Exception {
            AtomicInteger forced = new AtomicInteger();
            pickup = new PickupDirectory(target, FileMode.OWNER_ONLY, file -> {
                if (forced.incrementAndGet() == 2) {
                    assertEquals(1, in(target).size(), "the folder is forced after the move");
                    throw new IOException("Input/output error");
                }
            });
            IOException e = assertThrows(IOException.class, () -> pickup.deliver(render(MAIL)));
            assertEquals("Input/output error", e.getMessage());
            assertEquals(List.of(), in(staging));
            assertEquals(List.of(), in(target), "the next attempt would double it");
        }
    }

    @Nested
    class SeveralWriters {
        private static final int THREADS = 4; // as many as in the fault that skipped a folder
        private static final int EACH = 40;

        @Test
        void eachWaitForAForceOfTheFolderThatBeganAfterTheirMove() throws Exception {
            AtomicInteger files = new AtomicInteger();
            Set<Path> lasting = ConcurrentHashMap.newKeySet();
            pickup = new PickupDirectory(target, FileMode.OWNER_ONLY, file -> {
                if (isFolder(file)) {
                    List<Path> before = in(target);
                    Thread.yield(); // what is moved meanwhile may not be on the disk
                    lasting.addAll(before);
                } else {
                    files.incrementAndGet();
                }
            });
            List<Future<?>> writers = new ArrayList<>();
            ExecutorService threads = Executors.newFixedThreadPool(THREADS);
            for (int i = 0; i < THREADS; i++) {
                writers.add(threads.submit(() -> {
                    for (int j = 0; j < EACH; j++) {
                        Path own = target.resolve(UUID.randomUUID() + ".eml");
                        pickup.place(render(MAIL), staging.resolve(own.getFileName() + ".part"), own).force();
                        assertTrue(lasting.contains(own), "a power cut could still take the name away");
                    }
                    return null;
                }));
            }
            for (Future<?> writer : writers) {
                writer.get();
            }
            threads.shutdown();
            assertEquals(THREADS * EACH, files.get(), "each file is forced by itself");
        }

        @Test
        void shareAForceOfTheFolder() throws Exception {
            AtomicInteger folders = new AtomicInteger();
            pickup = new PickupDirectory(target, FileMode.OWNER_ONLY, file -> folders.addAndGet(isFolder(file) ? 1 : 0));
            List<PickupDirectory.Placed> group = List.of(placed(), placed(), placed());
            for (PickupDirectory.Placed one : group) {
                one.force();
            }
            assertEquals(1, folders.get());
            placed().force();
            assertEquals(2, folders.get(), "one that came later");
            group.get(0).force();
            assertEquals(2, folders.get());
        }

        @Test
        void areForcedEachByItselfWhereTheFolderMayNotBeRead() throws Exception {
            AtomicInteger forced = new AtomicInteger();
            pickup = new PickupDirectory(target, FileMode.OWNER_ONLY, file -> {
                if (isFolder(file)) {
                    throw new AccessDeniedException(target.toString());
                }
                forced.incrementAndGet();
            });
            for (PickupDirectory.Placed one : List.of(placed(), placed())) {
                one.force();
            }
            assertEquals(4, forced.get(), "before their moves, and after");
        }

        @Test
        void allFailAndLeaveNothingWhenTheirFolderCannotBeForced() throws Exception {
            AtomicInteger folders = new AtomicInteger();
            pickup = new PickupDirectory(target, FileMode.OWNER_ONLY, file -> {
                if (isFolder(file) && folders.incrementAndGet() == 1) {
                    throw new IOException("Input/output error"); // Linux says so once, and calls the next attempt a success
                }
            });
            for (PickupDirectory.Placed one : List.of(placed(), placed(), placed())) {
                assertThrows(IOException.class, one::force);
                assertThrows(IOException.class, one::force, "and for ever");
            }
            assertEquals(List.of(), in(target), "the next attempts would double them");
            placed().force();
            assertEquals(1, in(target).size());
        }

        private PickupDirectory.Placed placed() throws IOException {
            return pickup.place(render(MAIL));
        }

        private static boolean isFolder(FileChannel file) {
            try {
                file.read(ByteBuffer.allocate(1), 0);
                return false;
            } catch (NonReadableChannelException e) {
                return false; // it is being written
            } catch (IOException e) {
                return true;
            }
        }

        @Test
        void showAReaderNothingButWholeMails() throws Exception {
            AtomicBoolean over = new AtomicBoolean();
            byte[] whole = render(MAIL);
            ExecutorService threads = Executors.newFixedThreadPool(THREADS + 1);
            Future<Integer> reader = threads.submit(() -> {
                Set<Path> seen = new TreeSet<>();
                for (boolean last = false; !last; ) {
                    last = over.get(); // one more look after everything is there
                    for (Path file : in(target)) {
                        assertTrue(file.toString().endsWith(".eml"), file.toString());
                        assertArrayEquals(whole, Files.readAllBytes(file), "a partial file");
                        seen.add(file);
                    }
                }
                return seen.size();
            });
            List<Future<?>> writers = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                writers.add(threads.submit(() -> {
                    for (int mail = 0; mail < EACH; mail++) {
                        pickup.deliver(render(MAIL));
                    }
                    return null;
                }));
            }
            for (Future<?> writer : writers) {
                writer.get(1, TimeUnit.MINUTES);
            }
            over.set(true);
            threads.shutdown();
            assertEquals(THREADS * EACH, reader.get());
            assertEquals(List.of(), in(staging));
        }
    }
}
