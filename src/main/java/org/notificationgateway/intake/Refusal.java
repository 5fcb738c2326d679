// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.intake;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Says no in the same words through every door: an RFC 9457 problem document with a code, a JSON Pointer and four-part
 * text for each fault. Keeps no state.
 */
public final class Refusal {
    private static final String DOCUMENTATION = "urn:notificationgateway:problem:invalid-request";

    /** The HTTP status of the worst fault: what cannot be read comes before what cannot be accepted. */
    public int status(InvalidRequestException refused) {
        return refused.faults().stream().mapToInt(fault -> fault.code().httpStatus()).min().orElse(422);
    }

    /** The problem document as UTF-8 JSON. */
    public byte[] problem(InvalidRequestException refused) throws JsonProcessingException {
        return Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(document(refused));
    }

    /** The problem document as text, with the refused request itself, so that a refused JMS message is not lost. */
    public String envelope(InvalidRequestException refused, @Nullable String messageId, byte @Nullable [] request)
            throws JsonProcessingException {
        ObjectNode document = document(refused);
        document.put("jmsMessageId", messageId);
        if (request != null) {
            document.put("requestBase64", Base64.getEncoder().encodeToString(request));
        }
        return Json.MAPPER.writeValueAsString(document);
    }

    /** A problem document for a fault that is not the caller's. */
    public byte[] failure(int status, String title, String detail) throws JsonProcessingException {
        ObjectNode document = Json.MAPPER.createObjectNode();
        document.put("type", "about:blank").put("title", title).put("status", status).put("detail", detail);
        return Json.MAPPER.writeValueAsBytes(document);
    }

    private ObjectNode document(InvalidRequestException refused) {
        ObjectNode document = Json.MAPPER.createObjectNode();
        int count = refused.faults().size();
        document.put("type", DOCUMENTATION)
                .put("title", "The request cannot become mail")
                .put("status", status(refused))
                .put("detail", count == 1 ? "1 fault" : count + " faults");
        ArrayNode errors = document.putArray("errors");
        for (RequestFault fault : refused.faults()) {
            errors.addObject()
                    .put("code", fault.code().name())
                    .put("pointer", fault.pointer())
                    .put("detail", fault.detail());
        }
        return document;
    }
}
