// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.notificationgateway.mail.Importance;

/**
 * Lets urgent mail overtake what waits: each lane of a sender is a queue of its own, since JMS priority comes last on a
 * queue that pages. In the order in which they are emptied.
 */
public enum Lane {
    HIGH, NORMAL, LOW;

    /** Where a mail of this importance goes. */
    public static Lane of(@Nullable Importance importance) {
        return importance == null ? NORMAL : valueOf(importance.name());
    }

    /** Of its word; anything else means normal. */
    static Lane of(@Nullable String word) {
        for (Lane lane : values()) {
            if (lane.word().equals(word)) {
                return lane;
            }
        }
        return NORMAL;
    }

    /** As JMS properties and names of queues have it. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
