// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.trials;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.notificationgateway.support.Absent;
import org.notificationgateway.support.TestHome;

/**
 * The disk fills up twenty times, with the SMTP server taking, deferring and hanging up in turn: no accepted mail is lost or
 * altered. {@code -Dtrial.rounds=N}, {@code -Dtrial.disk-mb=N}.
 */
class DiskFullTrial {
    private static final int ROUNDS = Integer.getInteger("trial.rounds", 20);
    private static final int MEGABYTES = Integer.getInteger("trial.disk-mb", 160);

    @TempDir
    private Path folder;

    @Test
    void noMailIsLostOrAlteredWhenTheDiskIsFull() throws Exception {
        List<String> bad = new ArrayList<>();
        int accepted = 0;
        int lost = 0;
        int altered = 0;
        int doubled = 0;
        for (int round = 1; round <= ROUNDS; round++) {
            CollectingSmtpServer.Answer answer = List.of(CollectingSmtpServer.Answer.DEFER, CollectingSmtpServer.Answer.TAKE,
                    CollectingSmtpServer.Answer.CLOSE).get(round % 3);
            DiskFullRound.Result result = round(round, answer);
            System.out.printf("disk full, round %d of %d, SMTP server: %s: %s%n", round, ROUNDS, answer, result);
            accepted += result.verdict().accepted();
            lost += result.verdict().missing().size(); // what still waits by now will wait for ever
            altered += result.verdict().altered().size();
            doubled += result.verdict().doubled();
            if (!result.isGood()) {
                bad.add("round " + round + ": " + result);
            }
        }
        System.out.printf("disk full, %d rounds: accepted %d, lost %d, altered %d, doubled %d%n",
                ROUNDS, accepted, lost, altered, doubled);
        assertEquals(List.of(), bad);
    }

    @Test
    void noMailIsLostWhenNothingInTheDataFolderCanBeWritten() throws Exception {
        FullDiskLibrary library = new FullDiskLibrary(folder);
        judge("all", library, library.environment("/data/"));
    }

    @Test
    void noMailIsLostWhenTheJournalCannotBeForced() throws Exception {
        FullDiskLibrary library = new FullDiskLibrary(folder);
        judge("force", library, library.environmentWhereForcingFails("/broker/journal/"));
    }

    private void judge(String name, FullDiskLibrary library, Map<String, String> environment) throws Exception {
        Oracle oracle = new Oracle();
        try (CollectingSmtpServer smtp = new CollectingSmtpServer(oracle)) {
            TestHome home = TrialGateway.home(folder.resolve("home"), smtp);
            DiskFullRound.Result result = new DiskFullRound(name, home, smtp, oracle,
                    Disks.of(library, home.path("data"), environment), 40_000_000L)
                    .run(CollectingSmtpServer.Answer.DEFER, 40, 2);
            System.out.println("disk full: " + result);
            assertTrue(result.isGood(), result.toString());
        }
    }

    private DiskFullRound.Result round(int round, CollectingSmtpServer.Answer answer) throws Exception {
        Path place = folder.resolve("round-" + round);
        Oracle oracle = new Oracle();
        try (SmallDisk small = SmallDisk.mount(place.resolve("data"), MEGABYTES);
                CollectingSmtpServer smtp = new CollectingSmtpServer(oracle)) {
            if (small == null) {
                Absent.skip("this account may mount nothing");
            }
            return new DiskFullRound("r" + round, TrialGateway.home(place, smtp).set("intake.max-disk-usage", "90"), smtp, oracle,
                    Disks.of(small), MEGABYTES * 400_000L).run(answer, 100, 4);
        }
    }
}
