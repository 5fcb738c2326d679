// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.trials;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.awaitility.core.ConditionTimeoutException;
import org.notificationgateway.support.Effort;

/** Waits for the end of a trial: all that was accepted has come out, or nothing more is on its way. */
final class Drain {
    private final Duration longest;
    private final Duration quiet;
    private int arrivals = -1;
    private long waiting;
    private long since;

    /**
     * @param longest to wait in all
     * @param quiet without any arrival, after which what has not come never will; five times as long while mail waits
     */
    Drain(Duration longest, Duration quiet) {
        this.longest = longest;
        this.quiet = quiet;
    }

    /** What is known then; a process that ended ends the wait. */
    Oracle.Verdict verdict(Oracle oracle, TrialClient client, TrialGateway gateway) {
        return verdict(oracle, client, gateway::isAlive);
    }

    Oracle.Verdict verdict(Oracle oracle, TrialClient client, BooleanSupplier alive) {
        since = System.nanoTime();
        try {
            await().atMost(longest).pollDelay(Duration.ofMillis(100)).pollInterval(Duration.ofMillis(Effort.of(200, 500)))
                    .until(() -> isOver(client.account(oracle)) || !alive.getAsBoolean());
        } catch (ConditionTimeoutException e) {
            // the verdict tells what is still on its way
        }
        return oracle.verdict();
    }

    private boolean isOver(Oracle.Verdict now) {
        if (now.arrived() + now.dead() != arrivals || now.waiting() != waiting) {
            arrivals = now.arrived() + now.dead();
            waiting = now.waiting();
            since = System.nanoTime();
        }
        long patience = now.waiting() == 0 ? quiet.toNanos() : 5 * quiet.toNanos();
        return now.missing().isEmpty() && now.waiting() == 0 || System.nanoTime() - since > patience;
    }
}
