// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.house;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.networknt.schema.JsonMetaSchema;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.NonValidationKeyword;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * Holds route files to the one long form that Kaoto and Camel's own tools write, so that saving there changes nothing
 * else. Camel ships no schema of that form; this walks a file along the general one and refuses its shortcuts.
 */
final class CanonicalForm {
    private static final Pattern SCHEME = Pattern.compile("[a-z][a-z0-9+.-]*");

    private final JsonNode document = document();
    private final JsonSchema schema = draft4().getSchema(document);
    private final JsonNode languages =
            definition("#/items/definitions/org.apache.camel.model.language.ExpressionDefinition").path("properties");

    private static JsonNode document() {
        try (InputStream json = CanonicalForm.class.getResourceAsStream("/schema/camelYamlDsl.json")) {
            return new JsonMapper().readTree(Objects.requireNonNull(json, "camel-yaml-dsl has no schema"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Draft 4, told that "deprecated" is a remark: else the validator warns of it. */
    private static JsonSchemaFactory draft4() {
        JsonMetaSchema draft4 = JsonMetaSchema.builder(JsonMetaSchema.getV4())
                .keyword(new NonValidationKeyword("deprecated"))
                .build();
        return JsonSchemaFactory.builder().defaultMetaSchemaIri(draft4.getIri()).metaSchema(draft4).build();
    }

    /** What Camel's own schema has to say, empty for a good file. */
    List<String> schemaFaults(RouteFile file) {
        return schema.validate(file.tree()).stream().map(ValidationMessage::getMessage).toList();
    }

    /** Shortcuts that Camel reads and this house does not write, empty for a good file. */
    List<String> shortcuts(RouteFile file) {
        List<String> faults = new ArrayList<>();
        walk("", file.tree(), document, faults);
        return faults;
    }

    private void walk(String at, JsonNode node, JsonNode reference, List<String> faults) {
        JsonNode type = resolved(reference);
        if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                walk(at + "/" + i, node.get(i), type.path("items"), faults);
            }
        } else if (node.isObject()) {
            node.properties().forEach(e -> member(at, e.getKey(), e.getValue(), type, faults));
        } else if (mayBeObject(type)) {
            faults.add(at + ": is a short form: expected an object");
        }
    }

    private void member(String at, String name, JsonNode value, JsonNode type, List<String> faults) {
        String here = at + "/" + name;
        // Only where the schema takes a bare language does it list "expression" with nothing said of it.
        if (languages.has(name) && type.at("/properties/expression").equals(new JsonMapper().createObjectNode())) {
            faults.add(here + ": stands alone: expected it inside expression");
        }
        if (name.equals("uri") && !SCHEME.matcher(value.asText()).matches()) {
            faults.add(here + ": is '" + value.asText() + "': expected the scheme alone, all else in parameters");
        }
        if (name.equals("autoStartup") && value.asText().contains("{{")) {
            faults.add(here + ": is a placeholder: expected precondition");
        }
        walk(here, value, memberType(type, name), faults);
    }

    /** Looks into the alternatives too: there the schema keeps the types of languages and error handlers. */
    private JsonNode memberType(JsonNode type, String name) {
        JsonNode direct = type.path("properties").path(name);
        if (!direct.isMissingNode() && !direct.isEmpty()) {
            return direct;
        }
        for (String choice : List.of("oneOf", "anyOf")) {
            for (JsonNode alternative : type.path(choice)) {
                JsonNode found = memberType(resolved(alternative), name);
                if (!found.isMissingNode()) {
                    return found;
                }
            }
        }
        return document.path("no such member");
    }

    private static boolean mayBeObject(JsonNode type) {
        return type.path("type").asText().equals("object")
                || type.path("oneOf").findValuesAsText("type").contains("object");
    }

    private JsonNode resolved(JsonNode type) {
        return type.has("$ref") ? resolved(definition(type.path("$ref").asText())) : type;
    }

    private JsonNode definition(String reference) {
        return document.at(reference.substring(1));
    }
}
