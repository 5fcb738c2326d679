// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.house;

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
 * else. Camel has a schema of that form; what it leaves open is asked here.
 */
final class CanonicalForm {
    private static final Pattern SCHEME = Pattern.compile("[a-z][a-z0-9+.-]*");

    private final JsonSchema general = schema("camelYamlDsl.json");
    private final JsonSchema canonical = schema("camelYamlDsl-canonical.json");

    private static JsonSchema schema(String name) {
        try (InputStream json = CanonicalForm.class.getResourceAsStream("/schema/" + name)) {
            return draft4().getSchema(new JsonMapper().readTree(Objects.requireNonNull(json, "camel-yaml-dsl has no " + name)));
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

    /** What Camel's schema of all that it reads has to say, empty for a good file. */
    List<String> schemaFaults(RouteFile file) {
        return general.validate(file.tree()).stream().map(ValidationMessage::getMessage).toList();
    }

    /** What its schema of the long form has, and shortcuts that even that one allows. */
    List<String> shortcuts(RouteFile file) {
        List<String> faults = new ArrayList<>(canonical.validate(file.tree()).stream().map(ValidationMessage::getMessage).toList());
        file.visit((pointer, node) -> {
            if (RouteFile.member(pointer).equals("uri") && !SCHEME.matcher(node.asText()).matches()) {
                faults.add(pointer + ": is '" + node.asText() + "': expected the scheme alone, all else in parameters");
            }
            if (RouteFile.member(pointer).equals("autoStartup") && node.asText().contains("{{")) {
                faults.add(pointer + ": is a placeholder: expected precondition");
            }
        });
        return faults;
    }
}
