// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs the JMH benchmarks of {@code bench/micro}, which {@code bench/run} has compiled, and keeps what they find. */
record MicroCommand(Options options, Layout layout) implements Command {

    @Override
    public List<Row> run() throws Exception {
        Path micro = layout.work().resolve("micro");
        Path found = micro.resolve("found.json");
        Path disk = Files.createDirectories(micro.resolve("disk"));
        String gateway = layout.distribution().resolve("lib") + "/*";
        Process jmh = new ProcessBuilder(
                Layout.java(), "-cp", micro.resolve("classes") + ":" + micro.resolve("lib") + "/*:" + gateway,
                "org.openjdk.jmh.Main", "-f", "1", "-wi", options.quick() ? "1" : "3", "-w", "1",
                "-i", String.valueOf(options.runs()), "-r", "1", "-prof", "gc",
                "-rf", "json", "-rff", found.toString())
                .directory(disk.toFile()).redirectErrorStream(true).redirectOutput(layout.log("jmh").toFile()).start();
        if (jmh.waitFor() != 0) {
            throw new BenchException("JMH", "ended with code " + jmh.exitValue(), "0", layout.log("jmh"));
        }
        List<Row> rows = new ArrayList<>();
        new ObjectMapper().readTree(found.toFile()).forEach(benchmark -> rows.add(row(benchmark)));
        return rows;
    }

    private static Row row(JsonNode benchmark) {
        String name = benchmark.path("benchmark").textValue().replaceFirst(".*\\.(\\w+)Benchmark\\.", "$1.");
        StringBuilder parameters = new StringBuilder();
        benchmark.path("params").forEach(value -> parameters.append(", ").append(value.textValue()));
        double allocated = benchmark.path("secondaryMetrics").path("gc.alloc.rate.norm").path("score").doubleValue();
        List<Sample> runs = new ArrayList<>();
        benchmark.path("primaryMetric").path("rawData").path(0).forEach(micros ->
                runs.add(Sample.of("µs each", micros.doubleValue()).with("bytes allocated each", allocated)));
        return new Row(name + parameters, "JMH " + name + parameters, List.of(new Series(Side.OURS, runs)));
    }
}
