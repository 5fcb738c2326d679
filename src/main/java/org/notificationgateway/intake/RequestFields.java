// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.intake;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.notificationgateway.mail.Attachment;
import org.notificationgateway.mail.Importance;
import org.notificationgateway.mail.MailContent;
import org.notificationgateway.mail.Mailbox;
import org.notificationgateway.mail.Recipients;
import org.notificationgateway.mail.SingleLine;
import org.notificationgateway.settings.Senders;

/**
 * Decides whether one JSON object can become mail, and names every fault of it at once, so that its sender repairs it
 * in one round. Not thread-safe: one for each object.
 */
final class RequestFields {
    private static final Set<String> MEMBERS = Set.of(
            "id", "sender", "to", "cc", "bcc", "replyTo", "subject", "text", "html", "template", "locale", "model",
            "attachments", "headers", "importance", "notBefore", "expiresAt", "supersedes", "sensitive", "tags");
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9._:-]{1,128}");
    /** What some server takes for its own, or for another's it trusts: verdicts, envelopes, routes, orders. */
    private static final Pattern BELIEVED = Pattern.compile(
            "(?i)X-((Sender|Receiver|From|To|Cc|Bcc|Recipients?|Return-Path|Mail-From|Real-To|Actual-To|Apparently-To|SMTPAPI"
                    + "|MSYS-API|OriginatorOrg|AntiAbuse|Notification-Gateway)$|(MS|Microsoft|Exchange|Forefront|Original|Originating|Envelope|Forwarded"
                    + "|Delivered|Received|Resent|Rcpt|Spam|SpamAssassin|Rspamd|Virus|Quarantine|Barracuda|Proofpoint|IronPort"
                    + "|Mimecast|Amavis|Auth|Authenticated|Authentication|ARC|Trusted|Google|Gm|MDRcpt)(-.*)?$"
                    + "|(.*-)?(Envelope|Rcpt|MailFrom|Return-Path|Deliver-To|Redirect-To)(-.*)?$)");
    private static final Pattern HEADER = Pattern.compile(
            "(?i)(X-[A-Z0-9-]{1,60}|List-[A-Z0-9-]{1,60}|Auto-Submitted|Precedence|References|In-Reply-To)");
    /** Java's parser alone also takes times without seconds and years of nine digits. */
    private static final Pattern RFC_3339 = Pattern.compile(
            "(?i)\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,9})?(Z|[+-]\\d\\d:\\d\\d)");
    private static final int LONGEST_HEADER = 900;

    private final Faults faults = new Faults();
    private final Fields fields;
    private final Senders senders;
    private final Limits limits;

    /** @param pointer of the object in what arrived */
    RequestFields(JsonNode object, String pointer, Senders senders, Limits limits) {
        fields = new Fields(object, pointer, MEMBERS, faults);
        this.senders = senders;
        this.limits = limits;
    }

    /** What was wrong with what was read. */
    List<RequestFault> faults() {
        return faults.list();
    }

    /**
     * The request, or nothing when it has faults.
     *
     * @param defaultId id for a request that names none
     * @param idempotencyKey the HTTP header of that name, or null; counts as the id
     */
    Optional<NotificationRequest> read(String defaultId, @Nullable String idempotencyKey) {
        String id = id(defaultId, idempotencyKey);
        String sender = sender();
        Optional<MailContent> content = content();
        Instant notBefore = moment("notBefore");
        Instant expiresAt = moment("expiresAt");
        if (notBefore != null && expiresAt != null && !notBefore.isBefore(expiresAt)) {
            fields.fault(FaultCode.INVALID_VALUE, "notBefore", "is not before expiresAt: expected an earlier moment");
        }
        String supersedes = supersedes();
        boolean sensitive = fields.bool("sensitive").orElse(sender.equals("agent"));
        List<String> tags = tags();
        return content.filter(c -> faults.count() == 0)
                .map(c -> new NotificationRequest(id, sender, c, notBefore, expiresAt, supersedes, sensitive, tags));
    }

    /** The id as the request names it, if that is one. */
    Optional<String> id() {
        JsonNode id = fields.node("id");
        return Optional.ofNullable(id).map(JsonNode::textValue).filter(text -> ID.matcher(text).matches());
    }

    private String id(String defaultId, @Nullable String key) {
        Optional<String> id = fields.string("id", false, 10_000);
        if (id.isPresent() && key != null && !key.equals(id.get())) {
            fields.fault(FaultCode.INVALID_ID, "id", "differs from the Idempotency-Key: expected one of them, or both alike");
        }
        String effective = id.orElse(key == null ? defaultId : key);
        if (!ID.matcher(effective).matches()) {
            fields.fault(SingleLine.fault(effective).map(Fields::characterCode).orElse(FaultCode.INVALID_ID), "id",
                    (id.isEmpty() && key != null ? "(from Idempotency-Key) " : "")
                            + "is no id: expected 1 to 128 letters, digits and ._:-");
        }
        return effective;
    }

    private String sender() {
        String sender = fields.line("sender", false, 64).orElse(Senders.DEFAULT);
        if (!senders.has(sender)) {
            fields.fault(FaultCode.INVALID_VALUE, "sender",
                    "is no configured sender: expected one of " + senders.names());
        }
        return sender;
    }

    private Optional<MailContent> content() {
        AddressFields addresses = new AddressFields(fields, limits);
        List<Mailbox> to = addresses.list("to");
        List<Mailbox> cc = addresses.list("cc");
        List<Mailbox> bcc = addresses.list("bcc");
        int recipients = to.size() + cc.size() + bcc.size();
        boolean addressed = List.of("to", "cc", "bcc").stream()
                .map(fields::node)
                .anyMatch(node -> node != null && !(node.isArray() && node.isEmpty()));
        if (!addressed) {
            fields.fault(FaultCode.NO_RECIPIENT, "to", "is missing: expected at least one address in to, cc or bcc");
        } else if (recipients > limits.recipients()) {
            addresses.tooMany("to", recipients);
        }
        Optional<Mailbox> replyTo = addresses.single("replyTo");
        boolean templated = template();
        Optional<String> subject = fields.line("subject", !templated, limits.subjectLength());
        Optional<String> text = fields.body("text");
        Optional<String> html = fields.body("html");
        if (!templated && !fields.has("text") && !fields.has("html")) {
            fields.fault(FaultCode.MISSING_BODY, "text", "is missing, and html too: expected at least one of them");
        }
        List<Attachment> attachments = new AttachmentFields(fields, limits).list();
        if (html.isEmpty() && !fields.has("html") && attachments.stream().anyMatch(Attachment::isInline)) {
            fields.fault(FaultCode.INVALID_VALUE, "attachments",
                    "has a contentId: expected that only with html, which shows the part as cid:");
        }
        Map<String, String> headers = headers();
        Importance importance = importance();
        return faults.count() == 0
                ? Optional.of(new MailContent(new Recipients(to, cc, bcc), replyTo.orElse(null), subject.orElseThrow(),
                        text.orElse(null), html.orElse(null), attachments, headers, importance))
                : Optional.empty();
    }

    /** A template could come instead of subject and body, but none is configured in this version. */
    private boolean template() {
        for (String name : List.of("template", "locale", "model")) {
            if (fields.has(name)) {
                fields.fault(FaultCode.TEMPLATE, name,
                        "templates are not configured: expected subject with text or html");
            }
        }
        return fields.has("template");
    }

    private Map<String, String> headers() {
        Map<String, String> headers = new LinkedHashMap<>();
        JsonNode node = fields.node("headers");
        if (node == null) {
            return headers;
        }
        if (!node.isObject() || node.size() > limits.headers()) {
            boolean object = node.isObject();
            fields.fault(object ? FaultCode.TOO_MANY : FaultCode.WRONG_TYPE, "headers",
                    "is " + (object ? "too long" : Fields.typeOf(node)) + ": expected an object of at most "
                            + limits.headers() + " members");
            return headers;
        }
        Fields members = fields.child(node, "headers", names(node));
        Set<String> seen = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        for (String name : names(node)) {
            String at = Fields.escaped(name);
            if (!HEADER.matcher(name).matches() || BELIEVED.matcher(name).matches()) {
                members.fault(SingleLine.fault(name).map(Fields::characterCode).orElse(FaultCode.INVALID_VALUE), at,
                        "may not be set: expected X-… that no server believes, List-…, Auto-Submitted, Precedence, References,"
                                + " In-Reply-To");
                continue;
            }
            if (!seen.add(name)) {
                members.fault(FaultCode.INVALID_VALUE, at, "stands twice, in other letters: expected each header once");
                continue;
            }
            members.line(name, true, LONGEST_HEADER).ifPresent(value -> {
                boolean ascii = value.chars().allMatch(c -> c < 0x7F);
                if (!ascii && !name.regionMatches(true, 0, "X-", 0, 2)) {
                    members.fault(FaultCode.INVALID_CHARACTER, at, "is not ASCII: expected that of this header");
                } else {
                    headers.put(name, value.strip());
                }
            });
        }
        return headers;
    }

    private static Set<String> names(JsonNode object) {
        Set<String> names = new LinkedHashSet<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private @Nullable Importance importance() {
        Optional<String> word = fields.line("importance", false, 64);
        for (Importance importance : Importance.values()) {
            if (word.filter(importance.word()::equals).isPresent()) {
                return importance;
            }
        }
        word.ifPresent(w -> fields.fault(
                FaultCode.INVALID_VALUE, "importance", "is none of its values: expected low, normal or high"));
        return null;
    }

    private @Nullable Instant moment(String name) {
        return fields.line(name, false, 64)
                .map(text -> {
                    try {
                        if (RFC_3339.matcher(text).matches()) {
                            return OffsetDateTime.parse(text).toInstant();
                        }
                    } catch (DateTimeException e) {
                        // said below, without the value
                    }
                    fields.fault(FaultCode.INVALID_VALUE, name,
                            "is no date and time: expected RFC 3339, such as 2036-01-31T12:00:00Z");
                    return null;
                })
                .orElse(null);
    }

    private @Nullable String supersedes() {
        Optional<String> key = fields.string("supersedes", false, 10_000);
        if (key.isPresent() && !ID.matcher(key.get()).matches()) {
            fields.fault(SingleLine.fault(key.get()).map(Fields::characterCode).orElse(FaultCode.INVALID_VALUE), "supersedes",
                    "is no key: expected 1 to 128 letters, digits and ._:-");
        }
        return key.orElse(null);
    }

    private List<String> tags() {
        List<String> tags = new ArrayList<>();
        fields.array("tags", 10).ifPresent(array -> {
            for (int i = 0; i < array.size(); i++) {
                JsonNode tag = array.get(i);
                if (!tag.isTextual()) {
                    fields.fault(FaultCode.WRONG_TYPE, "tags/" + i, "is " + Fields.typeOf(tag) + ": expected a string");
                    continue;
                }
                String text = tag.textValue();
                Optional<String> flaw = SingleLine.fault(text);
                if (flaw.isPresent() || text.isBlank() || text.length() > 64) {
                    fields.fault(flaw.map(Fields::characterCode).orElse(FaultCode.INVALID_VALUE), "tags/" + i,
                            "is no tag: expected 1 to 64 visible characters");
                } else {
                    tags.add(text);
                }
            }
        });
        return tags;
    }
}
