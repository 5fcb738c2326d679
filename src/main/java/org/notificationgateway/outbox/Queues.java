// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The names of our queues, in one place for the embedded broker, its checks and the wiring. */
public final class Queues {
    public static final String REQUESTS = "notification.requests";
    public static final String REFUSED = "notification.refused";
    public static final String DEAD = "notification.dead";
    public static final String EXPIRED = "notification.expired";
    /** The JMS property of a retry that tells its age; any other mail is as old as its message. */
    static final String ACCEPTED_AT = "acceptedAt";

    private static final String OUTBOX = "notification.outbox.";

    private Queues() {}

    /** The queue one sender's mail waits in. */
    public static String outboxOf(String sender) {
        return OUTBOX + sender;
    }

    /** True for the outbox of any sender, configured or not. */
    static boolean isOutbox(String queue) {
        return queue.startsWith(OUTBOX);
    }

    /** The sender whose outbox a queue is, or null. */
    static @Nullable String senderOf(String queue) {
        return isOutbox(queue) ? queue.substring(OUTBOX.length()) : null;
    }

    /** Every queue that must exist for these senders. */
    static List<String> all(Collection<String> senders) {
        List<String> queues = new ArrayList<>(List.of(REQUESTS, REFUSED, DEAD, EXPIRED));
        senders.forEach(sender -> queues.add(outboxOf(sender)));
        return queues;
    }

    /** Queues nothing leaves on its own. */
    static List<String> terminal() {
        return List.of(REFUSED, DEAD, EXPIRED);
    }
}
