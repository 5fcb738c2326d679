// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Keeps every figure of every run as JSON, so that a chart or a doubt needs no second measurement. */
final class Results {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private Results() {}

    static Path write(Layout layout, Options options, List<Row> rows) throws IOException {
        ObjectNode all = JSON.createObjectNode();
        all.put("command", options.command());
        all.set("machine", Machine.describe(layout, options));
        ArrayNode goals = all.putArray("goals");
        ArrayNode list = all.putArray("rows");
        for (Row row : rows) {
            list.add(row(row));
            for (Goal goal : Goal.ALL) {
                goal.measured(row).ifPresent(measured -> goals.addObject()
                        .put("row", goal.row()).put("against", goal.peer()).put("figure", goal.figure())
                        .put("goal", goal.words()).put("measured", measured).put("met", goal.isMetBy(measured)));
            }
        }
        Path folder = Files.createDirectories(layout.results(options.quick()));
        return Files.writeString(folder.resolve(options.command() + ".json"), JSON.writeValueAsString(all) + "\n");
    }

    private static ObjectNode row(Row row) {
        ObjectNode json = JSON.createObjectNode().put("id", row.id()).put("what", row.what());
        ArrayNode sides = json.putArray("sides");
        for (Series series : row.sides()) {
            ObjectNode side = sides.addObject().put("side", series.side());
            ArrayNode runs = side.putArray("runs");
            series.runs().forEach(run -> runs.add(JSON.valueToTree(run.figures())));
        }
        return json;
    }

    /** The rows of all commands that have been measured. */
    static List<Row> readAll(Path folder) throws IOException {
        List<Row> rows = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(one -> one.toString().endsWith(".json")).sorted().toList()) {
                JSON.readTree(file.toFile()).path("rows").forEach(row -> rows.add(row(row)));
            }
        }
        return rows;
    }

    private static Row row(JsonNode json) {
        List<Series> sides = new ArrayList<>();
        for (JsonNode side : json.path("sides")) {
            List<Sample> runs = new ArrayList<>();
            for (JsonNode run : side.path("runs")) {
                Map<String, Double> figures = new LinkedHashMap<>();
                run.properties().forEach(figure -> figures.put(figure.getKey(), figure.getValue().doubleValue()));
                runs.add(new Sample(figures));
            }
            sides.add(new Series(side.path("side").textValue(), runs));
        }
        return new Row(json.path("id").textValue(), json.path("what").textValue(), sides);
    }
}
