// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.camel.catalog.CamelCatalog;
import org.apache.camel.catalog.DefaultCamelCatalog;
import org.apache.camel.catalog.EndpointValidationResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.notificationgateway.delivery.PickupComponent;
import org.notificationgateway.outbox.OutboxComponent;
import org.notificationgateway.support.TestHome;

/** Checks every endpoint against Camel's catalog: the YAML schema lets any word pass as an endpoint option. */
class EndpointOptionsTest {
    private static final CamelCatalog CATALOG = withOurs(new DefaultCamelCatalog(true));

    private static CamelCatalog withOurs(CamelCatalog catalog) {
        for (Class<?> ours : List.of(OutboxComponent.class, PickupComponent.class)) {
            String name = ours.getSimpleName().replace("Component", "").toLowerCase(Locale.ROOT);
            String path = "/META-INF/" + ours.getPackageName().replace('.', '/') + "/" + name + ".json";
            try (InputStream schema = Objects.requireNonNull(ours.getResourceAsStream(path), path)) {
                catalog.addComponent(name, ours.getName(), new String(schema.readAllBytes(), StandardCharsets.UTF_8));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return catalog;
    }

    /** An endpoint of a route file; {@code use} is the word it stands under: from, to, toD. */
    record Endpoint(String place, String use, String scheme, Map<String, String> options) {

        static List<Endpoint> in(RouteFile file) {
            List<Endpoint> endpoints = new ArrayList<>();
            file.visit((pointer, node) -> {
                if (node.has("uri")) {
                    endpoints.add(of(file.name() + pointer, RouteFile.member(pointer), node));
                }
            });
            return endpoints;
        }

        private static Endpoint of(String place, String use, JsonNode node) {
            Map<String, String> options = new LinkedHashMap<>();
            node.path("parameters").properties().forEach(option -> {
                String value = option.getValue().asText();
                // Known only at run time; to the catalog a placeholder may be of any type.
                boolean dynamic = use.equals("toD") && value.contains("${");
                options.put(option.getKey(), dynamic ? "{{dynamic}}" : value);
            });
            return new Endpoint(place, use, node.path("uri").asText(), options);
        }

        /** What the catalog finds wrong, empty for a good endpoint. */
        String fault() throws Exception {
            if (!CATALOG.findComponentNames().contains(scheme)) {
                return "unknown component " + scheme;
            }
            List<String> faults = new ArrayList<>();
            JsonNode component = new JsonMapper().readTree(CATALOG.componentJSonSchema(scheme));
            component.path("properties").properties().stream()
                    .filter(option -> option.getValue().path("required").asBoolean())
                    .filter(option -> !options.containsKey(option.getKey()))
                    .forEach(option -> faults.add(option.getKey() + " is missing"));
            // Camel takes it for part of the name there; only file evaluates it, for each file.
            options.entrySet().stream()
                    .filter(option -> option.getValue().contains("${") && !scheme.equals("file"))
                    .forEach(option -> faults.add(option.getKey() + " is an expression: expected toD"));
            Map<String, String> all = new LinkedHashMap<>(options);
            component.path("properties").properties().stream()
                    .filter(option -> option.getValue().path("kind").asText().equals("path"))
                    .filter(option -> !option.getValue().path("type").asText().equals("integer"))
                    .forEach(option -> all.putIfAbsent(option.getKey(), option.getValue().path("defaultValue").asText("any")));
            boolean consumes = use.equals("from");
            EndpointValidationResult result = CATALOG.validateEndpointProperties(
                    CATALOG.asEndpointUri(scheme, all, false), false, consumes, !consumes);
            if (!result.isSuccess()) {
                faults.add(String.valueOf(result.summaryErrorMessage(false)).strip());
            }
            return String.join("; ", faults);
        }

        @Override
        public String toString() {
            return place;
        }
    }

    static Stream<Endpoint> endpoints() {
        return Stream.concat(RouteFile.all().stream(), RouteFile.below(TestHome.PROJECT.resolve("examples")).stream())
                .flatMap(file -> Endpoint.in(file).stream());
    }

    @ParameterizedTest
    @MethodSource("endpoints")
    void hasOnlyOptionsTheCatalogKnows(Endpoint endpoint) throws Exception {
        assertEquals("", endpoint.fault());
    }

    @Test
    void areFoundInEveryFileThatHasARoute() {
        List<RouteFile> routes =
                RouteFile.all().stream().filter(file -> !file.routes().isEmpty()).toList();
        assertFalse(routes.isEmpty());
        routes.forEach(file -> assertTrue(
                Endpoint.in(file).stream().anyMatch(endpoint -> endpoint.use().equals("from")), file.toString()));
        assertTrue(endpoints().anyMatch(endpoint -> endpoint.use().equals("to")));
    }

    @ParameterizedTest(name = "{2}")
    @CsvSource(delimiter = '|', value = {
        "from | {uri: file, parameters: {directoryName: x, redLock: changed}} | redLock",
        "from | {uri: file, parameters: {directoryName: x, readLock: sometimes}} | readLock",
        "from | {uri: file, parameters: {directoryName: x, fileExist: Fail}} | fileExist",
        "from | {uri: jms, parameters: {destinationType: queue, destinationName: q, concurrentConsumers: two}} | concurrentConsumers",
        "from | {uri: platform-http, parameters: {path: /x, httpMethodRestricted: POST}} | httpMethodRestricted",
        "to | {uri: direct, parameters: {}} | name is missing",
        "to | {uri: smtp, parameters: {host: x, javaMailSendr: y}} | javaMailSendr",
        "to | {uri: jms, parameters: {destinationName: q, transacted: '${body}'}} | transacted is an expression",
        "to | {uri: jms, parameters: {destinationName: 'q.${variable.sender}'}} | destinationName is an expression",
        "toD | {uri: file, parameters: {directoryName: '${body}', tempPrefixx: y}} | tempPrefixx",
        "from | {uri: outbox, parameters: {concurrentConsumers: many}} | concurrentConsumers",
        "to | {uri: outbox, parameters: {operation: handed-ovr}} | operation",
        "to | {uri: pickup, parameters: {directoryName: x, fileExist: Append}} | fileExist",
        "to | {uri: pickup, parameters: {directoryName: x, fileName: x}} | fileName",
        "to | {uri: flie, parameters: {directoryName: x}} | flie"})
    void areRefusedWithAMistake(String use, String endpoint, String named) throws Exception {
        List<Endpoint> found = Endpoint.in(RouteFile.of("demo", "- {" + use + ": " + endpoint + "}"));
        assertEquals(1, found.size());
        assertTrue(found.get(0).fault().contains(named), () -> "not refused for " + named);
    }

    @Test
    void mayTakeValuesFromSettingsAndFromTheMail() throws Exception {
        List<Endpoint> found = Endpoint.in(RouteFile.of("demo", """
                - from: {uri: jms, parameters: {destinationName: q, concurrentConsumers: "{{demo.consumers}}"}}
                - toD: {uri: jms, parameters: {destinationName: "${variable.q}", transacted: "${variable.safe}"}}
                """));
        assertEquals(2, found.size());
        for (Endpoint endpoint : found) {
            assertEquals("", endpoint.fault());
        }
    }
}
