// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.intake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One request of an array that was not accepted.
 *
 * @param index its place in the array
 * @param id as it stands in the request, or null
 * @param faults with pointers into the whole array
 * @param request as it came
 */
record RefusedItem(int index, @Nullable String id, List<RequestFault> faults, JsonNode request)
        implements RequestItem {
    /** Naming each fault of each request would make an answer many times the size of the array. */
    private static final int MOST = 20;

    RefusedItem {
        faults = first(faults, MOST);
    }

    /** With fewer of its faults named, but at least one. */
    RefusedItem naming(int most) {
        return new RefusedItem(index, id, first(faults, Math.max(1, most)), request);
    }

    private static List<RequestFault> first(List<RequestFault> faults, int most) {
        return List.copyOf(faults.size() <= most ? faults : faults.subList(0, most));
    }

    /** For the caller. */
    ObjectNode json() {
        ObjectNode result = Json.MAPPER.createObjectNode();
        if (id != null) {
            result.put("id", id);
        }
        result.put("status", "refused").set("errors", Faults.json(faults));
        return result;
    }

    /** One line for the log. */
    String summary() {
        return "request " + index + " of an array refused: "
                + faults.stream().map(RequestFault::toString).collect(Collectors.joining("; "));
    }
}
