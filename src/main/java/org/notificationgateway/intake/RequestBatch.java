// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.intake;

import com.fasterxml.jackson.databind.node.ArrayNode;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one hand-over asks for: one sound request, or an array in which each stands for itself.
 *
 * @param array as it came; null for a single request
 * @param items in their order
 * @param starts when the mails of sound requests may be delivered, by their places among these; now if it is not said
 */
public record RequestBatch(@Nullable ArrayNode array, List<RequestItem> items, Map<Integer, Instant> starts) {
    public RequestBatch {
        items = List.copyOf(items);
        starts = Map.copyOf(starts);
    }

    /** What may be delivered at once. */
    public RequestBatch(@Nullable ArrayNode array, List<RequestItem> items) {
        this(array, items, Map.of());
    }

    /** The same for later. */
    RequestBatch notBefore(Map<Integer, Instant> starts) {
        return new RequestBatch(array, items, starts);
    }

    /** The sound requests, in their order. */
    public List<NotificationRequest> requests() {
        return items.stream()
                .filter(NotificationRequest.class::isInstance)
                .map(NotificationRequest.class::cast)
                .toList();
    }
}
