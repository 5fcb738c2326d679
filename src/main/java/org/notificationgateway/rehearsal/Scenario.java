// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.rehearsal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.notificationgateway.operations.FilesByName;
import org.notificationgateway.settings.Durations;
import org.notificationgateway.settings.Fault;
import org.notificationgateway.settings.InvalidSettingsException;
import org.notificationgateway.settings.Spelling;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * A story that a gateway must play as written: settings, servers and their moods, what happens, and what must come of it.
 *
 * @param file it stands in
 * @param properties that hold instead of the home's
 * @param config files of {@code config/} by their names
 * @param servers what those that settings know as {@code host:port} do
 * @param steps in their order
 * @param expected at the end; each key as the scenario has it
 */
record Scenario(
        Path file, Map<String, String> properties, Map<String, JsonNode> config, Map<String, SmtpScript> servers,
        List<Step> steps, Map<String, RouteNode> expected) {
    static final Set<String> DOORS = Set.of("http", "file", "jms", "eml");
    private static final Set<String> TOP = Set.of("description", "properties", "config", "servers", "steps", "expect");
    static final Set<String> EXPECTED = Set.of("mails", "outcomes", "deadLetters", "attempts", "failures");
    private static final Set<String> MAIL = Set.of(
            "way", "server", "directory", "endpoint", "encryption", "from", "recipients", "headers", "contains", "lacks", "sameMessageId");
    private static final Set<String> STEP = Set.of("request", "door", "name", "headers", "answer", "after");
    private static final Set<String> RULE = Set.of("command", "recipient", "attempt", "reply", "act", "delay");

    /**
     * One thing that happens.
     *
     * @param request to be handed in; null for a wait
     * @param door through which it comes
     * @param answer what the door must say; null for anything
     * @param after how far the clock is put forward
     */
    record Step(
            RouteNode place, @Nullable JsonNode request, String door, Map<String, String> headers,
            @Nullable RouteNode answer, Duration after) {}

    /**
     * Reads a file.
     *
     * @throws InvalidSettingsException naming file and line of what cannot be meant so
     */
    static Scenario of(Path file) throws IOException {
        RouteNode top = yaml(file, FilesByName.route(file));
        known(top, TOP);
        Map<String, String> properties = new LinkedHashMap<>();
        members(top, "properties").forEach((key, value) -> properties.put(key, value.text()));
        Map<String, JsonNode> config = new LinkedHashMap<>();
        members(top, "config").forEach((name, value) -> config.put(name, json(value)));
        Map<String, SmtpScript> servers = new LinkedHashMap<>();
        members(top, "servers").forEach((name, rules) -> servers.put(name, script(rules)));
        List<Step> steps = new ArrayList<>();
        RouteNode list = top.get("steps");
        if (list == null || list.elements().isEmpty()) {
            throw fault(top, "has no steps", "steps: with a request at least");
        }
        list.elements().forEach(step -> steps.add(step(step)));
        RouteNode expect = top.get("expect");
        return new Scenario(file, properties, config, servers, steps, expect == null ? Map.of() : expected(expect));
    }

    /** A piece of a scenario, or all of one. */
    static RouteNode yaml(Path file, String text) throws IOException {
        try {
            return RouteNode.of(file, text);
        } catch (YamlEngineException e) {
            throw new InvalidSettingsException(List.of(
                    new Fault("scenario", "is no YAML: " + e.getMessage(), "the form of examples/tests", file.toString())));
        }
    }

    /** What stands under {@code expect}. */
    static Map<String, RouteNode> expected(RouteNode expect) {
        known(expect, EXPECTED);
        RouteNode mails = expect.get("mails");
        if (mails != null) {
            mails.elements().forEach(mail -> known(mail, MAIL));
        }
        return expect.members();
    }

    /** What people call it. */
    String name() {
        return file.getFileName().toString().replaceFirst("[.]test[.]yaml$", "");
    }

    private static Map<String, RouteNode> members(RouteNode of, String key) {
        RouteNode node = of.get(key);
        return node == null ? Map.of() : node.members();
    }

    private static Step step(RouteNode node) {
        known(node, STEP);
        RouteNode request = node.get("request");
        if (request == null && node.text("after").isEmpty()) {
            throw fault(node, "is a step without request and without after", "one of both");
        }
        String door = node.text("door").isEmpty() ? "http" : node.text("door");
        if (!DOORS.contains(door)) {
            throw fault(node, "has the door " + door, "http, file, jms or eml");
        }
        Map<String, String> headers = new LinkedHashMap<>();
        members(node, "headers").forEach((name, value) -> headers.put(name, value.text()));
        return new Step(node, request == null ? null : json(request), door, headers, node.get("answer"), duration(node, "after"));
    }

    private static Duration duration(RouteNode node, String key) {
        try {
            return node.text(key).isEmpty() ? Duration.ZERO : Durations.parse(node.text(key));
        } catch (IllegalArgumentException e) {
            throw fault(node, "has " + key + ": " + node.text(key), "a duration such as 31s or 2h");
        }
    }

    /** What stands under the name of a server. */
    static SmtpScript script(RouteNode rules) {
        List<SmtpScript.Rule> read = new ArrayList<>();
        for (RouteNode rule : rules.elements()) {
            known(rule, RULE);
            String attempt = rule.text("attempt");
            int from = attempt.isEmpty() ? 1 : Integer.parseInt(attempt.replaceFirst("-.*", ""));
            int to = attempt.isEmpty() || attempt.endsWith("-") ? Integer.MAX_VALUE
                    : Integer.parseInt(attempt.replaceFirst(".*-", ""));
            String word = rule.text("act").isEmpty() ? "reply" : rule.text("act");
            try {
                read.add(new SmtpScript.Rule(
                        rule.text("command").toUpperCase(Locale.ROOT), rule.text("recipient"), from, to,
                        SmtpScript.Act.valueOf(word.toUpperCase(Locale.ROOT)), rule.text("reply"), duration(rule, "delay")));
            } catch (IllegalArgumentException e) {
                throw fault(rule, "has act: " + word, "reply, close, reset, stall or slow");
            }
        }
        return new SmtpScript(read);
    }

    private static void known(RouteNode node, Set<String> keys) {
        for (Map.Entry<String, RouteNode> member : node.members().entrySet()) {
            if (!keys.contains(member.getKey())) {
                throw fault(member.getValue(), "has the key " + member.getKey() + Spelling.hint(member.getKey(), keys),
                        "one of " + new TreeSet<>(keys));
            }
        }
    }

    private static InvalidSettingsException fault(RouteNode at, String seen, String expected) {
        return new InvalidSettingsException(List.of(new Fault("scenario", seen, expected, at.place())));
    }

    /** YAML as JSON. */
    static JsonNode json(RouteNode node) {
        if (node.yaml() instanceof ScalarNode scalar) {
            return scalar(scalar);
        }
        if (node.yaml() instanceof SequenceNode) {
            ArrayNode array = JsonNodeFactory.instance.arrayNode();
            node.elements().forEach(one -> array.add(json(one)));
            return array;
        }
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        node.members().forEach((key, value) -> object.set(key, json(value)));
        return object;
    }

    private static JsonNode scalar(ScalarNode scalar) {
        String text = scalar.getValue();
        if (scalar.getTag().equals(Tag.INT)) {
            return JsonNodeFactory.instance.numberNode(Long.parseLong(text));
        }
        if (scalar.getTag().equals(Tag.BOOL)) {
            return JsonNodeFactory.instance.booleanNode(Boolean.parseBoolean(text));
        }
        return scalar.getTag().equals(Tag.NULL) ? JsonNodeFactory.instance.nullNode() : JsonNodeFactory.instance.textNode(text);
    }
}
