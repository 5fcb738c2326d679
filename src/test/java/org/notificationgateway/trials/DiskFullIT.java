// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.trials;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.notificationgateway.support.TestHome;

/** A full disk loses and alters no accepted mail. The long form, on a disk that really is full: {@link DiskFullTrial}. */
class DiskFullIT {
    private static final int MEGABYTES = 96;

    @TempDir
    private Path folder;

    private final Oracle oracle = new Oracle();
    private CollectingSmtpServer smtp;

    @BeforeEach
    void listen() throws Exception {
        smtp = new CollectingSmtpServer(oracle);
    }

    @AfterEach
    void hangUp() throws Exception {
        smtp.close();
    }

    @Test
    void noMailIsLostWhenTheFilesOfLargeMailsCannotBeWritten() throws Exception {
        preloaded("bytes", "/large-messages/", "/data/mails/");
    }

    @Test
    void noMailIsLostWhenNothingInTheDataFolderCanBeWritten() throws Exception {
        preloaded("all", "/data/");
    }

    @Test
    void noMailIsLostOnASmallDiskThatIsFull() throws Exception {
        try (SmallDisk small = SmallDisk.mount(folder.resolve("home/data"), MEGABYTES)) {
            assumeTrue(small != null, "this account may mount nothing");
            judge(new DiskFullRound("small", home().set("intake.max-disk-usage", "90"), smtp, oracle,
                    Disks.of(small), MEGABYTES * 400_000L).run(CollectingSmtpServer.Answer.DEFER, 2, 2));
        }
    }

    private void preloaded(String name, String... words) throws Exception {
        FullDiskLibrary library = FullDiskLibrary.build(folder);
        assumeTrue(library != null, "no C compiler for Linux");
        TestHome home = home();
        judge(new DiskFullRound(name, home, smtp, oracle, Disks.of(library, home.path("data"), words),
                40_000_000L).run(CollectingSmtpServer.Answer.DEFER, 2, 2));
    }

    private TestHome home() throws Exception {
        return TrialGateway.home(folder.resolve("home"), smtp);
    }

    private static void judge(DiskFullRound.Result result) {
        System.out.println("disk full: " + result);
        assertTrue(result.isGood(), result.toString());
    }
}
