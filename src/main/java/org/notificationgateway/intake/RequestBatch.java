// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.intake;

import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one hand-over asks for: one sound request, or an array in which each stands for itself.
 *
 * @param array as it came; null for a single request
 * @param items in their order
 */
public record RequestBatch(@Nullable ArrayNode array, List<RequestItem> items) {
    public RequestBatch {
        items = List.copyOf(items);
    }

    /** The sound requests, in their order. */
    public List<NotificationRequest> requests() {
        return items.stream()
                .filter(NotificationRequest.class::isInstance)
                .map(NotificationRequest.class::cast)
                .toList();
    }
}
