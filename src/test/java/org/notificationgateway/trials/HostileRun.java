// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.trials;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.notificationgateway.support.TestHome;

/** Hostile callers at a gateway of 256 MB heap with many mails waiting and a large dead letter. */
final class HostileRun {
    private static final int DEAD_LETTER = 25_000_000;

    private HostileRun() {
    }

    /** @param verdict about all mail that was accepted before and during the attacks */
    record Result(List<HostileCallers.Result> attacks, Oracle.Verdict verdict) {
        boolean isGood() {
            return attacks.stream().allMatch(HostileCallers.Result::isGood) && verdict.isGood() && verdict.missing().isEmpty();
        }
    }

    static Result of(Path folder, int waiting, HostileCallers.Kind... kinds) throws Exception {
        Oracle oracle = new Oracle();
        List<HostileCallers.Result> attacks = new ArrayList<>();
        try (CollectingSmtpServer smtp = new CollectingSmtpServer(oracle)
                .answer(CollectingSmtpServer.Answer.DEFER_RECIPIENTS)) {
            TestHome home = TrialGateway.home(folder, smtp).set("delivery.retry-delays", "30s");
            TrialClient client = new TrialClient(home);
            String letter;
            try (TrialGateway gateway = TrialGateway.start(home, "-Xmx256m").awaitStart()) {
                assertEquals(202, client.post(oracle, new TrialMail("refused-1", DEAD_LETTER)));
                await().atMost(Duration.ofSeconds(60)).until(() -> !client.deadLetters("id").isEmpty());
                letter = client.deadLetters("id").get(0);
                Backlog.fill(client, oracle, "waiting", waiting, 1024);
            }
            for (HostileCallers.Kind kind : kinds) {
                try (TrialGateway gateway = TrialGateway.start(home, "-Xmx256m").awaitStart()) {
                    HostileCallers.Result result = new HostileCallers(home, client, oracle, letter).attack(gateway, kind);
                    System.out.printf("hostile callers, %d mails wait, %s%n", waiting, result);
                    attacks.add(result);
                }
            }
            smtp.answer(CollectingSmtpServer.Answer.TAKE);
            try (TrialGateway gateway = TrialGateway.start(home, "-Xmx256m").awaitStart()) {
                Oracle.Verdict verdict =
                        new Drain(Duration.ofMinutes(20), Duration.ofSeconds(45)).verdict(oracle, client, gateway);
                System.out.println("hostile callers, afterwards: " + verdict);
                return new Result(attacks, verdict);
            }
        }
    }
}
