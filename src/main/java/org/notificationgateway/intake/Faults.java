// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.intake;

import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.ArrayList;
import java.util.List;

/**
 * Collects what is wrong with one request: names the first and counts the rest, since a small request can hold so many
 * faults that naming each takes memory, an answer and a log line many times its size. Not thread-safe.
 */
final class Faults {
    private static final int NAMED = 100;

    private final List<RequestFault> named = new ArrayList<>();
    private int count;

    /** What a list of them comes to; one that was cut stays as it is. */
    static List<RequestFault> first(List<RequestFault> all) {
        if (all.size() <= NAMED + 1) {
            return List.copyOf(all);
        }
        Faults faults = new Faults();
        all.forEach(faults::add);
        return faults.list();
    }

    void add(RequestFault fault) {
        if (count++ < NAMED) {
            named.add(fault);
        }
    }

    int count() {
        return count;
    }

    /** The first of them, and if there are more, one that says how many. */
    List<RequestFault> list() {
        List<RequestFault> list = new ArrayList<>(named);
        if (count > NAMED) {
            list.add(new RequestFault(FaultCode.TOO_MANY, "",
                    "has " + count + " faults: expected none; the first " + NAMED + " are named"));
        }
        return List.copyOf(list);
    }

    /** Each fault as code, pointer and detail. */
    static ArrayNode json(List<RequestFault> faults) {
        ArrayNode errors = Json.MAPPER.createArrayNode();
        for (RequestFault fault : faults) {
            errors.addObject()
                    .put("code", fault.code().name())
                    .put("pointer", fault.pointer())
                    .put("detail", fault.detail());
        }
        return errors;
    }
}
