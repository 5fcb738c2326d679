// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox.embedded;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.activemq.artemis.api.core.ActiveMQBuffers;
import org.apache.activemq.artemis.core.io.IOCallback;
import org.apache.activemq.artemis.core.io.SequentialFile;
import org.apache.activemq.artemis.core.io.nio.NIOSequentialFileFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.notificationgateway.outbox.embedded.WholeFiles.WholeFile;

/** What a full disk did not take must not be confirmed: the mail in it would be gone after the next start. */
class WholeFilesIT {
    private static final int DISK = 1 << 20;

    @TempDir
    private Path folder;

    private final List<String> failures = new CopyOnWriteArrayList<>();
    private Process holder;
    private File disk;
    private NIOSequentialFileFactory factory;
    private int records = 2 * DISK; // bytes

    /** A file system of one megabyte in a namespace of its own, which any account may make. */
    @BeforeEach
    void mount() throws IOException {
        Path ready = folder.resolve("mounted");
        Path mounted = Files.createDirectory(folder.resolve("disk"));
        holder = new ProcessBuilder(
                "unshare", "-Urm", "sh", "-c",
                "mount -t tmpfs -o size=1m tmpfs '" + mounted + "' && touch '" + ready + "' && exec tail -f /dev/null").start();
        await().until(() -> Files.exists(ready));
        disk = new File("/proc/" + holder.pid() + "/root" + mounted.toAbsolutePath());
        factory = new NIOSequentialFileFactory(disk, false, (error, message, file) -> failures.add(message), 1);
    }

    @AfterEach
    void unmount() {
        holder.destroy();
    }

    private static ByteBuffer bytes(int size) {
        return ByteBuffer.allocateDirect(size);
    }

    @Test
    void aWriteThatFitsIsTaken() throws Exception {
        WholeFile page = new WholeFile(factory, disk, "1.page", 1);
        page.open();
        page.writeDirect(bytes(DISK / 2), true);
        assertEquals(DISK / 2, page.size());
        page.close();
        assertEquals(List.of(), failures);
    }

    @Test
    void aWriteOfWhichTheDiskTakesAPartFails() throws Exception {
        WholeFile page = new WholeFile(factory, disk, "1.page", 1);
        page.open();
        assertThrows(IOException.class, () -> page.writeDirect(bytes(2 * DISK), false));
        page.close();
        assertEquals(List.of("the disk did not take " + DISK + " bytes"), failures);
    }

    @Test
    void artemisAloneTakesAPartForAllOfIt() throws Exception {
        SequentialFile page = factory.createSequentialFile("1.page");
        page.open();
        page.writeDirect(bytes(2 * DISK), false);
        assertTrue(page.size() < 2 * DISK);
        page.close();
        assertEquals(List.of(), failures);
    }

    @Test
    void recordsThatTheDiskDoesNotTakeAreNotConfirmed() throws Exception {
        assertEquals(List.of("failed", "failed"), answers(new WholeFiles.Factory(disk, true, 4 * DISK, 1000, 1, this::note)));
    }

    @Test
    void recordsThatTheDiskTakesAreConfirmed() throws Exception {
        records = DISK / 4;
        assertEquals(List.of("confirmed", "confirmed"),
                answers(new WholeFiles.Factory(disk, true, 4 * DISK, 1000, 1, this::note)));
        assertEquals(List.of(), failures);
    }

    @Test
    void artemisAloneConfirmsRecordsThatTheDiskDoesNotTake() throws Exception {
        assertEquals(List.of("confirmed", "confirmed"),
                answers(new NIOSequentialFileFactory(disk, true, 4 * DISK, 1000, 1, false, this::note, null)));
    }

    /** What the writers of two records hear, one after the other, on a disk that has no room for the first. */
    private List<String> answers(NIOSequentialFileFactory journal) throws Exception {
        List<String> answers = new CopyOnWriteArrayList<>();
        journal.start();
        SequentialFile file = journal.createSequentialFile("1.amq");
        file.open();
        journal.activateBuffer(file);
        for (int record = 1; record <= 2; record++) {
            int heard = record;
            file.write(ActiveMQBuffers.wrappedBuffer(new byte[records]), true, new IOCallback() {
                @Override
                public void done() {
                    answers.add("confirmed");
                }

                @Override
                public void onError(int code, String message) {
                    answers.add("failed");
                }
            });
            await().until(() -> answers.size() == heard);
        }
        journal.deactivateBuffer();
        file.close();
        journal.stop();
        return answers;
    }

    private void note(Throwable error, String message, String file) {
        failures.add(message);
    }
}
