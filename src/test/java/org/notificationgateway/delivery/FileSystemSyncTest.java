// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.jna.LastErrorException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files are forced together only where a failure would be told, and only while that is quicker. */
class FileSystemSyncTest {
    @TempDir
    private Path folder;

    private final RecordedCalls calls = new RecordedCalls();

    private FileSystemSync recorded() throws IOException {
        return new FileSystemSync(thisType(), calls, System::nanoTime);
    }

    private Set<String> thisType() throws IOException {
        return Set.of(Files.getFileStore(folder).type());
    }

    @Nested
    class AFileSystem {
        @ParameterizedTest
        @CsvSource({"Linux, 5.8.0, true", "Linux, 5.10.0-21-amd64, true", "Linux, 6.1.0+, true", "Linux, 5.7.19, false",
            "Linux, 4.18.0-553.el8, false", "Linux, unknown, false", "Mac OS X, 14.5, false", "Windows 11, 10.0, false"})
        void tellsOfAFailedWriteUnderThisKernel(String system, String version, boolean tells) {
            assertEquals(tells, FileSystemSync.tellsOfErrors(system, version));
        }

        @Test
        void servesWhenItIsOneOfThoseThatAreKnown() throws IOException {
            assertTrue(new FileSystemSync(thisType(), new LibC(), System::nanoTime).serves(folder));
            assertFalse(new FileSystemSync(Set.of("nfs4"), new LibC(), System::nanoTime).serves(folder));
            assertEquals(FileSystemSync.TYPES.containsAll(thisType()), new FileSystemSync().serves(folder));
        }

        @Test
        void isAskedAgainOnceItsDirectoryIsThere() {
            FileSystemSync sync = new FileSystemSync();
            assertThrows(NoSuchFileException.class, () -> sync.serves(folder.resolve("away")));
        }

        @Test
        void doesNotServeWithoutTheLibrary() throws IOException {
            calls.openFails = new UnsatisfiedLinkError("no place to unpack it");
            assertFalse(recorded().serves(folder));
        }
    }

    @Nested
    class Forcing {
        @Test
        void isDoneByLinux() throws IOException {
            Path file = folder.resolve("mail");
            new FileSystemSync().force(folder, () -> write(file));
            assertEquals("written", Files.readString(file));
        }

        @Test
        void listensForErrorsBeforeTheWritesAndForcesAfterThem() throws IOException {
            recorded().force(folder, () -> calls.made.add("write"));
            assertEquals(List.of("open " + folder, "write", "syncfs 7", "fsync 7", "close 7"), calls.made);
        }

        @Test
        void failsWithTheDirectoryAndTheReasonAndCloses() {
            calls.syncFails = new LastErrorException("[5] Input/output error");
            IOException e = assertThrows(IOException.class,
                    () -> recorded().force(folder, () -> {}));
            assertEquals(folder + ": the file system did not take what was written: [5] Input/output error", e.getMessage());
            assertEquals("close 7", calls.made.get(calls.made.size() - 1));
        }

        @Test
        void ofADirectoryThatIsAwayFailsBeforeAnythingIsWritten() {
            Path away = folder.resolve("away");
            Path file = folder.resolve("mail");
            assertThrows(IOException.class, () -> new FileSystemSync().force(away, () -> write(file)));
            assertFalse(Files.exists(file));
        }

        private void write(Path file) {
            try {
                Files.writeString(file, "written");
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Nested
    class WhereOthersWriteMuch {
        private final AtomicLong now = new AtomicLong(-5);
        private final FileSystemSync sync = new FileSystemSync(FileSystemSync.TYPES, calls, now::get);

        private void forcingTakes(Duration time) throws IOException {
            calls.whileSyncing = () -> now.addAndGet(time.toNanos());
            sync.force(folder, () -> {});
        }

        @Test
        void itRestsForAMinute() throws IOException {
            assertTrue(sync.isQuick());
            forcingTakes(Duration.ofMillis(251));
            assertFalse(sync.isQuick());
            now.addAndGet(Duration.ofSeconds(59).toNanos());
            assertFalse(sync.isQuick());
            now.addAndGet(Duration.ofSeconds(1).toNanos());
            assertTrue(sync.isQuick());
        }

        @Test
        void anOrdinaryWaitIsNoReasonToRest() throws IOException {
            forcingTakes(Duration.ofMillis(250));
            assertTrue(sync.isQuick());
        }
    }
}
