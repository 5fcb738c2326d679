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
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.notificationgateway.operations.GatewayHome;

/**
 * The gateway of one test: lets Java say what scenarios say in YAML, in the same words. It is made from a home's routes and
 * settings, starts with the first request, and waits by itself until mail has come to rest. For one thread.
 */
public final class GatewayUnderTest implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Path HERE = Path.of("test");

    private final GatewayHome home;
    private final Path copy;
    private final Map<String, String> properties = new HashMap<>();
    private final Map<String, SmtpScript> servers = new ConcurrentHashMap<>();
    private @Nullable Rehearsal rehearsal;
    private @Nullable LogTexts texts;
    private int requests;
    private boolean failuresSeen;

    /** @param home nothing in it is changed */
    public GatewayUnderTest(GatewayHome home) throws IOException {
        this.home = home;
        copy = Files.createTempDirectory("gateway-test");
        for (String name : List.of("config", "routes", "templates")) {
            if (Files.isDirectory(home.resolve(name))) {
                Folders.copy(home.resolve(name), copy.resolve(name));
            }
        }
    }

    /** Sets a key of {@code application.properties}, before the first request. */
    public void property(String key, String value) {
        refuseStarted("property " + key);
        properties.put(key, value);
    }

    /** Takes the place of a file of {@code config/}, such as {@code appsettings.json}, before the first request; in YAML or JSON. */
    public void config(String file, String yaml) throws IOException {
        config(file, Scenario.json(Scenario.yaml(HERE, yaml)));
    }

    void config(String file, JsonNode json) throws IOException {
        refuseStarted("config " + file);
        Files.writeString(copy.resolve("config").resolve(file), json.toString());
    }

    private void refuseStarted(String what) {
        if (rehearsal != null) {
            throw new IllegalStateException(what + " comes too late: expected it before the first request");
        }
    }

    /** Says what the server does that settings know as {@code host:port}, from now on; a list of rules as in a scenario. */
    public void server(String name, String rules) throws IOException {
        server(name, Scenario.script(Scenario.yaml(HERE, rules)));
    }

    void server(String name, SmtpScript script) {
        servers.put(name, script);
    }

    /**
     * Hands in a request in JSON by a door: {@code http}, {@code file} or {@code jms}, which answers 202 to anything; or a
     * finished mail by {@code eml}, the first folder of them.
     */
    public Rehearsal.Answer send(String door, String request) throws Exception {
        return send(door, request, Map.of());
    }

    /** The same with headers, which HTTP alone has. */
    public Rehearsal.Answer send(String door, String request, Map<String, String> headers) throws Exception {
        requests++;
        switch (door) {
            case "http":
                return running().post(request.getBytes(UTF_8), headers);
            case "file":
                return running().file("request-" + requests + ".json", request.getBytes(UTF_8), PATIENCE);
            case "eml":
                return running().eml(running().emlFolders().get(0), "mail-" + requests + ".eml", request.getBytes(UTF_8), PATIENCE);
            case "jms":
                running().jms(request.getBytes(UTF_8));
                return new Rehearsal.Answer(202, "");
            default:
                throw new IllegalArgumentException("door is " + door + ": expected one of " + Scenario.DOORS);
        }
    }

    /** Puts the clock forward, so that retries become due and mails expire. Nobody waits. */
    public void after(Duration time) throws Exception {
        rested().advance(time);
    }

    /** Every mail that has left the gateway. */
    public List<SentMail> mails() throws Exception {
        return rested().sent();
    }

    /** What became of each recipient: {@code delivered}, {@code waiting}, {@code given up}, {@code expired} or {@code not tried}. */
    public Map<String, String> outcomes() throws Exception {
        return Expectations.outcomes(rested().attempts());
    }

    /** Every attempt at a mail, in their order. */
    public List<Attempted> attempts() throws Exception {
        return rested().attempts();
    }

    /** The attempts that ended with a dead letter. */
    public List<Attempted> deadLetters() throws Exception {
        return attempts().stream().filter(attempt -> attempt.settlement().hasDeadLetter()).toList();
    }

    /** Every step of a route that failed. A test that does not ask for them fails if there are any. */
    public List<RehearsalFailure> failures() throws Exception {
        failuresSeen = true;
        return rested().failures();
    }

    /**
     * Compares what has come of it with what stands under {@code expect} of a scenario.
     *
     * @throws AssertionError with a line for each difference
     */
    public void expect(String yaml) throws Exception {
        failuresSeen = true;
        refuse(differences(new Expectations(Scenario.expected(Scenario.yaml(HERE, yaml)))));
    }

    /**
     * Plays the scenario of a file, with another gateway of the same home.
     *
     * @throws AssertionError with a line for each difference
     */
    public void run(Path scenario) throws Exception {
        refuse(new ScenarioRun(home).play(scenario).differences());
    }

    /** Throws an {@link AssertionError} if a step has failed and nobody has asked. */
    void refuseUnseenFailures() throws Exception {
        if (rehearsal != null && !failuresSeen) {
            expect("{}");
        }
    }

    private static void refuse(List<String> differences) {
        if (!differences.isEmpty()) {
            throw new AssertionError(String.join(System.lineSeparator(), differences));
        }
    }

    /** Once all is as expected and at rest, or time is over: a line for each difference. */
    List<String> differences(Expectations expected) throws Exception {
        Rehearsal running = running();
        running.await(PATIENCE, () -> differences(expected, running).isEmpty());
        return differences(expected, rested()).stream().map(line -> line.replace(copy.toString(), home.directory().toString())).toList();
    }

    private static List<String> differences(Expectations expected, Rehearsal rehearsal) {
        try {
            return expected.differences(rehearsal);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ids of steps that mail has passed so far. */
    Set<String> passed() throws Exception {
        return running().passed();
    }

    private Rehearsal running() throws Exception {
        if (rehearsal == null) {
            rehearsal = Rehearsal.start(new GatewayHome(copy), properties, server -> servers.getOrDefault(server, SmtpScript.YES));
            List<RouteNode> routes = new ArrayList<>();
            for (Path file : RouteCheck.files(home)) {
                routes.add(RouteNode.of(file));
            }
            texts = new LogTexts(routes);
        }
        return rehearsal;
    }

    private Rehearsal rested() throws Exception {
        running().quiet(PATIENCE);
        return running();
    }

    @Override
    public void close() throws Exception {
        if (rehearsal != null) {
            rehearsal.close();
        }
        if (texts != null) {
            texts.close();
        }
        Folders.delete(copy);
    }
}
