// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.notificationgateway.ingress.ApiKey;
import org.notificationgateway.ingress.ApiKeyFile;
import org.notificationgateway.ingress.Right;
import org.notificationgateway.support.TestGateway;
import org.notificationgateway.support.TestHome;

/** A caller who programs against the served documents meets the gateway they describe. */
class ContractIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String GOOD = "{\"id\": \"7\", \"to\": \"ann@example.com\", \"subject\": \"s\", \"text\": \"t\"}";
    private static final String ANONYMOUS = GOOD.replace("\"id\": \"7\", ", "");
    private static final String OTHER = GOOD.replace("\"t\"", "\"other\"");

    @TempDir
    private Path folder;

    @Nested
    class AnAnswer {
        @Test
        void toAnyRequestIsAsTheDocumentSays() throws Exception {
            try (TestGateway gateway = TestGateway.start(home())) {
                assertDescribed(gateway, 202, gateway.post(ANONYMOUS));
                assertDescribed(gateway, 202, gateway.post("[" + ANONYMOUS + "]"));
                assertDescribed(gateway, 207, gateway.post("[" + ANONYMOUS + ", {\"id\": \"x\"}, 5]"));
                assertDescribed(gateway, 400, gateway.post("{"));
                assertDescribed(gateway, 400, gateway.post("{\"a\": 1, \"a\": 2}"));
                assertDescribed(gateway, 415, gateway.post("text", "Content-Type", "text/plain"));
                assertDescribed(gateway, 422, gateway.post("{}"));
                assertDescribed(gateway, 422, gateway.post("[]"));
                assertDescribed(gateway, 422, gateway.post("[{}, {\"subject\": 5}]"));
            }
        }

        @Test
        void toARepeatAndToAConflictIsAsTheDocumentSays() throws Exception {
            try (TestGateway gateway = TestGateway.start(home())) {
                assertDescribed(gateway, 202, gateway.post(GOOD));
                assertDescribed(gateway, 200, gateway.post(GOOD));
                assertDescribed(gateway, 200, gateway.post("[" + GOOD + "]"));
                assertDescribed(gateway, 409, gateway.post(OTHER));
                assertDescribed(gateway, 422, gateway.post("[" + OTHER + "]"));
            }
        }

        @Test
        void whenARecipientIsBrakedIsAsTheDocumentSays() throws Exception {
            try (TestGateway gateway = TestGateway.start(home().set("ingress.recipient-rate-limit", "1"))) {
                assertDescribed(gateway, 202, gateway.post(GOOD));
                HttpResponse<String> braked = gateway.post(OTHER);
                assertDescribed(gateway, 429, braked);
                long seconds = braked.headers().firstValueAsLong("Retry-After").orElse(0);
                assertEquals(true, seconds >= 50 && seconds <= 60, "in " + seconds + " s");
            }
        }

        @Test
        void whenTheDiskIsFullIsAsTheDocumentSays() throws Exception {
            try (TestGateway gateway = TestGateway.start(home().set("intake.max-disk-usage", "0"))) {
                HttpResponse<String> full = gateway.post(GOOD);
                assertDescribed(gateway, 503, full);
                assertEquals("30", full.headers().firstValue("Retry-After").orElse(""));
            }
        }

        @Test
        void withoutAKeyIsAsTheDocumentSays() throws Exception {
            TestHome home = home().write("config/api-keys", "helpdesk:" + "0".repeat(64) + "\n");
            try (TestGateway gateway = TestGateway.start(home)) {
                assertDescribed(gateway, 401, gateway.post(GOOD));
            }
        }

        @Test
        void withoutTheRightIsAsTheDocumentSays() throws Exception {
            TestHome home = home();
            new ApiKeyFile(home.path("config/api-keys")).add(ApiKey.of("helpdesk", "key", Set.of("agent"), Set.of(Right.SEND)));
            try (TestGateway gateway = TestGateway.start(home)) {
                assertDescribed(gateway, 403, gateway.post(GOOD, "X-API-Key", "key"));
                assertDescribed(gateway, 403, gateway.post("[" + GOOD + "]", "X-API-Key", "key"));
                assertDescribed(gateway, 403, gateway.post(GOOD, "X-API-Key", "key", "Sec-Fetch-Site", "cross-site"));
            }
        }
    }

    @Nested
    class TheDocuments {
        @Test
        void inDocsAreWhatTheShippedGatewayServes() throws Exception {
            try (TestGateway gateway = TestGateway.start(home())) {
                Path file = TestHome.PROJECT.resolve("docs/openapi.json");
                assertEquals(JSON.readTree(Files.readString(file)), JSON.readTree(get("/openapi.json").body()));
            }
        }

        @Test
        void takeEveryExampleAndSayWhatTheyAre() throws Exception {
            try (TestGateway gateway = TestGateway.start(home())) {
                HttpResponse<String> schema = get("/schema");
                assertEquals("application/schema+json", schema.headers().firstValue("Content-Type").orElse(""));
                assertEquals("application/json", get("/openapi.json").headers().firstValue("Content-Type").orElse(""));
                assertEquals(Set.of(), faults(JSON.readTree(schema.body()), JSON.readTree(GOOD)));
                assertEquals(Set.of(), faults(JSON.readTree(schema.body()), JSON.readTree("[" + GOOD + "," + OTHER + "]")));
                assertFalse(faults(JSON.readTree(schema.body()), JSON.readTree("[]")).isEmpty());
                assertFalse(faults(JSON.readTree(schema.body()), JSON.readTree("{}")).isEmpty());
            }
        }

        @Test
        void holdTheLimitsOfThisGateway() throws Exception {
            TestHome home = home().set("intake.max-recipients", "2").set("intake.max-subject-length", "10")
                    .set("intake.max-attachments", "1").set("intake.max-headers", "1").set("intake.max-name-length", "5");
            try (TestGateway gateway = TestGateway.start(home)) {
                JsonNode schema = JSON.readTree(get("/schema").body());
                for (String over : new String[] {
                    "{\"to\": [\"a@b.example\", \"c@b.example\", \"d@b.example\"], \"subject\": \"s\", \"text\": \"t\"}",
                    "{\"to\": \"a@b.example\", \"subject\": \"12345678901\", \"text\": \"t\"}",
                    "{\"to\": \"a@b.example\", \"subject\": \"s\", \"text\": \"t\", \"attachments\": ["
                            + "{\"name\": \"a\", \"content\": \"\"}, {\"name\": \"b\", \"content\": \"\"}]}",
                    "{\"to\": \"a@b.example\", \"subject\": \"s\", \"text\": \"t\", \"attachments\": ["
                            + "{\"name\": \"123456\", \"content\": \"\"}]}",
                    "{\"to\": {\"name\": \"123456\", \"address\": \"a@b.example\"}, \"subject\": \"s\", \"text\": \"t\"}",
                    "{\"to\": \"a@b.example\", \"subject\": \"s\", \"text\": \"t\","
                            + " \"headers\": {\"X-A\": \"1\", \"X-B\": \"2\"}}"}) {
                    assertEquals(422, gateway.post(over).statusCode(), over);
                    assertFalse(faults(schema, JSON.readTree(over)).isEmpty(), over);
                }
            }
        }
    }

    private TestHome home;

    private TestHome home() {
        home = new TestHome(folder);
        return home;
    }

    private HttpResponse<String> get(String path) {
        return TestGateway.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + home.httpPort() + path)).build());
    }

    /** The status is expected, documented, and has a body of the documented type and shape. */
    private void assertDescribed(TestGateway gateway, int status, HttpResponse<String> answer) throws Exception {
        assertEquals(status, answer.statusCode(), answer.body());
        JsonNode api = JSON.readTree(get("/openapi.json").body());
        JsonNode content = api.at("/paths/~1notifications/post/responses/" + status + "/content");
        String type = answer.headers().firstValue("Content-Type").orElse("");
        assertEquals(Set.of(type), Set.of(content.fieldNames().next()));
        ObjectNode schema = content.path(type).path("schema").deepCopy();
        schema.set("components", api.path("components"));
        assertEquals(Set.of(), faults(schema, JSON.readTree(answer.body())), answer.body());
    }

    private static Set<?> faults(JsonNode schema, JsonNode document) {
        return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(schema).validate(document);
    }
}
