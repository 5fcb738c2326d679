// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.intake;

import java.time.Duration;

/** Turns away, for the time being, a caller who asks for more than its share. */
public final class RateLimitedException extends Exception {
    private final transient Duration wait;

    RateLimitedException(Duration wait) {
        super("more mails a minute for one recipient than ingress.recipient-rate-limit: expected a pause");
        this.wait = wait;
    }

    /** When to come again, in whole seconds. */
    public long retryAfter() {
        return Math.max(1, wait.plusMillis(999).toSeconds());
    }
}
