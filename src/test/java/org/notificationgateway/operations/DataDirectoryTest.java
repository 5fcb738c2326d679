// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.operations;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.notificationgateway.settings.StartRefusedException;

/** Two gateways on one journal would wait for each other in silence, so the second must hear why it cannot start. */
class DataDirectoryTest {
    @TempDir
    private Path folder;

    private String inUse() {
        return "data folder " + folder + " is in use by another gateway: expected a data folder of its own for each"
                + " (gateway.data-directory, or stop the other one)";
    }

    @Nested
    class AFreeFolder {
        @Test
        void isMadeWhenItIsMissing() {
            Path data = folder.resolve("new/data");
            DataDirectory directory = new DataDirectory(data);
            directory.lock();
            assertTrue(Files.isDirectory(data));
            directory.stop();
        }

        @Test
        void isFreeAgainAfterTheGatewayStopped() {
            for (int i = 0; i < 3; i++) {
                DataDirectory directory = new DataDirectory(folder);
                assertDoesNotThrow(directory::lock);
                directory.start();
                directory.stop();
            }
        }
    }

    @Nested
    class AFolderInUse {
        @Test
        void isRefusedToASecondGatewayInThisProcess() {
            DataDirectory first = new DataDirectory(folder);
            first.lock();
            var e = assertThrows(StartRefusedException.class, () -> new DataDirectory(folder).lock());
            assertEquals(inUse(), e.getMessage());
            first.stop();
        }

        @Test
        void isRefusedWhileAnotherProcessHasItAndFreeOnceThatIsKilled() throws Exception {
            Process other = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
                            System.getProperty("java.class.path"), OtherProcess.class.getName(), folder.toString())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            try (BufferedReader out = other.inputReader()) {
                assertEquals("locked", out.readLine());
                var e = assertThrows(StartRefusedException.class, () -> new DataDirectory(folder).lock());
                assertEquals(inUse(), e.getMessage());
            } finally {
                other.destroyForcibly();
            }
            assertTrue(other.waitFor(10, TimeUnit.SECONDS));
            DataDirectory next = new DataDirectory(folder);
            assertDoesNotThrow(next::lock);
            next.stop();
        }
    }

    @Nested
    class AFolderThatCannotBeMade {
        @Test
        void isRefusedWithTheSettingToChange() throws Exception {
            Path file = Files.writeString(folder.resolve("data"), "a file");
            var e = assertThrows(StartRefusedException.class, () -> new DataDirectory(file).lock());
            assertEquals(
                    "data folder " + file + " cannot be written (FileAlreadyExistsException): expected a folder in"
                            + " which this account may create files (gateway.data-directory)",
                    e.getMessage());
        }
    }

    /** A gateway in a JVM of its own, as far as its data folder goes. */
    static final class OtherProcess {
        private OtherProcess() {}

        public static void main(String[] args) throws Exception {
            new DataDirectory(Path.of(args[0])).lock();
            System.out.println("locked");
            System.in.read(); // until killed
        }
    }
}
