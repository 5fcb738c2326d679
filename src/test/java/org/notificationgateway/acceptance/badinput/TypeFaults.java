// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.acceptance.badinput;

import java.util.List;
import java.util.function.BiConsumer;

/** Every field and every member below one, with each JSON value of another type. */
final class TypeFaults {
    private static final List<String> NO_STRING = List.of("null", "true", "5", "1.5", "[]", "[\"x\"]", "{}");
    private static final List<String> NO_BOOLEAN = List.of("null", "0", "1.5", "\"true\"", "[]", "[true]", "{}");
    private static final List<String> NO_ARRAY = List.of("null", "true", "5", "1.5", "\"x\"", "{}", "{\"0\": \"x\"}");
    private static final List<String> NO_OBJECT = List.of("null", "false", "5", "1.5", "\"x\"", "[]", "[{}]");
    private static final List<String> NO_ADDRESS = List.of("true", "false", "5", "1.5", "0", "-1", "1e400");
    private static final List<String> ADDRESSES = List.of("to", "cc", "bcc", "replyTo");

    private TypeFaults() {}

    /** Hands each as a request with one member set, and its answer. */
    static void each(BiConsumer<String, String> request) {
        for (String field : List.of("id", "sender", "subject", "text", "html", "importance", "notBefore", "expiresAt", "supersedes")) {
            faults(request, field, "%s", NO_STRING, "WRONG_TYPE /" + field);
        }
        faults(request, "sensitive", "%s", NO_BOOLEAN, "WRONG_TYPE /sensitive");
        faults(request, "attachments", "%s", NO_ARRAY, "WRONG_TYPE /attachments");
        faults(request, "tags", "%s", NO_ARRAY, "WRONG_TYPE /tags");
        faults(request, "headers", "%s", NO_OBJECT, "WRONG_TYPE /headers");
        faults(request, "attachments", "[%s]", NO_OBJECT, "WRONG_TYPE /attachments/0");
        faults(request, "headers", "{\"X-A\": %s}", NO_STRING, "WRONG_TYPE /headers/X-A");
        faults(request, "tags", "[\"a\", %s]", NO_STRING, "WRONG_TYPE /tags/1");
        attachments(request);
        ADDRESSES.forEach(field -> address(request, field));
        for (String field : List.of("template", "locale", "model")) { // there are none yet, of whatever type
            faults(request, field, "%s", NO_STRING, "TEMPLATE /" + field);
        }
    }

    private static void attachments(BiConsumer<String, String> request) {
        faults(request, "attachments", "[{\"name\": %s, \"content\": \"\"}]", NO_STRING, "WRONG_TYPE /attachments/0/name");
        faults(request, "attachments", "[{\"name\": \"a\", \"content\": %s}]", NO_STRING,
                "WRONG_TYPE /attachments/0/content");
        for (String member : List.of("contentType", "contentId")) {
            faults(request, "attachments", "[{\"name\": \"a\", \"content\": \"\", \"" + member + "\": %s}]", NO_STRING,
                    "WRONG_TYPE /attachments/0/" + member);
        }
    }

    private static void address(BiConsumer<String, String> request, String field) {
        boolean list = !field.equals("replyTo");
        String at = list ? "/0" : "";
        String item = list ? "[%s]" : "%s";
        faults(request, field, "%s", NO_ADDRESS, "WRONG_TYPE /" + field);
        faults(request, field, "%s", List.of("null"), "INVALID_ADDRESS /" + field);
        faults(request, field, item, list ? NO_ADDRESS : List.of("[]", "[null]", "[\"a@example.com\"]"),
                "WRONG_TYPE /" + field + at);
        faults(request, field, item, list ? List.of("[]", "[[]]", "[\"a@example.com\"]") : List.of("[{}]"),
                "WRONG_TYPE /" + field + at);
        faults(request, field, item, List.of("{}"), "MISSING_FIELD /" + field + at + "/address");
        faults(request, field, item.formatted("{\"address\": %s}"), NO_STRING, "WRONG_TYPE /" + field + at + "/address");
        faults(request, field, item.formatted("{\"address\": \"a@example.com\", \"name\": %s}"), NO_STRING,
                "WRONG_TYPE /" + field + at + "/name");
    }

    private static void faults(
            BiConsumer<String, String> request, String field, String around, List<String> values, String fault) {
        values.forEach(value ->
                request.accept(field + " | " + around.replace("%s", value), "422 " + fault));
    }
}
