// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.trials;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.IntStream;

/** Very many mails that wait, handed over as arrays. */
final class Backlog {
    private static final int BYTES = 10_000_000; // of an array, at most

    private Backlog() {
    }

    /** All are accepted. */
    static void fill(TrialClient client, Oracle oracle, String name, int mails, int size) {
        int together = Math.max(1, Math.min(500, BYTES / (size + 500)));
        for (int start = 0; start < mails; start += together) {
            List<TrialMail> array = IntStream.range(start, Math.min(mails, start + together))
                    .mapToObj(i -> new TrialMail(name + "-" + i, size)).toList();
            assertEquals(202, client.post(oracle, array), "answer to the mails from number " + start);
        }
    }
}
