// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.intake;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.notificationgateway.mail.Attachment;
import org.notificationgateway.mail.FileName;
import org.notificationgateway.mail.SingleLine;

/** Reads attachments: base64 content only, never a path or an address to fetch from. */
final class AttachmentFields {
    private static final Set<String> MEMBERS = Set.of("name", "contentType", "content", "contentId");
    private static final String TOKEN = "[A-Za-z0-9!#$&^_.+-]{1,63}";
    private static final Pattern TYPE = Pattern.compile(TOKEN + "/" + TOKEN);
    private static final Pattern CONTENT_ID = Pattern.compile("[A-Za-z0-9._@+=~-]{1,128}");

    private final Fields request;
    private final Limits limits;
    private final Set<String> contentIds = new HashSet<>();

    AttachmentFields(Fields request, Limits limits) {
        this.request = request;
        this.limits = limits;
    }

    List<Attachment> list() {
        List<Attachment> attachments = new ArrayList<>();
        Optional<JsonNode> array = request.array("attachments", limits.attachments());
        for (int i = 0; array.isPresent() && i < array.get().size(); i++) {
            one(array.get().get(i), "attachments/" + i).ifPresent(attachments::add);
        }
        return attachments;
    }

    private Optional<Attachment> one(JsonNode node, String at) {
        if (!node.isObject()) {
            request.fault(FaultCode.WRONG_TYPE, at, "is " + Fields.typeOf(node) + ": expected an object");
            return Optional.empty();
        }
        int before = request.faultCount();
        Fields fields = request.child(node, at, MEMBERS);
        String name = fields.line("name", true, limits.nameLength()).orElse("");
        SingleLine.faultOfName(name).ifPresent(flaw ->
                fields.fault(FaultCode.INVALID_CHARACTER, "name", flaw + ": expected a file name"));
        if (name.indexOf('/') >= 0 || name.indexOf('\\') >= 0) {
            fields.fault(FaultCode.INVALID_VALUE, "name", "holds a path: expected a file name");
        }
        String type = contentType(fields);
        String contentId = contentId(fields);
        byte[] content = content(fields);
        return request.faultCount() > before
                ? Optional.empty()
                : Optional.of(new Attachment(FileName.harmless(name), type, content, contentId));
    }

    private static String contentType(Fields fields) {
        String stated = fields.line("contentType", false, 128).orElse("application/octet-stream");
        Optional<MediaType> type = MediaType.parse(stated).filter(t -> TYPE.matcher(t.type()).matches());
        String top = type.map(t -> t.type().toLowerCase(Locale.ROOT)).orElse("");
        if (type.isEmpty() || top.startsWith("multipart/") || top.startsWith("message/")) {
            fields.fault(FaultCode.INVALID_VALUE, "contentType",
                    "is no media type of a file: expected one such as application/pdf");
        }
        return type.map(MediaType::ofPart).orElse(stated);
    }

    private @Nullable String contentId(Fields fields) {
        Optional<String> id = fields.line("contentId", false, 128);
        if (id.isPresent() && !CONTENT_ID.matcher(id.get()).matches()) {
            fields.fault(FaultCode.INVALID_VALUE, "contentId",
                    "has characters other than letters, digits and ._@+=~-: expected what the html names after cid:");
        } else if (id.isPresent() && !contentIds.add(id.get())) {
            fields.fault(FaultCode.INVALID_VALUE, "contentId", "stands twice: expected one part for each id");
        }
        return id.orElse(null);
    }

    private static byte[] content(Fields fields) {
        try {
            String text = fields.string("content", true, Integer.MAX_VALUE).orElse("");
            if (text.length() % 4 != 0) {
                throw new IllegalArgumentException("cut short"); // Java's decoder would take it
            }
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            fields.fault(FaultCode.INVALID_BASE64, "content",
                    "is not base64: expected RFC 4648 section 4, without line breaks");
            return new byte[0];
        }
    }
}
