// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox;

/**
 * What one consumer takes and how much of it at a time.
 *
 * @param large the entries whose mail lies in a file, ours or the broker's, or all others
 * @param workers entries worked on at a time
 * @param group most entries of one commit
 * @param ahead bytes that the broker may send over a session before they are asked for: waiting for each entry would
 *     cost most
 * @param paced true for a destination to which mails leave one by one, at their time
 */
public record ConsumerPlan(String queue, boolean large, int workers, int group, int ahead, boolean paced) {
    private static final String LARGE_SIZE = "_AMQ_LARGE_SIZE"; // a property of those that brokers keep in files

    /** Entries taken when nothing has left yet. */
    int leastCredits() {
        return paced ? 1 : Math.min(credits(), 2 * workers);
    }

    /**
     * Most entries taken from the broker and not settled yet: in the workers' hands, in the group that is being committed,
     * and in the next one. A crash may double so many.
     */
    int credits() {
        return workers + 2 * group;
    }

    /** Which entries of the queue, as brokers want it said. */
    public String filter() {
        return large
                ? LARGE_SIZE + " IS NOT NULL OR " + EntryProperties.MAIL_SIZE + " IS NOT NULL"
                : LARGE_SIZE + " IS NULL AND " + EntryProperties.MAIL_SIZE + " IS NULL";
    }
}
