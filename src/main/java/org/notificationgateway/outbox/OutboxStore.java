// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.notificationgateway.settings.Fault;

/** The broker as settings see it: whether it can keep the mail of these senders. */
public interface OutboxStore {
    /** Makes what is missing where it can; returns a fault for what is missing still. */
    List<Fault> prepare(Collection<String> senders) throws Exception;

    /** How full these queues are; a queue of which the broker tells nothing is missing. */
    Map<String, QueueDepth> depths(Collection<String> queues);

    /** The waiting mail of senders that are not among these, in words; empty when there is none or it cannot be told. */
    String waitingForOthers(Collection<String> senders);
}
