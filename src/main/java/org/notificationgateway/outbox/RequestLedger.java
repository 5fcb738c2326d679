// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox;

import java.io.IOException;
import java.time.Duration;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * Remembers which ids were used and for what content, so that a repeat is told from another request that bears the same
 * id. It guards nothing: that one id makes one mail is the broker's duplicate detection, which the ledger asks through
 * whoever stores. An id is claimed before the mail is sent and completed after; a crash between leaves a claim, which the
 * next request of that id settles.
 *
 * <p>Not thread-safe: one thread calls it, except {@link #forget} and {@link #check}.
 */
public interface RequestLedger extends AutoCloseable {
    /**
     * What the ledger holds under one id.
     *
     * @param mail the accepted mail; null while the id is only claimed
     */
    record Row(String contentHash, @Nullable Acceptance mail) {
        boolean accepted() {
            return mail != null;
        }
    }

    /** Readies it, once. */
    void open() throws IOException;

    /**
     * Claims the ids that are free, and returns the rows of all of them. Must be followed by {@link #complete} or
     * {@link #abandon}.
     */
    SortedMap<RequestKey, Row> claim(SortedMap<RequestKey, Submission> submissions) throws IOException;

    /** Notes what was accepted, and lets go of all rows. */
    void complete(SortedMap<RequestKey, Row> changed) throws IOException;

    /** Lets go of all rows, whatever happened before; the claims stay. */
    void abandon();

    /** Forgets ids older than this, sooner or later. */
    void forget(Duration window) throws IOException;

    /** Returns when it can be asked. */
    void check() throws IOException;

    @Override
    void close();
}
