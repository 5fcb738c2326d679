// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.trials;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.notificationgateway.support.TestHome;

/**
 * A clock that jumps by eight days kills no mail that waits, and lets none wait longer than its step. Needs libfaketime:
 * {@code apt-get install faketime}, or {@code -Dtrial.faketime=FILE}.
 */
class ClockTrial {
    private static final int MAILS = 20;
    private static final Duration STEP = Duration.ofSeconds(6);
    private static final Duration GRACE = Duration.ofSeconds(3);

    @TempDir
    private Path folder;

    private final Oracle oracle = new Oracle();

    @ParameterizedTest(name = "from {0} to {1}, restarted: {2}")
    @CsvSource({"+0d, +8d, false", "+8d, +0d, false", "+0d, +8d, true", "+8d, +0d, true"})
    void aClockThatJumpsKillsAndDelaysNoMail(String from, String to, boolean restarted) throws Exception {
        try (CollectingSmtpServer smtp = new CollectingSmtpServer(oracle).answer(CollectingSmtpServer.Answer.DEFER)) {
            TestHome home = TrialGateway.home(folder.resolve("home"), smtp)
                    .set("delivery.retry-delays", STEP.toSeconds() + "s").set("delivery.max-age", "24h");
            TrialClient client = new TrialClient(home);
            Path clock = Files.writeString(folder.resolve("clock"), from + "\n");
            Oracle.Verdict verdict;
            double seconds;
            TrialGateway first = start(home, clock);
            try (first) {
                for (int i = 0; i < MAILS; i++) {
                    assertEquals(202, client.post(oracle, new TrialMail("clock-" + i, 1024)), first.output());
                }
                await().atMost(Duration.ofSeconds(40)).until(() -> smtp.attempts() >= 2 * MAILS);
                if (!restarted) {
                    Files.writeString(clock, to + "\n");
                    smtp.answer(CollectingSmtpServer.Answer.TAKE);
                    long jumped = System.nanoTime();
                    verdict = drained(client, first);
                    seconds = (System.nanoTime() - jumped) / 1e9;
                    judge(from, to, "while running", verdict, seconds);
                    return;
                }
            }
            Files.writeString(clock, to + "\n");
            smtp.answer(CollectingSmtpServer.Answer.TAKE);
            try (TrialGateway second = start(home, clock)) {
                long ready = System.nanoTime();
                verdict = drained(client, second);
                seconds = (System.nanoTime() - ready) / 1e9;
                judge(from, to, "across a restart", verdict, seconds);
            }
        }
    }

    private Oracle.Verdict drained(TrialClient client, TrialGateway gateway) {
        return new Drain(STEP.multipliedBy(4), STEP.multipliedBy(3)).verdict(oracle, client, gateway);
    }

    private static void judge(String from, String to, String how, Oracle.Verdict verdict, double seconds) {
        System.out.printf("clock from %s to %s %s, step %d s: all settled after %.1f s; %s%n",
                from, to, how, STEP.toSeconds(), seconds, verdict);
        assertEquals(MAILS, verdict.arrived(), verdict.toString());
        assertTrue(verdict.isGood() && verdict.dead() == 0, verdict.toString());
        assertTrue(seconds <= STEP.plus(GRACE).toSeconds(), "they waited for " + seconds + " s");
    }

    private static TrialGateway start(TestHome home, Path clock) throws IOException {
        Path library = library();
        TrialGateway gateway = TrialGateway.start(List.of(), home, "", Map.of("LD_PRELOAD", library.toString(),
                "FAKETIME_TIMESTAMP_FILE", clock.toString(), "FAKETIME_NO_CACHE", "1", "DONT_FAKE_MONOTONIC", "1"));
        gateway.awaitStart();
        assertTrue(gateway.isReady(), gateway.output());
        return gateway;
    }

    private static Path library() throws IOException {
        String named = System.getProperty("trial.faketime", "");
        if (!named.isBlank()) {
            return Path.of(named);
        }
        Path libraries = Path.of("/usr/lib");
        assumeTrue(Files.isDirectory(libraries), "no Linux");
        try (Stream<Path> found = Files.find(libraries, 3, (path, is) -> path.endsWith("faketime/libfaketimeMT.so.1"))) {
            List<Path> all = found.toList();
            assumeTrue(!all.isEmpty(), "libfaketime is not installed");
            return all.get(0);
        }
    }
}
