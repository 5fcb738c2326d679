// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox.embedded;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.notificationgateway.outbox.ledger.MailToken;

/**
 * Which mails the queues hold, millions of them in little memory: of each token the 62 random bits at its end. Filled by
 * one thread, then safe to share.
 */
final class HeldMails {
    private long[] tokens = new long[1_024];
    private int count;

    void add(@Nullable String token) {
        if (token != null && MailToken.isToken(token)) {
            if (count == tokens.length) {
                tokens = Arrays.copyOf(tokens, 2 * count);
            }
            tokens[count++] = random(token);
        }
    }

    /** Ends the filling. */
    HeldMails ready() {
        tokens = Arrays.copyOf(tokens, count);
        Arrays.sort(tokens);
        return this;
    }

    boolean has(String token) {
        return MailToken.isToken(token) && Arrays.binarySearch(tokens, random(token)) >= 0;
    }

    private static long random(String token) {
        return Long.parseUnsignedLong(token, 16, 32, 16);
    }
}
