// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.activemq.artemis.core.io.SequentialFile;
import org.apache.activemq.artemis.core.io.nio.NIOSequentialFileFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.notificationgateway.outbox.WholePages.PageFile;

/** A page of which a full disk took a part must fail, as the mail in it would be gone after the next start. */
class WholePagesIT {
    private static final int DISK = 1 << 20;

    @TempDir
    private Path folder;

    private final List<String> failures = new ArrayList<>();
    private Process holder;
    private File disk;
    private NIOSequentialFileFactory factory;

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
        PageFile page = new PageFile(factory, disk, "1.page");
        page.open();
        page.writeDirect(bytes(DISK / 2), true);
        assertEquals(DISK / 2, page.size());
        page.close();
        assertEquals(List.of(), failures);
    }

    @Test
    void aWriteOfWhichTheDiskTakesAPartFails() throws Exception {
        PageFile page = new PageFile(factory, disk, "1.page");
        page.open();
        assertThrows(IOException.class, () -> page.writeDirect(bytes(2 * DISK), false));
        page.close();
        assertEquals(List.of("the disk took all but " + DISK + " bytes of a page"), failures);
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
}
