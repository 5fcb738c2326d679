// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.notificationgateway.settings.Fault;

/** The broker as settings see it: whether it can keep the mail of these senders. */
public interface OutboxStore {
    /** Makes what is missing where it can; returns a fault for what is missing still. */
    List<Fault> prepare(Collection<String> senders) throws Exception;

    /** How full these queues are; a queue of which the broker tells nothing is missing. */
    Map<String, QueueDepth> depths(Collection<String> queues);

    /**
     * The body of an entry that somebody has in his hands, so that a look into its queue does not find it: deferred mail that is due
     * next, or what is being delivered. Null if there is none, or the broker does not tell.
     */
    default byte @Nullable [] inHands(String queue, String mail) {
        return null;
    }

    /** The waiting mail of senders that are not among these, in words; empty when there is none or it cannot be told. */
    String waitingForOthers(Collection<String> senders);
}
