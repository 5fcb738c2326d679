// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.notificationgateway.settings.Delivery;
import org.notificationgateway.settings.MailSettings;
import org.notificationgateway.settings.SecureSocketOption;
import org.notificationgateway.settings.Senders;

/** A pickup directory that cannot work must stop the start, because later it would only swallow mail. */
class PickupFoldersTest {
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

    @TempDir
    private Path folder;

    private Path data;
    private PickupFolders folders;

    @BeforeEach
    void prepareFolders() {
        data = folder.resolve("data");
        folders = new PickupFolders(data, Clock.fixed(NOW, ZoneOffset.UTC));
    }

    private List<String> faults(Path... directories) {
        List<MailSettings> senders = IntStream.range(0, directories.length)
                .mapToObj(i -> new MailSettings(
                        "server" + i, "a@contoso.com", new Delivery.Pickup(directories[i]),
                        "PickupDirectory is set (appsettings.json)"))
                .toList();
        return folders.prepare(new Senders(senders)).stream().map(Object::toString).toList();
    }

    @Nested
    class ADirectoryOnAnotherVolumeThanItsStagingFolder {
        @Test
        void isRefusedForNoFileCouldBeMovedInOneStep() throws Exception {
            Path memory = Files.createTempDirectory(Path.of("/dev/shm"), "pickup"); // a volume every Linux has
            try {
                Path mounted = Files.createSymbolicLink(folder.resolve("mounted"), memory);
                List<String> found = faults(mounted);
                assertEquals(1, found.size(), found::toString);
                assertTrue(found.get(0).contains("another volume than its staging folder"), found::toString);
            } finally {
                Files.delete(memory);
            }
        }
    }

    @Nested
    class ADirectoryInTheDataFolder {
        @Test
        void isMadeWithItsStagingFolderBesideIt() {
            assertEquals(List.of(), faults(data.resolve("pickup")));
            assertTrue(Files.isDirectory(data.resolve("pickup")));
            assertTrue(Files.isDirectory(data.resolve("pickup.staging")));
        }
    }

    @Nested
    class ADirectoryElsewhere {
        @Test
        void isUsedAsItIsWhenItExists() throws Exception {
            Path pickup = Files.createDirectory(folder.resolve("Pickup"));
            assertEquals(List.of(), faults(pickup));
            assertTrue(Files.isDirectory(folder.resolve("Pickup.staging")));
        }

        @Test
        void isNeverMadeForATypo() {
            Path typo = folder.resolve("pikcup");
            assertEquals(
                    List.of("pickup directory of sender server0 is " + typo + ", which is no directory: expected the"
                            + " existing pickup directory of an SMTP server"
                            + " (PickupDirectory is set (appsettings.json))"),
                    faults(typo));
            assertFalse(Files.exists(typo));
            assertFalse(Files.exists(PickupDirectory.stagingOf(typo)));
        }

        @Test
        void isNotTakenForOneInTheDataFolderByItsName() {
            assertEquals(1, faults(folder.resolve("data-of-another/pickup")).size());
            assertFalse(Files.exists(folder.resolve("data-of-another")));
        }
    }

    @Nested
    class WhatCannotWork {
        @Test
        void isAFileInPlaceOfTheDirectory() throws Exception {
            Path file = Files.writeString(folder.resolve("pickup"), "a file");
            assertTrue(faults(file).get(0).contains("which is no directory"));
        }

        @Test
        void isAFileInPlaceOfADirectoryOfOurs() throws Exception {
            Files.createDirectory(data);
            Path file = Files.writeString(data.resolve("pickup"), "a file");
            assertTrue(faults(file).get(0).contains("cannot be used: FileAlreadyExistsException " + file));
        }

        @Test
        void isAFileInPlaceOfTheStagingFolder() throws Exception {
            Path pickup = Files.createDirectory(folder.resolve("pickup"));
            Path file = Files.writeString(folder.resolve("pickup.staging"), "a file");
            assertTrue(faults(pickup).get(0).contains("cannot be used: FileAlreadyExistsException " + file));
        }

        @Test
        void isAPathOfWindowsOnAnotherSystem() {
            assertTrue(faults(Path.of("C:\\inetpub\\mailroot\\Pickup")).get(0).contains(
                    "is C:\\inetpub\\mailroot\\Pickup: expected a path of this system, not of Windows"));
        }

        @Test
        void isTheRootOfADiskBesideWhichNothingCanLie() {
            Path root = folder.getRoot();
            assertEquals(1, faults(root).size());
            assertFalse(Files.exists(Path.of("null.staging")), "a folder in the working directory");
        }

        @Test
        void isNamedForEverySenderAtOnce() {
            assertEquals(2, faults(folder.resolve("one"), folder.resolve("two")).size());
        }

        @Test
        void isNamedOnceForSendersThatShareIt() {
            List<String> faults = faults(folder.resolve("one"), folder.resolve("one"));
            assertEquals(1, faults.size());
            assertTrue(faults.get(0).startsWith("pickup directory of sender server0, server1 is "), faults.get(0));
        }
    }

    @Nested
    class AFileLeftInStaging {
        @ParameterizedTest(name = "{0} after {1} minutes: kept {2}")
        @CsvSource({"mail.part,61,false", "mail.part,59,true", "notes.txt,99999,true"})
        void isRemovedWhenItIsOursAndNobodyCanBeWritingItAnyMore(String name, long minutes, boolean kept)
                throws Exception {
            Files.createDirectories(data.resolve("pickup.staging"));
            Path file = Files.writeString(data.resolve("pickup.staging").resolve(name), "half a m");
            Files.setLastModifiedTime(file, FileTime.from(NOW.minus(Duration.ofMinutes(minutes))));
            assertEquals(List.of(), faults(data.resolve("pickup")));
            assertEquals(kept, Files.exists(file));
        }
    }

    @Nested
    class MailInThePickupDirectory {
        @Test
        void isNeverTouchedHoweverOldItIs() throws Exception {
            Path pickup = Files.createDirectories(data.resolve("pickup"));
            for (String name : List.of("waiting.eml", "strange.part")) {
                FileTime old = FileTime.from(NOW.minus(Duration.ofDays(9)));
                Files.setLastModifiedTime(Files.writeString(pickup.resolve(name), "mail"), old);
            }
            assertEquals(List.of(), faults(pickup));
            assertEquals(2, pickup.toFile().list().length);
        }
    }

    @Nested
    class ASenderWithAServer {
        @Test
        void needsNoDirectory() {
            Delivery smtp = new Delivery.Smtp("127.0.0.1", 25, SecureSocketOption.AUTO, null);
            Senders senders = new Senders(List.of(new MailSettings("server", "a@contoso.com", smtp, "a test")));
            assertEquals(List.of(), folders.prepare(senders));
            assertFalse(Files.exists(data));
        }
    }
}
