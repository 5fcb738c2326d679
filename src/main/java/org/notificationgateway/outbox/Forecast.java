// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Tells when mail leaves that is accepted now, since some destinations take days for what comes in a minute. Safe to share. */
public interface Forecast {
    /** A mail has come into its queue, for so many recipients. */
    void accepted(String sender, Lane lane, int recipients);

    /** When the last mail of a sender's lane leaves; null if that is within a minute, or cannot be told. */
    @Nullable Instant lastLeaves(String sender, Lane lane);
}
