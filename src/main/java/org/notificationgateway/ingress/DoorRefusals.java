// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.ingress;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.processor.ThrottlerRejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.notificationgateway.intake.IntakeResult;
import org.notificationgateway.intake.InvalidRequestException;
import org.notificationgateway.intake.RateLimitedException;
import org.notificationgateway.intake.Refusal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says no at the doors: what failed becomes an HTTP answer, or what lies in {@code notification.refused}. Keeps no state. */
public final class DoorRefusals {
    private static final Logger LOG = LoggerFactory.getLogger("gateway.ingress");
    private static final String RETRY_AFTER = "Retry-After";

    private final Refusal refusal = new Refusal();

    /** The answer to an HTTP caller whose request failed; the faults of the gateway itself are told in the log alone. */
    public byte[] answer(Exception failure, Exchange exchange) throws JsonProcessingException {
        Message answer = exchange.getMessage();
        answer.removeHeaders("*");
        answer.setHeader(Exchange.CONTENT_TYPE, "application/problem+json");
        String caller = "http request of " + exchange.getVariable("caller");
        if (failure instanceof InvalidRequestException refused) {
            LOG.warn("{} refused: {}", caller, refused.getMessage());
            answer.setHeader(Exchange.HTTP_RESPONSE_CODE, refusal.status(refused));
            return refusal.problem(refused);
        }
        if (failure instanceof RateLimitedException limited) {
            return tooMany(answer, caller, String.valueOf(limited.getMessage()), limited.retryAfter());
        }
        if (failure instanceof ThrottlerRejectedExecutionException) {
            return tooMany(answer, caller, "more requests a second than ingress.http.rate-limit: expected a pause", 1);
        }
        LOG.error("{} not stored: {}", caller, failure.getMessage());
        answer.setHeader(Exchange.HTTP_RESPONSE_CODE, 503);
        answer.setHeader(RETRY_AFTER, 30);
        return refusal.failure(503, "Service Unavailable", "The request was not stored. Send it again later");
    }

    private byte[] tooMany(Message answer, String caller, String reason, long seconds) throws JsonProcessingException {
        LOG.warn("{} turned away: {}", caller, reason);
        answer.setHeader(Exchange.HTTP_RESPONSE_CODE, 429);
        answer.setHeader(RETRY_AFTER, seconds);
        return refusal.rateLimited(reason);
    }

    /**
     * What is kept of a JMS message that cannot become mail; of an array, one for each of its requests.
     *
     * @param request the body as it came, null if it was never loaded
     */
    public List<String> envelopes(
            InvalidRequestException refused, @Nullable String messageId, byte @Nullable [] request)
            throws JsonProcessingException {
        return refusal.envelopes(refused, messageId, request);
    }

    /** The same for the refused part of an array; empty for most. */
    public List<String> parts(IntakeResult answer, @Nullable String messageId) throws JsonProcessingException {
        return refusal.envelopes(answer, messageId);
    }
}
