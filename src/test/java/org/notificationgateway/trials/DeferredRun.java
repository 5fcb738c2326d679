// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.trials;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.core.ConditionTimeoutException;
import org.notificationgateway.support.Effort;
import org.notificationgateway.support.TestHome;

/** Many mails that a server defers for a while: they cost disk and no memory, and all arrive. */
final class DeferredRun {
    private static final int HEAP = 256;

    private DeferredRun() {
    }

    /**
     * How it went.
     *
     * @param allTried whether each mail had its first attempt in time
     * @param alive false if the process ended
     */
    record Result(Oracle.Verdict verdict, boolean allTried, boolean alive) {
        boolean isGood() {
            return allTried && alive && verdict.isGood() && verdict.missing().isEmpty();
        }
    }

    static Result of(Path folder, int mails, int size, String retryDelays) throws Exception {
        Oracle oracle = new Oracle();
        try (CollectingSmtpServer smtp = new CollectingSmtpServer(oracle)
                .answer(CollectingSmtpServer.Answer.DEFER_RECIPIENTS)) {
            TestHome home = TrialGateway.home(folder, smtp).set("delivery.retry-delays", retryDelays);
            TrialClient client = new TrialClient(home);
            try (TrialGateway gateway = TrialGateway.start(home, "-Xmx" + HEAP + "m").awaitStart()) {
                String what = mails + " mails of " + size + " bytes at -Xmx" + HEAP + "m";
                Backlog.fill(client, oracle, "deferred", mails, size);
                System.out.printf("deferred, %s: accepted after %.0f s; %s%n", what, gateway.seconds(), Memory.of(gateway));
                boolean allTried = awaitFirstAttempts(smtp, mails, gateway);
                System.out.printf("deferred, %s: %d tried after %.0f s; %s%n", what, smtp.tried(), gateway.seconds(),
                        gateway.isAlive() ? memory(gateway) : "ended with exit code " + gateway.exit());
                smtp.answer(CollectingSmtpServer.Answer.TAKE);
                Oracle.Verdict verdict =
                        new Drain(Duration.ofMinutes(30), Duration.ofSeconds(60)).verdict(oracle, client, gateway);
                System.out.printf("deferred, %s: after %.0f s %s; %d attempts; %s%n", what, gateway.seconds(), verdict,
                        smtp.attempts(),
                        gateway.isAlive() ? memory(gateway) : "ended with exit code " + gateway.exit());
                return new Result(verdict, allTried, gateway.isAlive());
            }
        }
    }

    /** In the short form without a collection, which takes two JVMs more. */
    private static Memory memory(TrialGateway gateway) throws IOException, InterruptedException {
        return Effort.isLong() ? Memory.afterCollection(gateway) : Memory.of(gateway);
    }

    /** Those that were tried and wait must not keep the others from their first attempt. */
    private static boolean awaitFirstAttempts(CollectingSmtpServer smtp, int mails, TrialGateway gateway) {
        try {
            await().atMost(Duration.ofSeconds(60 + mails / 100)).pollInterval(Duration.ofMillis(200))
                    .until(() -> smtp.tried() == mails || !gateway.isAlive());
        } catch (ConditionTimeoutException e) {
            return false;
        }
        return smtp.tried() == mails;
    }
}
