// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.rehearsal;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.notificationgateway.operations.GatewayHome;

/** Plays scenarios with the routes and settings of a home, and says what came out otherwise. For one thread. */
public final class ScenarioRun {
    private final GatewayHome home;
    private final Set<String> passed = new HashSet<>();

    /**
     * How a scenario ended.
     *
     * @param name of the scenario
     * @param differences one line each; empty if all came as written
     */
    public record Result(String name, Duration time, List<String> differences) {
        public boolean isGood() {
            return differences.isEmpty();
        }
    }

    public ScenarioRun(GatewayHome home) {
        this.home = home;
    }

    /** Ids of the steps that some mail of some scenario has passed. */
    public Set<String> passed() {
        return Set.copyOf(passed);
    }

    /** Ids of all steps in the home's routes, with the places of those that were not passed. */
    public static List<String> notPassed(GatewayHome home, Set<String> passed) throws IOException {
        List<String> missed = new ArrayList<>();
        try (Stream<Path> files = Files.list(home.resolve("routes"))) {
            for (Path file : files.filter(path -> path.toString().endsWith(".camel.yaml")).sorted().toList()) {
                RouteNode.of(file).visit((node, above) -> {
                    boolean step = above.word().equals("steps") && !node.members().isEmpty();
                    String id = step ? node.step().text("id") : "";
                    if (!id.isEmpty() && !passed.contains(id)) {
                        missed.add(id + " (" + node.place() + ")");
                    }
                });
            }
        }
        return missed;
    }

    /** Plays one file. */
    public Result play(Path file) throws Exception {
        long begun = System.nanoTime();
        Scenario scenario = Scenario.of(file);
        Set<String> differences = new LinkedHashSet<>();
        try (GatewayUnderTest gateway = new GatewayUnderTest(home)) {
            scenario.properties().forEach(gateway::property);
            scenario.servers().forEach(gateway::server);
            for (Map.Entry<String, JsonNode> config : scenario.config().entrySet()) {
                gateway.config(config.getKey(), config.getValue());
            }
            int number = 0;
            for (Scenario.Step step : scenario.steps()) {
                take(gateway, step, ++number, differences);
            }
            differences.addAll(gateway.differences(new Expectations(scenario.expected())));
            passed.addAll(gateway.passed());
        }
        return new Result(scenario.name(), Duration.ofNanos(System.nanoTime() - begun), List.copyOf(differences));
    }

    private static void take(GatewayUnderTest gateway, Scenario.Step step, int number, Set<String> differences) throws Exception {
        if (!step.after().isZero()) {
            gateway.after(step.after());
        }
        if (step.request() == null) {
            return;
        }
        Rehearsal.Answer answer = gateway.send(step.door(), step.request().isTextual() ? step.request().asText() : step.request().toString(), step.headers());
        if (step.answer() != null) {
            String status = step.answer().text("status");
            if (!status.isEmpty() && !status.equals(String.valueOf(answer.status()))) {
                differences.add("answer " + number + ": expected status " + status + ", was " + answer.status() + " " + answer.body()
                        + " (" + step.place().place() + ")");
            }
            String words = step.answer().text("contains");
            if (!answer.body().contains(words)) {
                differences.add("answer " + number + ": expected '" + words + "' in it, was " + answer.body() + " (" + step.place().place() + ")");
            }
        }
    }
}
