// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.notificationgateway.support.AsyncApi;
import org.notificationgateway.support.TestHome;

/** docs/asyncapi.json is a sound AsyncAPI document, and says the same as the other documents. */
class AsyncApiTest {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    @Test
    void followsTheSchemaOfAsyncApi() throws IOException {
        JsonSchema schema = schema();
        assertEquals(Set.of(), schema.validate(AsyncApi.document()));
        ObjectNode wrong = (ObjectNode) AsyncApi.document();
        ((ObjectNode) wrong.at("/operations/tellEvent")).put("action", "shout");
        assertFalse(schema.validate(wrong).isEmpty());
    }

    private static JsonSchema schema() throws IOException {
        try (InputStream in = AsyncApiTest.class.getResourceAsStream("/corpora/asyncapi-3.0.0.schema.json")) {
            return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7).getSchema(in);
        }
    }

    @Test
    void leadsNowhereThatIsNotThere() {
        JsonNode document = AsyncApi.document();
        List<String> references = document.findValuesAsText("$ref");
        assertFalse(references.isEmpty());
        for (String reference : references) {
            assertFalse(document.at(reference.substring(1)).isMissingNode(), reference);
        }
    }

    /** The same words for the same thing, whichever way it comes. */
    @ParameterizedTest
    @ValueSource(strings = {"requests", "request", "addresses", "address", "errors", "problem"})
    void hasRequestsAndProblemsAsTheHttpDoorHasThem(String name) throws IOException {
        JsonNode door = MAPPER.readTree(TestHome.PROJECT.resolve("docs/openapi.json").toFile());
        assertEquals(door.at("/components/schemas/" + name), AsyncApi.document().at("/components/schemas/" + name));
    }

    @Test
    void hasEachEventThatTheManagementPortHas() throws IOException {
        Set<String> fed = new TreeSet<>();
        MAPPER.readTree(TestHome.PROJECT.resolve("docs/openapi-management.json").toFile())
                .at("/components/schemas/event/properties/type/enum").forEach(type -> fed.add(type.asText()));
        Set<String> told = new TreeSet<>();
        AsyncApi.document().at("/channels/events/messages").fieldNames().forEachRemaining(told::add);
        assertEquals(fed, told);
    }

    /** docs/events.md has one example of each, in its words. */
    @Test
    void isWhatThePageShows() throws IOException {
        String page = Files.readString(TestHome.PROJECT.resolve("docs/events.md"));
        Set<String> shown = new TreeSet<>();
        Pattern.compile("(?ms)^### `([a-z-]+)`\\n.*?^```\\n(\\{.*?)^```").matcher(page).results().forEach(block -> {
            try {
                JsonNode event = MAPPER.readTree(block.group(2));
                assertEquals(AsyncApi.TYPE + block.group(1), event.path("type").asText());
                assertEquals(Set.of(), AsyncApi.faults(event), block.group(1));
                shown.add(block.group(1));
            } catch (IOException e) {
                throw new AssertionError(block.group(), e);
            }
        });
        Set<String> told = new TreeSet<>();
        AsyncApi.document().at("/channels/events/messages").fieldNames().forEachRemaining(told::add);
        assertEquals(told, shown);
        assertTrue(page.contains("(asyncapi.json)"), "no link");
    }
}
