// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.house;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.notificationgateway.support.TestHome;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * Gives the house rules a route file as text and as a tree, so that each rule is a question to one of the two.
 *
 * @param name file name without {@code .camel.yaml}
 */
record RouteFile(String name, String text, JsonNode tree) {
    private static final String ENDING = ".camel.yaml";
    private static final JsonMapper MAPPER = new JsonMapper();

    /** Every file of {@code routes/}, by name. */
    static List<RouteFile> all() {
        return below(TestHome.PROJECT.resolve("routes"));
    }

    /** Every route file in this folder and those in it, by name. */
    static List<RouteFile> below(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            List<RouteFile> all = new ArrayList<>();
            for (Path file : files.filter(f -> f.toString().endsWith(ENDING)).sorted().toList()) {
                all.add(of(file.getFileName().toString().replace(ENDING, ""), Files.readString(file)));
            }
            return all;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static RouteFile of(String name, String yaml) {
        Object tree = new Load(LoadSettings.builder().setLabel(name).build()).loadFromString(yaml);
        return new RouteFile(name, yaml, MAPPER.valueToTree(tree));
    }

    /** The top-level entries of one kind: route, routeTemplate or routeConfiguration. */
    List<JsonNode> entries(String kind) {
        return Stream.iterate(0, i -> i < tree.size(), i -> i + 1)
                .map(i -> tree.path(i).path(kind))
                .filter(JsonNode::isObject)
                .toList();
    }

    /** The routes, and those inside templates. */
    List<JsonNode> routes() {
        return Stream.concat(
                        entries("route").stream(),
                        entries("routeTemplate").stream().map(template -> template.path("route")))
                .toList();
    }

    /** Names a template takes values for; they look like settings and are none. */
    List<String> templateParameters() {
        return entries("routeTemplate").stream()
                .flatMap(template -> template.path("parameters").findValuesAsText("name").stream())
                .toList();
    }

    /** Shows every node of the file, with its JSON Pointer. */
    void visit(BiConsumer<String, JsonNode> visitor) {
        visit("", tree, visitor);
    }

    /** The last step of a pointer that is a name and not a number. */
    static String member(String pointer) {
        return pointer.replaceFirst("(/\\d+)+$", "").replaceFirst(".*/", "");
    }

    private static void visit(String pointer, JsonNode node, BiConsumer<String, JsonNode> visitor) {
        visitor.accept(pointer, node);
        node.properties().forEach(e -> visit(pointer + "/" + e.getKey(), e.getValue(), visitor));
        for (int i = 0; node.isArray() && i < node.size(); i++) {
            visit(pointer + "/" + i, node.get(i), visitor);
        }
    }

    /** Keeps names of parameterised tests short. */
    @Override
    public String toString() {
        return name + ENDING;
    }
}
