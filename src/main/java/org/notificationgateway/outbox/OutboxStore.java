// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox;

import java.util.Collection;
import java.util.List;
import org.notificationgateway.settings.Fault;

/** The broker as settings see it: whether it can keep the mail of these senders. */
public interface OutboxStore {
    /** Makes what is missing where it can; returns a fault for what is missing still. */
    List<Fault> prepare(Collection<String> senders) throws Exception;

    /** The waiting mail of senders that are not among these, in words; empty when there is none or it cannot be told. */
    String waitingForOthers(Collection<String> senders);
}
