// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.intake;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Says no in the same words through every door: an RFC 9457 problem document with a code, a JSON Pointer and four-part
 * text for each fault. Keeps no state.
 */
public final class Refusal {
    private static final String DOCUMENTATION = "urn:notificationgateway:problem:invalid-request";
    private static final int FORBIDDEN = FaultCode.FORBIDDEN.httpStatus();
    private static final int UNPROCESSABLE = 422;

    /**
     * The HTTP status of the worst fault: what cannot be read comes before what cannot be accepted. An array is forbidden
     * when each of its requests is.
     */
    public int status(InvalidRequestException refused) {
        if (!refused.isBatch()) {
            return status(refused.faults());
        }
        boolean forbidden = !refused.items().isEmpty()
                && refused.items().stream().allMatch(item -> status(item.faults()) == FORBIDDEN);
        return forbidden ? FORBIDDEN : UNPROCESSABLE;
    }

    private static int status(List<RequestFault> faults) {
        return faults.stream().mapToInt(fault -> fault.code().httpStatus()).min().orElse(UNPROCESSABLE);
    }

    /** The problem document as UTF-8 JSON. */
    public byte[] problem(InvalidRequestException refused) throws JsonProcessingException {
        return Json.MAPPER.writerWithDefaultPrettyPrinter()
                .writeValueAsBytes(document(refused.faults(), status(refused)));
    }

    /**
     * What goes to {@code notification.refused}: the problem document with the refused request itself, so that a JMS
     * message is not lost; of an array, one for each of its requests.
     */
    public List<String> envelopes(
            InvalidRequestException refused, @Nullable String messageId, byte @Nullable [] request)
            throws JsonProcessingException {
        return refused.items().isEmpty()
                ? List.of(envelope(document(refused.faults(), status(refused)), messageId, request))
                : envelopes(refused.items(), messageId);
    }

    /** The same for the refused part of an array. */
    public List<String> envelopes(IntakeResult answer, @Nullable String messageId) throws JsonProcessingException {
        return envelopes(answer.refused(), messageId);
    }

    private static List<String> envelopes(List<RefusedItem> items, @Nullable String messageId)
            throws JsonProcessingException {
        List<String> envelopes = new ArrayList<>(items.size());
        for (RefusedItem item : items) {
            ObjectNode document = document(item.faults(), status(item.faults())).put("index", item.index());
            envelopes.add(envelope(document, messageId, Json.MAPPER.writeValueAsBytes(item.request())));
        }
        return envelopes;
    }

    private static String envelope(ObjectNode document, @Nullable String messageId, byte @Nullable [] request)
            throws JsonProcessingException {
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

    /** The problem document for a caller that exceeds its share. */
    public byte[] rateLimited(String detail) throws JsonProcessingException {
        return problem(new InvalidRequestException(FaultCode.RATE_LIMITED, detail));
    }

    private static ObjectNode document(List<RequestFault> faults, int status) {
        ObjectNode document = Json.MAPPER.createObjectNode();
        document.put("type", DOCUMENTATION)
                .put("title", "The request cannot become mail")
                .put("status", status)
                .put("detail", faults.size() == 1 ? "1 fault" : faults.size() + " faults");
        document.set("errors", Faults.json(faults));
        return document;
    }
}
