// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.notificationgateway.outbox.DiskUsage.Room;
import org.notificationgateway.outbox.embedded.EmbeddedBroker;
import org.notificationgateway.outbox.embedded.JournalFiles;
import org.notificationgateway.support.TestSteps;

/** What is accepted while it cannot be kept is lost, so every way in asks this guard first. */
class StorageGuardTest {
    @TempDir
    private Path folder;

    private static String refusal(StorageCheck look) {
        return assertThrows(StoreUnavailableException.class, look::look).getMessage();
    }

    @Nested
    class TheUseOfTheDisk {
        private StorageCheck used(int percent, Room bytes, Room inodes) {
            return new DiskUsage(Path.of("/srv/data"), percent, () -> bytes, () -> inodes);
        }

        @Test
        void isFineBelowTheLimit() {
            assertDoesNotThrow(used(90, new Room(1000, 101), new Room(1000, 101))::look);
        }

        @Test
        void isRefusedFromTheLimitOn() {
            assertEquals(
                    "the disk of /srv/data is 90 % full: expected less than 90 % (intake.max-disk-usage)",
                    refusal(used(90, new Room(1000, 100), new Room(1000, 1000))));
        }

        @Test
        void countsInodesLikeBytes() {
            assertEquals(
                    "the disk of /srv/data is 95 % full of files: it has inodes for no more: expected less than 90 %"
                            + " (intake.max-disk-usage)",
                    refusal(used(90, new Room(1000, 999), new Room(100, 5))));
        }

        @Test
        void isFineWhereInodesAreNotCounted() {
            assertDoesNotThrow(used(90, new Room(1000, 999), Room.UNKNOWN)::look);
        }

        @Test
        void isNotAskedAtAHundredPercent() {
            assertDoesNotThrow(used(100, new Room(1000, 0), new Room(100, 0))::look);
        }
    }

    @Nested
    class TheNumberOfInodes {
        @Test
        void isWhatTheCommandPrints() {
            assertEquals(new Room(100, 5), new Inodes(List.of("echo", "100 5"), true).room());
        }

        @Test
        void isKnownOfTheFolderOfThisTestOrOfNoFixedSize() {
            Room room = new Inodes(folder).room();
            assertTrue(room.total() >= room.free(), room.toString());
        }

        @Test
        void isUnknownWhereTheCommandFailsOrIsMissing() {
            assertEquals(Room.UNKNOWN, new Inodes(List.of("false"), true).room());
            assertEquals(Room.UNKNOWN, new Inodes(List.of("echo", "many few"), true).room());
            assertEquals(Room.UNKNOWN, new Inodes(List.of(folder.resolve("none").toString()), true).room());
        }

        @Test
        void isUnknownWhereTheDiskDoesNotAnswer() {
            assertEquals(Room.UNKNOWN, new Inodes(List.of("tail", "-f", "/dev/null"), true).room());
        }
    }

    @Nested
    class TheFolders {
        private HeldFolders held() throws IOException {
            Files.createDirectories(folder.resolve("data/broker/journal"));
            HeldFolders held = new HeldFolders(
                    List.of(folder.resolve("data"), folder.resolve("data/broker")),
                    List.of(folder.resolve("data/broker/journal"), folder.resolve("data/broker/paging")));
            assertDoesNotThrow(held::look);
            return held;
        }

        @Test
        void areFineAsTheyAre() throws IOException {
            HeldFolders held = held();
            Files.createDirectory(folder.resolve("data/broker/paging"));
            assertDoesNotThrow(held::look);
        }

        @Test
        void areRefusedOnceOneIsGoneAndFineWhenTheSameIsBack() throws IOException {
            HeldFolders held = held();
            for (String name : List.of("data", "data/broker", "data/broker/journal")) {
                Path away = Files.move(folder.resolve(name), folder.resolve("away"));
                assertEquals(
                        "data folder " + folder.resolve(name) + " is gone: expected the same folder in its place; a restart"
                                + " makes a new one, without its mail (gateway.data-directory)",
                        refusal(held));
                Files.move(away, folder.resolve(name));
                assertDoesNotThrow(held::look);
            }
        }

        @Test
        void areRefusedOnceOneIsAnother() throws IOException {
            HeldFolders held = held();
            for (String name : List.of("data/broker/journal", "data/broker", "data")) {
                Path away = Files.move(folder.resolve(name), folder.resolve("away"));
                Files.createDirectories(folder.resolve("data/broker/journal"));
                assertEquals(
                        "data folder " + folder.resolve(name) + " was replaced while the gateway ran: expected the same"
                                + " folder; a restart takes the new one (gateway.data-directory)",
                        refusal(held));
                Files.move(folder.resolve(name), folder.resolve("other " + name.replace('/', ' ')));
                Files.move(away, folder.resolve(name));
            }
        }

        @Test
        void areRefusedWhenOneBecameAFile() throws IOException {
            HeldFolders held = held();
            Files.move(folder.resolve("data/broker"), folder.resolve("away"));
            Files.createFile(folder.resolve("data/broker"));
            assertTrue(refusal(held).contains("data/broker"));
        }

        @Test
        void areRefusedWhenOneTakesNoFile() throws IOException {
            HeldFolders held = held();
            Files.createDirectory(folder.resolve("data/broker/.probe")); // as little as this account may do elsewhere
            assertTrue(refusal(held).startsWith("data folder " + folder.resolve("data/broker") + " takes no file ("));
        }

        @Test
        void keepNoTraceOfTheLook() throws IOException {
            held();
            try (var files = Files.list(folder.resolve("data"))) {
                assertEquals(List.of(folder.resolve("data/broker")), files.toList());
            }
        }
    }

    @Nested
    class AJournal {
        @Test
        void isRefusedOnceAFileOfItIsGone() throws IOException {
            EmbeddedBroker broker = new EmbeddedBroker(
                folder.resolve("broker"), List.of("server"), TestSteps.REDELIVERY, null);
            broker.start();
            JournalFiles files = new JournalFiles(broker.server());
            assertDoesNotThrow(files::look);
            for (String name : List.of("broker/journal/activemq-data-1.amq", "broker/bindings/activemq-bindings-1.bindings")) {
                Path away = Files.move(folder.resolve(name), folder.resolve("away"));
                assertEquals(
                        "journal file " + folder.resolve(name) + " is gone: expected the file in its place, and a restart"
                                + " (gateway.data-directory)",
                        refusal(files));
                Files.move(away, folder.resolve(name));
                assertDoesNotThrow(files::look);
            }
            broker.stop();
            assertDoesNotThrow(files::look);
        }
    }

    @Nested
    class ACheck {
        @Test
        void looksAtMostOnceASecond() throws StoreUnavailableException {
            AtomicInteger looks = new AtomicInteger();
            StorageGuard guard = StorageGuard.of(looks::incrementAndGet);
            for (int i = 0; i < 100; i++) {
                guard.check();
            }
            assertTrue(looks.get() < 10, looks + " looks");
        }

        @Test
        void repeatsARefusalUntilALaterLookIsFine() {
            AtomicInteger looks = new AtomicInteger();
            StorageGuard guard = StorageGuard.of(() -> {
                if (looks.incrementAndGet() == 1) {
                    throw new StoreUnavailableException("full", null);
                }
            });
            assertEquals("full", refusal(guard::check));
            assertEquals("full", refusal(guard::check));
            await().ignoreException(StoreUnavailableException.class).untilAsserted(guard::check);
            assertEquals(2, looks.get());
        }

        @Test
        void isRefusedWhenALookFails() {
            StorageGuard guard = StorageGuard.of(() -> {
                throw new IllegalStateException("odd");
            });
            assertTrue(refusal(guard::check).contains("odd"));
        }

        @Test
        void doesNotWaitForAnotherLook() throws Exception {
            CountDownLatch hangs = new CountDownLatch(1);
            AtomicInteger looks = new AtomicInteger();
            StorageGuard guard = StorageGuard.of(() -> {
                if (looks.incrementAndGet() == 2) {
                    assertDoesNotThrow(() -> hangs.await());
                }
            });
            guard.check();
            guard.watch(Executors.newScheduledThreadPool(StorageGuard.THREADS));
            await().until(() -> looks.get() >= 2);
            guard.check();
            hangs.countDown();
            await().until(() -> looks.get() >= 3);
            guard.close();
        }
    }

    @Nested
    class TheReserve {
        private static final long MB = 1 << 20;

        private Room room = new Room(400 * MB, 300 * MB);
        private long nanos;

        private Path file() {
            return folder.resolve("reserve");
        }

        private DiskReserve reserve() {
            return new DiskReserve(folder, () -> room, () -> nanos);
        }

        private void look(DiskReserve reserve, int seconds) {
            nanos += Duration.ofSeconds(seconds).toNanos();
            reserve.look();
        }

        @Test
        void isMadeAWhileAfterTheStartAndReleasedWhenTheDiskIsFull() throws IOException {
            DiskReserve reserve = reserve();
            look(reserve, 5);
            assertTrue(Files.notExists(file()));
            look(reserve, 20);
            assertEquals(32 * MB, Files.size(file()));
            room = new Room(400 * MB, MB);
            look(reserve, 1);
            assertTrue(Files.notExists(file()));
            look(reserve, 20);
            assertTrue(Files.notExists(file()));
            room = new Room(400 * MB, 300 * MB);
            look(reserve, 20);
            assertEquals(32 * MB, Files.size(file()));
        }

        @Test
        void takesNoMoreThanATenthOfASmallDisk() throws IOException {
            room = new Room(55 * MB, 50 * MB);
            look(reserve(), 20);
            assertEquals(5 * MB, Files.size(file()));
        }

        @Test
        void isReleasedByTheFirstLookAtAFullDisk() throws IOException {
            Files.writeString(file(), "of the run before");
            room = new Room(400 * MB, 0);
            look(reserve(), 1);
            assertTrue(Files.notExists(file()));
        }

        @Test
        void isNotMadeWhereItWouldLeaveLittle() {
            room = new Room(400 * MB, 60 * MB);
            look(reserve(), 20);
            assertTrue(Files.notExists(file()));
        }
    }
}
