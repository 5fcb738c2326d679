// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.acceptance.badinput;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/**
 * What a door said to one request.
 *
 * @param problem the problem document of a refusal without what only one door adds; null when it was accepted
 */
public record Reply(int status, ObjectNode problem) {
    static final Reply ACCEPTED = new Reply(202, null);

    static Reply refused(int status, ObjectNode document) {
        document.remove(List.of("jmsMessageId", "requestBase64", "index"));
        return new Reply(status, document);
    }

    /** The status as the document itself names it. */
    static Reply refused(ObjectNode document) {
        return refused(document.path("status").asInt(), document);
    }

    /** Each fault as {@code CODE /pointer}. */
    public List<String> faults() {
        List<String> faults = new ArrayList<>();
        if (problem != null) {
            for (JsonNode fault : problem.path("errors")) {
                String pointer = fault.path("pointer").asText();
                faults.add(fault.path("code").asText() + (pointer.isEmpty() ? "" : " " + pointer));
            }
        }
        return faults;
    }

    @Override
    public String toString() {
        return status + (faults().isEmpty() ? "" : " " + String.join(", ", faults()));
    }
}
