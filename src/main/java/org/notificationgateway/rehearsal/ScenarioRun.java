// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.rehearsal;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.notificationgateway.operations.GatewayHome;

/** Plays scenarios with the routes and settings of a home, and says what came out otherwise. For one thread. */
public final class ScenarioRun {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

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
        Path copy = Files.createTempDirectory("gateway-test");
        try {
            List<String> differences = play(scenario, prepared(scenario, copy));
            return new Result(scenario.name(), Duration.ofNanos(System.nanoTime() - begun), differences);
        } finally {
            Folders.delete(copy);
        }
    }

    /** The home with the scenario's files of config/ in the place of its own. */
    private GatewayHome prepared(Scenario scenario, Path copy) throws IOException {
        for (String name : List.of("config", "routes", "templates")) {
            if (Files.isDirectory(home.resolve(name))) {
                Folders.copy(home.resolve(name), copy.resolve(name));
            }
        }
        for (Map.Entry<String, JsonNode> config : scenario.config().entrySet()) {
            Files.writeString(copy.resolve("config").resolve(config.getKey()), config.getValue().toString());
        }
        return new GatewayHome(copy);
    }

    private List<String> play(Scenario scenario, GatewayHome prepared) throws Exception {
        Set<String> differences = new LinkedHashSet<>();
        Map<String, String> properties = new HashMap<>(scenario.properties());
        if (scenario.steps().stream().noneMatch(step -> step.door().equals("jms"))) {
            properties.put("ingress.jms.enabled", "false"); // its consumer takes a second to stop
        }
        try (Rehearsal rehearsal = Rehearsal.start(
                prepared, properties, server -> scenario.servers().getOrDefault(server, SmtpScript.YES))) {
            int number = 0;
            for (Scenario.Step step : scenario.steps()) {
                take(rehearsal, step, ++number, differences);
            }
            Expectations expected = new Expectations(scenario.expected());
            rehearsal.await(PATIENCE, () -> differences(expected, rehearsal).isEmpty());
            rehearsal.quiet(PATIENCE);
            differences.addAll(differences(expected, rehearsal));
            passed.addAll(rehearsal.passed());
        }
        return List.copyOf(differences);
    }

    private static List<String> differences(Expectations expected, Rehearsal rehearsal) {
        try {
            return expected.differences(rehearsal);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void take(Rehearsal rehearsal, Scenario.Step step, int number, Set<String> differences) throws Exception {
        if (!step.after().isZero()) {
            rehearsal.quiet(PATIENCE);
            rehearsal.advance(step.after());
        }
        if (step.request() == null) {
            return;
        }
        byte[] request = step.request().toString().getBytes(UTF_8);
        Rehearsal.Answer answer = new Rehearsal.Answer(202, "");
        switch (step.door()) {
            case "file" -> answer = rehearsal.file("request-" + number + ".json", request, PATIENCE);
            case "jms" -> rehearsal.jms(request);
            default -> answer = rehearsal.post(request, step.headers());
        }
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
