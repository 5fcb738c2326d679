// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.trials;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.notificationgateway.support.Effort;
import org.notificationgateway.support.TestHome;

/**
 * Mail that waits while the clock jumps by eight days: from that moment the server takes it, so that a mail that does not come
 * within its step was killed by the jump alone, or waits too long.
 */
final class ClockRun implements AutoCloseable {
    static final Duration AHEAD = Duration.ofDays(8);
    private static final int MAILS = 20;
    private static final Duration STEP = Duration.ofSeconds(Effort.of(1, 6));
    private static final Duration GRACE = Duration.ofSeconds(4);

    private final JumpingClock clock;
    private final CollectingSmtpServer smtp;
    private final TestHome home;
    private final TrialClient client;
    private Oracle oracle = new Oracle();
    private TrialGateway gateway;
    private Duration now = Duration.ZERO;

    /** @param start how far the clock is ahead of the machine's */
    ClockRun(Path folder, Duration start) throws Exception {
        clock = new JumpingClock(folder);
        smtp = new CollectingSmtpServer(oracle);
        home = TrialGateway.home(folder.resolve("home"), smtp)
                .set("delivery.retry-delays", STEP.toSeconds() + "s").set("delivery.max-age", "24h");
        client = new TrialClient(home);
        now = start;
        clock.turn(start);
        gateway = startGateway();
    }

    /** Then all of it must come. */
    void jump(Duration to, boolean acrossRestart) throws Exception {
        fill();
        if (acrossRestart) {
            gateway.close();
        }
        clock.turn(to);
        smtp.answer(CollectingSmtpServer.Answer.TAKE);
        if (acrossRestart) {
            gateway = startGateway();
        }
        long jumped = System.nanoTime();
        Oracle.Verdict verdict = new Drain(STEP.multipliedBy(4).plus(GRACE), STEP.multipliedBy(3).plus(GRACE)).verdict(oracle, client, gateway);
        double seconds = (System.nanoTime() - jumped) / 1e9;
        print(to, acrossRestart ? "across a restart" : "while running", seconds, verdict);
        assertEquals(MAILS, verdict.arrived(), verdict.toString());
        assertTrue(verdict.isGood() && verdict.dead() == 0, verdict.toString());
        assertTrue(seconds <= STEP.plus(GRACE).toSeconds(), "they waited for " + seconds + " s");
    }

    /** The server still defers: whatever is given up then was tried once more, and nothing is lost. */
    void jumpWhileDeferred(Duration to) throws Exception {
        fill();
        clock.turn(to);
        long before = smtp.attempts();
        await().atMost(STEP.multipliedBy(10)).until(() -> smtp.attempts() >= before + MAILS);
        await().atMost(Duration.ofSeconds(20)).until(() -> client.account(oracle).dead() + oracle.verdict().waiting() >= MAILS);
        Oracle.Verdict verdict = oracle.verdict();
        print(to, "while running, still deferred", 0, verdict);
        assertEquals(0, verdict.lost(), verdict.toString());
        assertTrue(smtp.attempts() - before >= verdict.dead(), verdict + " after " + (smtp.attempts() - before) + " attempts");
    }

    private void fill() {
        oracle = new Oracle();
        smtp.report(oracle).answer(CollectingSmtpServer.Answer.DEFER);
        long attempts = smtp.attempts() + 2 * MAILS;
        for (int i = 0; i < MAILS; i++) {
            assertEquals(202, client.post(oracle, new TrialMail("clock-" + now.toDays() + "-" + i, 1024)));
        }
        await().atMost(STEP.multipliedBy(10)).until(() -> smtp.attempts() >= attempts);
    }

    private void print(Duration to, String how, double seconds, Oracle.Verdict verdict) {
        System.out.printf("clock from +%d to +%d days, %s, step %d s: settled after %.1f s; %s%n", now.toDays(), to.toDays(),
                how, STEP.toSeconds(), seconds, verdict);
        now = to;
    }

    private TrialGateway startGateway() throws IOException {
        TrialGateway started = TrialGateway.start(List.of(), home, "", clock.environment()).awaitStart();
        assertTrue(started.isReady(), started.output());
        return started;
    }

    @Override
    public void close() throws Exception {
        gateway.close();
        smtp.close();
    }
}
