// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.intake;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.notificationgateway.ingress.ApiKeyFile;
import org.notificationgateway.ingress.ApiKeys;
import org.notificationgateway.ingress.RequestContent;
import org.notificationgateway.support.LinearTime;

/** One caller with one strange value must not stall the rest, so whatever a request may hold is read in linear time. */
class RequestsInLinearTimeIT {
    private static final Limits WIDE = new Limits(26_214_400, 100_000, 1_000, 1_000_000, 1_000_000, 1_000);
    private static final RequestReader NARROW_READER = new RequestReader(Requests.SENDERS, Requests.LIMITS, "trace", SenderRule.NONE);
    private static final RequestReader WIDE_READER = new RequestReader(Requests.SENDERS, WIDE, "trace", SenderRule.NONE);
    private static final Refusal REFUSAL = new Refusal();

    @ParameterizedTest
    @ValueSource(strings = {
        "id", "sender", "to", "cc", "bcc", "replyTo", "subject", "text", "html", "template", "locale", "model",
        "importance", "notBefore", "expiresAt", "supersedes", "sensitive", "tags", "attachments", "headers"})
    void aMemberIs(String name) {
        check(name, (request, text) -> request.put(name, text));
    }

    @Test
    void whatBecomesAHeaderIsWhereLimitsLetItPass() {
        check("subject", WIDE_READER, (request, text) -> request.put("subject", text));
        check("name", WIDE_READER, (request, text) -> request.set(
                "attachments", request.arrayNode().add(request.objectNode().put("content", "").put("name", text))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"to", "cc", "bcc", "tags"})
    void anItemOfAListIs(String name) {
        check(name, (request, text) -> request.set(name, request.arrayNode().add(text)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"name", "address"})
    void aPartOfAnAddressIs(String name) {
        check("to." + name, (request, text) -> request.set(
                "to", request.objectNode().put("address", "a@b.example").put(name, text)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"name", "contentType", "content", "contentId"})
    void aPartOfAnAttachmentIs(String name) {
        check("attachments." + name, (request, text) -> request.put("html", "a").set(
                "attachments", request.arrayNode().add(
                        request.objectNode().put("name", "a.txt").put("content", "YQ==").put(name, text))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"X-Note", "List-Id", "References", "Auto-Submitted"})
    void theValueOfAHeaderIs(String name) {
        check(name, (request, text) -> request.set("headers", request.objectNode().put(name, text)));
    }

    @Test
    void aNameIs() {
        check("header", (request, text) -> request.set("headers", request.objectNode().put("X-" + text, "a")));
        check("name", (request, text) -> request.put(text, "a"));
    }

    @Test
    void aListOfManyIs() {
        LinearTime.check("to", LinearTime.LONG, List.of(new LinearTime.Awkward("", "a", "")), text -> {
            ObjectNode request = good();
            ArrayNode to = request.putArray("to");
            for (int i = 0; i < text.length(); i++) {
                to.add("a" + i + "@b.example");
            }
            read(WIDE_READER, request, null);
        });
    }

    @Test
    void theIdempotencyKeyIs() {
        LinearTime.check("Idempotency-Key", text -> read(NARROW_READER, good(), text));
    }

    @Test
    void whatIsNoJsonIs() {
        LinearTime.check("body", text -> NARROW_READER.read(text.getBytes(UTF_8), "id", null, null));
        LinearTime.check("string", text -> NARROW_READER.read(("{\"" + text).getBytes(UTF_8), "id", null, null));
    }

    @Test
    void theContentTypeIs() {
        RequestContent content = new RequestContent();
        LinearTime.check("Content-Type", text -> content.check(text, null));
        LinearTime.check("Content-Type", text -> content.check("application/json;" + text, null));
        LinearTime.check("Content-Encoding", text -> content.check("application/json", text));
    }

    @Test
    void anApiKeyAndTheFileOfThemAre(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("api-keys");
        Files.writeString(file, "desk:" + Digest.hex("secret") + "\n");
        ApiKeys keys = ApiKeys.load(new ApiKeyFile(file));
        LinearTime.check("X-API-Key", text -> keys.admit(text, null));
        LinearTime.check("Authorization", text -> keys.admit(null, text));
        LinearTime.check("api-keys", text -> {
            Files.writeString(file, text);
            new ApiKeyFile(file).read();
        });
    }

    private static void check(String what, BiFunction<ObjectNode, String, Object> change) {
        check(what, NARROW_READER, change);
    }

    private static void check(String what, RequestReader reader, BiFunction<ObjectNode, String, Object> change) {
        LinearTime.check(what, text -> {
            ObjectNode request = good();
            change.apply(request, text);
            read(reader, request, null);
        });
    }

    private static ObjectNode good() throws Exception {
        return (ObjectNode) Json.MAPPER.readTree(Requests.GOOD);
    }

    /** As far as a door comes before it waits for the disk, or for the answer that says no. */
    private static void read(RequestReader reader, ObjectNode request, @Nullable String key) throws Exception {
        try {
            Requests.COMPOSER.compose(reader.read(Json.MAPPER.writeValueAsBytes(request), "id", key, null), null, null, null);
        } catch (InvalidRequestException e) {
            REFUSAL.problem(e);
        }
    }
}
