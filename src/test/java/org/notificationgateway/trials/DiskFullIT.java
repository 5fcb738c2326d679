// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.trials;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.notificationgateway.support.Effort;
import org.notificationgateway.support.TestHome;

/** A full disk loses and alters no accepted mail. For longer: {@code -Ptrials}; with all files at once, and where forcing fails: {@link DiskFullTrial}. On a small disk: {@code FullDiskIT}. */
class DiskFullIT {
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
    void aMailWhoseBytesCannotBeWrittenIsNotAccepted() throws Exception {
        FullDiskLibrary library = new FullDiskLibrary(folder);
        TestHome home = home();
        TrialClient client = new TrialClient(home);
        Map<String, String> environment = library.environment("/large-messages/", "/data/mails/");
        List<Integer> answers = new ArrayList<>();
        try (TrialGateway gateway = TrialGateway.start(List.of(), home, "", environment).awaitStart()) {
            library.fill();
            for (int kilobytes : List.of(1024, 300, 110)) {
                answers.add(client.post(oracle, new TrialMail("full-" + kilobytes, kilobytes * 1024)));
            }
            library.free();
        }
        try (NextLife gateway = NextLife.start(home)) {
            Oracle.Verdict verdict = new Drain(Duration.ofSeconds(30), Duration.ofSeconds(4)).verdict(oracle, client, gateway::isAlive);
            System.out.println("bytes of large mails cannot be written: answers " + answers + "; " + verdict);
            assertTrue(verdict.isGood() && verdict.missing().isEmpty() && verdict.dead() == 0, verdict.toString());
        }
    }

    /** What waits for the journal at that moment is not accepted, whichever way it came. */
    @Test
    void noMailIsLostWhenTheJournalCannotBeWritten() throws Exception {
        FullDiskLibrary library = new FullDiskLibrary(folder);
        judge(round("journal", library, home(), library.environment("/broker/journal/")));
    }

    private DiskFullRound.Result round(
            String name, FullDiskLibrary library, TestHome home, Map<String, String> environment) throws Exception {
        return new DiskFullRound(name, home, smtp, oracle, Disks.of(library, home.path("data"), environment), Effort.of(6_000_000, 40_000_000))
                .run(CollectingSmtpServer.Answer.DEFER, Effort.of(20, 40), Effort.of(1, 2));
    }

    private TestHome home() throws Exception {
        return TrialGateway.home(folder.resolve("home"), smtp);
    }

    private static void judge(DiskFullRound.Result result) {
        System.out.println("disk full: " + result);
        assertTrue(result.isGood(), result.toString());
    }
}
