// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.trials;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.notificationgateway.support.TestHome;

/**
 * A long outage fills the outbox, and large requests come on top: with 256 MB of heap the gateway lives, and mails all when
 * the server is back. {@code -Dtrial.waiting=N}.
 */
class OutageTrial {
    private static final int WAITING = Integer.getInteger("trial.waiting", 60_000);
    private static final int LARGE = 24_000_000;

    @TempDir
    private Path folder;

    @Test
    void largeRequestsDoNotEndAGatewayWithManyMailsWaiting() throws Exception {
        Oracle oracle = new Oracle();
        try (CollectingSmtpServer smtp = new CollectingSmtpServer(oracle).answer(CollectingSmtpServer.Answer.AWAY)) {
            TestHome home = TrialGateway.home(folder.resolve("home"), smtp)
                    .set("delivery.longest-pause", "5s").set("delivery.max-age", "24h");
            TrialClient client = new TrialClient(home);
            List<Integer> answers = new ArrayList<>();
            String end;
            try (TrialGateway gateway = TrialGateway.start(home, "-Xmx256m").awaitStart()) {
                Backlog.fill(client, oracle, "small", WAITING, 1024);
                for (int i = 0; i < 6 && gateway.isAlive(); i++) {
                    answers.add(client.post(oracle, new TrialMail("large-" + i, LARGE)));
                }
                end = gateway.isAlive() ? "goes on, " + Memory.of(gateway) : "ended with exit code " + gateway.exit();
                System.out.printf("outage, %d mails wait: answers to 24 MB %s; %s%n", WAITING, answers, end);
            }
            smtp.answer(CollectingSmtpServer.Answer.TAKE);
            try (TrialGateway gateway = TrialGateway.start(home, "-Xmx256m").awaitStart()) {
                Oracle.Verdict verdict =
                        new Drain(Duration.ofMinutes(15), Duration.ofSeconds(20)).verdict(oracle, client, gateway);
                System.out.printf("outage, after a restart: %s; %s%n", verdict,
                        gateway.isAlive() ? "goes on" : "ended with exit code " + gateway.exit());
                assertTrue(end.startsWith("goes on") && gateway.isAlive() && verdict.isGood(), end + "; " + verdict);
            }
        }
    }
}
