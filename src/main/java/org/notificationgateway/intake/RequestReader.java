// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.intake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.notificationgateway.settings.Senders;

/**
 * Decides what of what arrived can become mail: one request as a whole, or of an array each for itself. Keeps no state;
 * safe to share between routes.
 */
public final class RequestReader {
    /** Faults of an array; beyond them each request has one named, or a small array made an answer many times its size. */
    private static final int NAMED = 1_000;

    private final RequestParser parser;
    private final Senders senders;
    private final Limits limits;
    private final MailReader mails;
    private final SenderRule rule;

    /**
     * @param trace how this gateway marks its own mail
     * @param rule for callers who are named
     */
    public RequestReader(Senders senders, Limits limits, String trace, SenderRule rule) {
        this.rule = rule;
        mails = new MailReader(senders, limits, trace);
        parser = new RequestParser(limits.requestSize());
        this.senders = senders;
        this.limits = limits;
    }

    /**
     * Reads and checks one request or an array of them, or a finished mail.
     *
     * @param body bytes of JSON, or an {@link ArrivedMail}
     * @param defaultId id for a request that names none; in an array its place is added
     * @param idempotencyHeader the HTTP header Idempotency-Key, or null; counts as the id
     * @param caller who is asked for the right to send; null for a door that has all senders
     * @throws InvalidRequestException naming every fault, if there is nothing that can become mail
     */
    public RequestBatch read(
            @Nullable Object body, String defaultId, @Nullable String idempotencyHeader, @Nullable String caller)
            throws InvalidRequestException {
        if (body instanceof ArrivedMail mail) {
            return new RequestBatch(null, List.of(mails.read(mail, defaultId)));
        }
        String idempotencyKey = idempotencyHeader == null ? null : unquoted(idempotencyHeader.strip());
        JsonNode root = parser.parse(body instanceof byte[] json ? json : new byte[0]);
        if (root instanceof ArrayNode array) {
            return new RequestBatch(array, items(array, idempotencyKey == null ? defaultId : idempotencyKey, caller));
        }
        RequestFields fields = new RequestFields(object(root, "the request"), "", senders, limits);
        Optional<RequestFault> forbidden = forbidden(root, "", caller);
        if (forbidden.isPresent()) {
            throw new InvalidRequestException(List.of(forbidden.get()));
        }
        Optional<NotificationRequest> request = fields.read(defaultId, idempotencyKey);
        return new RequestBatch(
                null, List.of(request.orElseThrow(() -> new InvalidRequestException(fields.faults()))));
    }

    /** A string of RFC 9651 3.3.3 as the IETF draft has it, without its parameters; anything else as it is. */
    private static String unquoted(String header) {
        StringBuilder key = new StringBuilder();
        boolean quoted = header.startsWith("\"");
        for (int i = 1; quoted && i < header.length(); i++) {
            char c = header.charAt(i);
            if (c == '"') {
                String rest = header.substring(i + 1).strip();
                return rest.isEmpty() || rest.startsWith(";") ? key.toString() : header;
            }
            boolean escape = c == '\\' && i + 1 < header.length();
            key.append(escape ? header.charAt(++i) : c);
        }
        return header;
    }

    private List<RequestItem> items(ArrayNode array, String defaultId, @Nullable String caller)
            throws InvalidRequestException {
        if (array.isEmpty() || array.size() > Limits.BATCH) {
            throw InvalidRequestException.ofBatch(new RequestFault(
                    array.isEmpty() ? FaultCode.EMPTY : FaultCode.TOO_MANY, "",
                    "the array has " + array.size() + " requests: expected 1 to " + Limits.BATCH));
        }
        List<RequestItem> items = new ArrayList<>(array.size());
        int left = NAMED;
        for (int i = 0; i < array.size(); i++) {
            RequestItem item = item(array.get(i), i, defaultId + "." + i, caller);
            if (item instanceof RefusedItem refused) {
                item = refused.naming(left);
                left -= ((RefusedItem) item).faults().size();
            }
            items.add(item);
        }
        return items;
    }

    private RequestItem item(JsonNode node, int index, String defaultId, @Nullable String caller) {
        String pointer = "/" + index;
        if (!node.isObject()) {
            return new RefusedItem(index, null, List.of(notObject(node, pointer, "it")), node);
        }
        RequestFields fields = new RequestFields(node, pointer, senders, limits);
        Optional<RequestFault> forbidden = forbidden(node, pointer, caller);
        if (forbidden.isPresent()) {
            return new RefusedItem(index, fields.id().orElse(null), List.of(forbidden.get()), node);
        }
        Optional<NotificationRequest> request = fields.read(defaultId, null);
        return request.isPresent()
                ? request.get()
                : new RefusedItem(index, fields.id().orElse(null), fields.faults(), node);
    }

    /** The only fault that is named, since whoever may not send for a sender has no use for others. */
    private Optional<RequestFault> forbidden(JsonNode request, String pointer, @Nullable String caller) {
        JsonNode sender = request.get("sender");
        String name = sender == null ? Senders.DEFAULT : sender.textValue();
        return caller == null || name == null
                ? Optional.empty()
                : rule.objection(caller, name).map(reason -> new RequestFault(FaultCode.FORBIDDEN, pointer + "/sender", reason));
    }

    private static JsonNode object(JsonNode node, String what) throws InvalidRequestException {
        if (!node.isObject()) {
            throw new InvalidRequestException(List.of(notObject(node, "", what)));
        }
        return node;
    }

    private static RequestFault notObject(JsonNode node, String pointer, String what) {
        return new RequestFault(
                FaultCode.NOT_OBJECT, pointer, what + " is " + Fields.typeOf(node) + ": expected a JSON object");
    }
}
