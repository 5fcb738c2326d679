// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.trials;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.awaitility.core.ConditionTimeoutException;

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
        since = System.nanoTime();
        try {
            await().atMost(longest).pollInterval(Duration.ofMillis(500))
                    .until(() -> isOver(client.account(oracle)) || !gateway.isAlive());
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
