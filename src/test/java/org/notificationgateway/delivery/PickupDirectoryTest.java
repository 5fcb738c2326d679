// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.delivery;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.notificationgateway.delivery.SmtpAttempt.BYTES;

import com.sun.jna.LastErrorException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.notificationgateway.mail.FinishedMail;
import org.notificationgateway.settings.Delivery;
import org.notificationgateway.settings.MailSettings;
import org.notificationgateway.settings.SecureSocketOption;
import org.notificationgateway.settings.Senders;

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
        pickup = pickupTo(new Delivery.Pickup(target));
    }

    private static PickupDirectory pickupTo(Delivery delivery) {
        return new PickupDirectory(sendersTo(delivery), FileMode.OWNER_ONLY, 2);
    }

    private static Senders sendersTo(Delivery delivery) {
        return new Senders(List.of(new MailSettings("server", "no-reply@contoso.com", delivery, "a test")));
    }

    private PickupFile delivered(FinishedMail mail) throws IOException {
        PickupFile file = pickup.plan(mail);
        pickup.deliver(file, mail);
        return file;
    }

    private static List<Path> in(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.toList();
        }
    }

    @Nested
    class APlan {
        @Test
        void namesAFileBesideThePickupDirectory() {
            PickupFile file = pickup.plan(MAIL);
            assertEquals(folder.resolve("pickup.staging"), file.stagingDirectory());
            assertEquals(target, file.target().getParent());
        }

        @Test
        void tellsNothingAboutTheMailAndHidesTheStagedFileFromServers() {
            PickupFile file = pickup.plan(MAIL);
            String uuid = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}";
            assertTrue(file.stagedName().matches(uuid + "\\.part"), file.stagedName());
            assertTrue(file.target().getFileName().toString().matches(uuid + "\\.eml"), file.target().toString());
        }

        @Test
        void neverNamesAFileTwice() {
            Set<Path> names = new TreeSet<>();
            for (int i = 0; i < 1000; i++) {
                names.add(pickup.plan(MAIL).target());
            }
            assertEquals(1000, names.size());
        }

        @Test
        void isRefusedToASenderWithAServer() {
            PickupDirectory wrong = pickupTo(new Delivery.Smtp("127.0.0.1", 25, SecureSocketOption.AUTO, null));
            var e = assertThrows(IllegalStateException.class, () -> wrong.plan(MAIL));
            assertEquals("sender server does not deliver to a pickup directory", e.getMessage());
        }
    }

    @Nested
    class AFile {
        @Test
        void beginsWithTheEnvelopeAndGoesOnWithTheMailAsItIs() {
            String envelope = "X-Sender: no-reply@contoso.com\r\n"
                    + "X-Receiver: a@example.com\r\nX-Receiver: hidden@example.com\r\n";
            assertEquals(envelope + new String(BYTES, US_ASCII), new String(pickup.render(MAIL), US_ASCII));
        }

        @Test
        void isWrittenWholeHoweverLarge() throws Exception {
            byte[] bytes = new byte[1_000_001];
            new Random(7).nextBytes(bytes);
            FinishedMail large = new FinishedMail(MAIL.sender(), MAIL.messageId(), MAIL.envelope(), bytes);
            assertArrayEquals(pickup.render(large), Files.readAllBytes(delivered(large).target()));
        }

        @ParameterizedTest
        @CsvSource({"600, rw-------", "0640, rw-r-----", "666, rw-rw-rw-", "400, r--------"})
        void hasTheRightsThatAreSetWhateverTheUmask(String octal, String rights) throws Exception {
            pickup = new PickupDirectory(sendersTo(new Delivery.Pickup(target)), FileMode.of(octal), 2);
            Path file = delivered(MAIL).target();
            assertEquals(rights, PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        }

        @Test
        void neverTakesTheNameOfAnotherInTheStagingFolder() throws Exception {
            PickupFile file = pickup.plan(MAIL);
            Files.writeString(file.staged(), "somebody else's");
            assertThrows(FileAlreadyExistsException.class, () -> pickup.deliver(file, MAIL));
            assertEquals("somebody else's", Files.readString(file.staged()));
        }
    }

    @Nested
    class Publishing {
        @Test
        void movesTheWholeFile() throws Exception {
            PickupFile file = delivered(MAIL);
            assertEquals(List.of(file.target()), in(target));
            assertArrayEquals(pickup.render(MAIL), Files.readAllBytes(file.target()));
            assertEquals(List.of(), in(staging));
        }

        @Test
        void neverOverwritesAMailThatIsThere() throws Exception {
            PickupFile file = pickup.plan(MAIL);
            Files.writeString(file.target(), "somebody else's mail");
            assertThrows(FileAlreadyExistsException.class, () -> pickup.deliver(file, MAIL));
            assertEquals("somebody else's mail", Files.readString(file.target()));
        }

        @Test
        void failsWhenTheDirectoryHasVanishedAndDoesNotMakeItAnew() throws Exception {
            PickupFile file = pickup.plan(MAIL);
            Files.delete(target);
            assertThrows(NoSuchFileException.class, () -> pickup.deliver(file, MAIL));
            assertFalse(Files.exists(target), "a directory made anew has no reader");
        }

        @Test
        void showsAReaderNothingButWholeMails() throws Exception {
            AtomicBoolean over = new AtomicBoolean();
            byte[] whole = pickup.render(MAIL);
            ExecutorService threads = Executors.newSingleThreadExecutor();
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
            for (int i = 0; i < 200; i++) {
                delivered(MAIL);
            }
            over.set(true);
            threads.shutdown();
            assertEquals(200, reader.get());
        }
    }

    @Nested
    class MailsThatComeTogether {
        private static final int THREADS = 8;
        private static final int EACH = 40;

        private final RecordedCalls calls = new RecordedCalls();
        private final Queue<PickupFile> files = new ConcurrentLinkedQueue<>();
        private final Queue<IOException> failures = new ConcurrentLinkedQueue<>();

        @BeforeEach
        void forceTogether() throws IOException {
            use(calls);
        }

        private void use(SystemCalls calls) throws IOException {
            Set<String> types = Set.of(Files.getFileStore(folder).type());
            pickup = new PickupDirectory(sendersTo(new Delivery.Pickup(target)), FileMode.OWNER_ONLY, 2,
                    new FileSystemSync(types, calls, System::nanoTime));
        }

        /** Each thread delivers one mail after the other, so that some wait while others are written. */
        private void deliverAll() throws Exception {
            ExecutorService threads = Executors.newFixedThreadPool(THREADS);
            for (int i = 0; i < THREADS; i++) {
                threads.submit(() -> IntStream.range(0, EACH).forEach(mail -> deliver(pickup.plan(MAIL))));
            }
            threads.shutdown();
            assertTrue(threads.awaitTermination(1, TimeUnit.MINUTES));
        }

        private void deliver(PickupFile file) {
            try {
                pickup.deliver(file, MAIL);
                files.add(file);
            } catch (IOException e) {
                failures.add(e);
            }
        }

        @Test
        void areForcedTogetherAndAllThereWhole() throws Exception {
            use(new LibC());
            deliverAll();
            assertEquals(List.of(), List.copyOf(failures));
            assertEquals(THREADS * EACH, in(target).size());
            for (PickupFile file : files) {
                assertArrayEquals(pickup.render(MAIL), Files.readAllBytes(file.target()));
            }
            assertEquals(List.of(), in(staging));
        }

        @Test
        void areOnTheDiskBeforeTheyAreSeen() throws Exception {
            Queue<Integer> staged = new ConcurrentLinkedQueue<>();
            calls.whileSyncing = () -> staged.add(namesIn(staging));
            deliverAll();
            assertFalse(staged.isEmpty(), "no group came about");
            assertTrue(staged.stream().allMatch(count -> count >= 2), staged.toString());
            long syncs = calls.made.stream().filter("syncfs 7"::equals).count();
            assertTrue(syncs < THREADS * EACH / 2, syncs + " for " + THREADS * EACH);
            assertEquals(THREADS * EACH, in(target).size());
        }

        @Test
        void failTogetherWhenTheDiskDoes() throws Exception {
            calls.syncFails = new LastErrorException("[5] Input/output error");
            deliverAll();
            assertFalse(failures.isEmpty(), "no group came about");
            assertTrue(failures.stream().allMatch(e -> e.getMessage().endsWith("[5] Input/output error")), failures.toString());
            assertEquals(THREADS * EACH, files.size() + failures.size());
            assertEquals(files.size(), in(target).size());
        }

        @Test
        void doNotFailWithOneAmongThem() throws Exception {
            use(new LibC());
            PickupFile taken = pickup.plan(MAIL);
            Files.writeString(taken.target(), "somebody else's mail");
            Thread unlucky = new Thread(() -> IntStream.range(0, EACH).forEach(mail -> {
                deliver(taken);
                assertTrue(taken.staged().toFile().delete());
            }));
            unlucky.start();
            deliverAll();
            unlucky.join();
            assertEquals(EACH, failures.size());
            assertTrue(failures.stream().allMatch(FileAlreadyExistsException.class::isInstance), failures.toString());
            assertEquals(THREADS * EACH + 1, in(target).size());
            assertEquals("somebody else's mail", Files.readString(taken.target()));
        }

        @Test
        void areForcedOneByOneWhileTheFileSystemIsBusy() throws Exception {
            AtomicLong now = new AtomicLong();
            FileSystemSync busy = new FileSystemSync(
                    Set.of(Files.getFileStore(folder).type()), calls, now::get);
            calls.whileSyncing = () -> now.addAndGet(Duration.ofSeconds(1).toNanos());
            busy.force(target, () -> {});
            calls.made.clear();
            pickup = new PickupDirectory(
                    sendersTo(new Delivery.Pickup(target)), FileMode.OWNER_ONLY, 2, busy);
            deliverAll();
            assertEquals(THREADS * EACH, in(target).size());
            assertFalse(calls.made.contains("syncfs 7"), calls.made.toString());
        }

        private int namesIn(Path directory) {
            return Objects.requireNonNull(directory.toFile().list()).length;
        }
    }

    @Nested
    class AFailedAttempt {
        @Test
        void leavesNothingAfterItIsDiscarded() throws Exception {
            PickupFile file = pickup.plan(MAIL);
            Files.writeString(file.target(), "somebody else's mail");
            assertThrows(FileAlreadyExistsException.class, () -> pickup.deliver(file, MAIL));
            pickup.discard(file);
            pickup.discard(file); // once more does no harm
            pickup.discard(null); // nor does an attempt that never came to a plan
            assertEquals(List.of(), in(staging));
            assertEquals(List.of(file.target()), in(target));
        }
    }
}
