// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.support;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Set;

/** {@code docs/asyncapi.json}, and whether messages are as it says. */
public final class AsyncApi {
    public static final String TYPE = "org.notificationgateway.mail.";
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private AsyncApi() {}

    public static JsonNode document() {
        try {
            return MAPPER.readTree(TestHome.PROJECT.resolve("docs/asyncapi.json").toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What is wrong with a message by the schema of that name. */
    public static Set<ValidationMessage> faults(String schema, JsonNode message) {
        ObjectNode root = JsonNodeFactory.instance.objectNode().put("$ref", "#/components/schemas/" + schema);
        root.set("components", document().path("components"));
        return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(root).validate(message);
    }

    /** What is wrong with an event by the schema of its type. */
    public static Set<ValidationMessage> faults(JsonNode event) {
        return faults(event.path("type").asText().replace(TYPE, ""), event);
    }
}
