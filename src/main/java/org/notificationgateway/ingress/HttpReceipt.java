// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.ingress;

import com.fasterxml.jackson.core.JsonProcessingException;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.notificationgateway.intake.IntakeResult;

/** Tells an HTTP caller what became of its request. Keeps no state. */
public final class HttpReceipt {
    /** Status and headers of the answer, and its body: a receipt, or one for each request of an array, as UTF-8 JSON. */
    public byte[] answer(IntakeResult result, Exchange exchange) throws JsonProcessingException {
        Message answer = exchange.getMessage();
        answer.setHeader(Exchange.HTTP_RESPONSE_CODE, result.httpStatus());
        answer.setHeader(Exchange.CONTENT_TYPE, "application/json");
        String location = result.location();
        if (location != null) {
            answer.setHeader("Location", location);
        }
        return result.json();
    }
}
