// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.notificationgateway.operations.GatewayHome;
import org.notificationgateway.rehearsal.ScenarioRun;
import org.notificationgateway.settings.StartRefusedException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Plays scenarios with a home's routes and settings, so that whoever edits them knows before the start. */
@Command(name = "test", description = "Plays scenarios (*.test.yaml) with the routes and settings of a home; reaches nobody.",
        mixinStandardHelpOptions = true)
public final class TestCommand implements Callable<Integer> {
    @Mixin
    private HomeOption home = new HomeOption();

    @Parameters(arity = "0..1", paramLabel = "DIR", description = "folder of scenarios, or one file (default: tests/ of the home)")
    private @Nullable Path scenarios;

    @Option(names = "--junit", paramLabel = "FILE", description = "writes the results as JUnit XML, too")
    private @Nullable Path junit;

    @Option(names = "--coverage", description = "names the steps of routes that no mail has passed")
    private boolean coverage;

    @Option(names = "--schema", description = "prints the JSON Schema of scenarios, and does nothing else")
    private boolean schema;

    @Override
    public Integer call() throws Exception {
        if (schema) {
            System.out.write(TestCommand.class.getResourceAsStream("/test.schema.json").readAllBytes());
            System.out.flush();
            return 0;
        }
        GatewayHome of = home.checked();
        List<Path> files = files(scenarios == null ? of.resolve("tests") : scenarios);
        try (QuietLog quiet = new QuietLog()) {
            return play(of, files);
        }
    }

    private int play(GatewayHome of, List<Path> files) throws Exception {
        ScenarioRun run = new ScenarioRun(of);
        List<ScenarioRun.Result> results = new ArrayList<>();
        for (Path file : files) {
            ScenarioRun.Result result = play(run, file);
            results.add(result);
            System.out.println((result.isGood() ? "ok    " : "FAIL  ") + result.name()
                    + String.format(Locale.ROOT, " (%.1f s)", result.time().toMillis() / 1000.0));
            result.differences().forEach(line -> System.out.println("      " + line));
        }
        long bad = results.stream().filter(result -> !result.isGood()).count();
        System.out.println(results.size() + " scenarios, " + bad + " failed");
        if (coverage) {
            List<String> missed = ScenarioRun.notPassed(of, run.passed());
            System.out.println("steps that no mail has passed: " + missed.size());
            missed.forEach(step -> System.out.println("      " + step));
        }
        if (junit != null) {
            Files.writeString(junit, JunitXml.of(results));
        }
        return bad == 0 ? 0 : 1;
    }

    /** A scenario that cannot be played is one that failed. */
    private static ScenarioRun.Result play(ScenarioRun run, Path file) {
        try {
            return run.play(file);
        } catch (Exception e) {
            return new ScenarioRun.Result(
                    file.getFileName().toString(), Duration.ZERO, Lines.explanation(e).lines().toList());
        }
    }

    private static List<Path> files(Path place) throws IOException {
        if (Files.isRegularFile(place)) {
            return List.of(place);
        }
        if (!Files.isDirectory(place)) {
            throw new StartRefusedException("scenarios", "are looked for in " + place + ", which is no folder",
                    "a folder with *.test.yaml, or one such file", "gateway test DIR");
        }
        try (Stream<Path> all = Files.walk(place)) {
            List<Path> files = all.filter(file -> file.toString().endsWith(".test.yaml")).sorted().toList();
            if (files.isEmpty()) {
                throw new StartRefusedException("folder " + place, "has no *.test.yaml", "at least one scenario", "gateway test DIR");
            }
            return files;
        }
    }
}
