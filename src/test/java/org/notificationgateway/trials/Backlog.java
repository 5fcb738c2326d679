// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.trials;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/** Very many mails that wait, handed over as arrays. */
final class Backlog {
    private static final int BYTES = 4_000_000; // of an array, at most
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private Backlog() {
    }

    /** All are accepted. */
    static void fill(TrialClient client, Oracle oracle, String name, int mails, int size) {
        int together = Math.max(1, Math.min(500, BYTES / (size + 500)));
        for (int start = 0; start < mails; start += together) {
            List<TrialMail> array = IntStream.range(start, Math.min(mails, start + together))
                    .mapToObj(i -> new TrialMail(name + "-" + i, size)).toList();
            // A caller that is told to come again does so.
            await("the mails from number " + start + " are accepted").atMost(PATIENCE)
                    .pollInterval(Duration.ofSeconds(1)).pollDelay(Duration.ZERO).pollInSameThread()
                    .until(() -> client.post(oracle, array), status -> status == 202 || status == 200);
        }
    }
}
