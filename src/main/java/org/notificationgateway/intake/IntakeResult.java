// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.intake;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.notificationgateway.outbox.Acceptance;

/**
 * What intake tells a door about a hand-over of which something was accepted: a receipt for each request that was, the
 * faults of each that was not.
 *
 * @param results one for each request, in their order
 */
public record IntakeResult(RequestBatch batch, List<Result> results) {

    /** What became of one request. */
    sealed interface Result permits Accepted, Refused {
        /** For the caller: what Jackson writes as an object. */
        Object json();

        /** One line for the log. */
        String summary();
    }

    /** A request that the outbox has, and what its caller may know. */
    record Accepted(NotificationRequest request, Receipt receipt) implements Result {
        @Override
        public Receipt json() {
            return receipt;
        }

        @Override
        public String summary() {
            return request.sender() + "/" + request.id() + " " + receipt.summary();
        }
    }

    /** A request that was not accepted. */
    record Refused(RefusedItem item) implements Result {
        @Override
        public ObjectNode json() {
            return item.json();
        }

        @Override
        public String summary() {
            return item.summary();
        }
    }

    public IntakeResult {
        results = List.copyOf(results);
    }

    /**
     * Puts together what was refused and what became of the rest.
     *
     * @param stored one for each sound request, in their order
     * @throws InvalidRequestException if nothing was accepted
     */
    public static IntakeResult of(RequestBatch batch, List<Acceptance> stored) throws InvalidRequestException {
        List<Result> results = new ArrayList<>();
        Iterator<Acceptance> next = stored.iterator();
        for (RequestItem item : batch.items()) {
            results.add(item instanceof NotificationRequest request
                    ? result(request, next.next(), results.size(), batch.array())
                    : new Refused((RefusedItem) item));
        }
        IntakeResult answer = new IntakeResult(batch, results);
        if (answer.refused().size() < results.size()) {
            return answer;
        }
        throw batch.array() == null
                ? new InvalidRequestException(answer.refused().get(0).faults())
                : InvalidRequestException.ofBatch(answer.refused());
    }

    private static Result result(
            NotificationRequest request, Acceptance stored, int index, @Nullable ArrayNode array) {
        if (stored.kind() != Acceptance.Kind.CONFLICT) {
            return new Accepted(request, Receipt.of(request.id(), stored));
        }
        RequestFault conflict = new RequestFault(
                FaultCode.CONFLICT, (array == null ? "" : "/" + index) + "/id",
                "was used for another request of this sender: expected a new id for new content");
        return new Refused(new RefusedItem(
                index, request.id(), List.of(conflict), array == null ? NullNode.instance : array.get(index)));
    }

    /** The HTTP status: 202, 200 when all of it was accepted before, 207 when some was refused. */
    public int httpStatus() {
        if (isPartlyRefused()) {
            return 207;
        }
        return accepted().stream().allMatch(accepted -> accepted.receipt().isRepeat()) ? 200 : 202;
    }

    /** Where the state of the only request can be asked for; null for an array. */
    public @Nullable String location() {
        return batch.array() == null && results.get(0) instanceof Accepted one
                ? "/notifications/" + URLEncoder.encode(one.request().sender(), UTF_8) + "/"
                        + URLEncoder.encode(one.request().id(), UTF_8)
                : null;
    }

    /** True when there is something to hand back although something was accepted. */
    public boolean isPartlyRefused() {
        return !refused().isEmpty();
    }

    List<RefusedItem> refused() {
        return results.stream()
                .filter(Refused.class::isInstance)
                .map(refused -> ((Refused) refused).item())
                .toList();
    }

    private List<Accepted> accepted() {
        return results.stream().filter(Accepted.class::isInstance).map(Accepted.class::cast).toList();
    }

    /** One line for each request, for the log. */
    public List<String> summaries() {
        return results.stream().map(Result::summary).toList();
    }

    /** As UTF-8 JSON: a receipt, or an array with one result for each request. */
    public byte[] json() throws JsonProcessingException {
        return Json.MAPPER.writeValueAsBytes(
                batch.array() == null ? results.get(0).json() : results.stream().map(Result::json).toList());
    }

    /** True when nothing of the request's file must go. */
    public boolean mayBeKept() {
        return sensitive().isEmpty();
    }

    /**
     * What may be kept of the request's file otherwise: the array with null in the place of each sensitive request that
     * was accepted, because its mail is in the outbox now; null when nothing else is in it.
     */
    public byte @Nullable [] rest() throws JsonProcessingException {
        ArrayNode array = batch.array();
        if (array == null || sensitive().size() == results.size()) {
            return null;
        }
        ArrayNode rest = array.deepCopy();
        for (int i = 0; i < results.size(); i++) {
            if (results.get(i) instanceof Accepted item && item.request().sensitive()) {
                rest.setNull(i);
            }
        }
        return Json.MAPPER.writeValueAsBytes(rest);
    }

    private List<Accepted> sensitive() {
        return accepted().stream().filter(item -> item.request().sensitive()).toList();
    }
}
