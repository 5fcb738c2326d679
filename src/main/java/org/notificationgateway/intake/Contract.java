// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.intake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;

/**
 * Shows callers what a request may be and what is answered, with the limits that hold here and not those of some
 * manual. Safe to share.
 */
public final class Contract {
    private static final String DEFINITIONS = "#/$defs/";
    private static final String COMPONENTS = "#/components/schemas/";

    private final Limits limits;

    public Contract(Limits limits) {
        this.limits = limits;
    }

    /** The JSON Schema (draft 2020-12) of requests. */
    public byte[] schema() throws IOException {
        return Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(limited());
    }

    /** The OpenAPI 3.1 description of the HTTP door; its request body is the schema. */
    public byte[] openApi() throws IOException {
        ObjectNode api = resource("openapi.json");
        String schema = Json.MAPPER.writeValueAsString(limited()).replace(DEFINITIONS, COMPONENTS);
        ObjectNode requests = (ObjectNode) Json.MAPPER.readTree(schema);
        ObjectNode components = (ObjectNode) api.at("/components/schemas");
        components.setAll((ObjectNode) requests.remove("$defs"));
        requests.remove("$schema");
        requests.remove("$id");
        components.set("requests", requests);
        return Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(api);
    }

    /** The OpenAPI 3.1 description of the management port. */
    public static byte[] managementApi() throws IOException {
        try (InputStream in = Contract.class.getClassLoader().getResourceAsStream("openapi-management.json")) {
            return in.readAllBytes();
        }
    }

    private ObjectNode limited() throws IOException {
        ObjectNode schema = resource("request.schema.json");
        set(schema, "/oneOf/1", "maxItems", Limits.BATCH);
        set(schema, "/$defs/addresses/anyOf/1", "maxItems", limits.recipients());
        set(schema, "/$defs/address/anyOf/1/properties/name", "maxLength", limits.nameLength());
        String request = "/$defs/request/properties/";
        set(schema, request + "subject", "maxLength", limits.subjectLength());
        set(schema, request + "headers", "maxProperties", limits.headers());
        set(schema, request + "attachments", "maxItems", limits.attachments());
        set(schema, request + "attachments/items/properties/name", "maxLength", limits.nameLength());
        return schema;
    }

    private static void set(JsonNode schema, String pointer, String keyword, int limit) {
        ((ObjectNode) schema.at(pointer)).put(keyword, limit);
    }

    private static ObjectNode resource(String name) throws IOException {
        try (InputStream in = Contract.class.getClassLoader().getResourceAsStream(name)) {
            return (ObjectNode) Json.MAPPER.readTree(in);
        }
    }
}
