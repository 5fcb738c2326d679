// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.notificationgateway.cli.Printed.attempt;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.notificationgateway.operations.DeadLetterJson;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Lets an operator look at what was given up, send it again when its cause is gone, or drop it. */
@Command(name = "dead", description = "Lists, shows, resends and drops dead letters.", mixinStandardHelpOptions = true)
public final class DeadCommand implements Runnable {
    private static final int LONGEST_CELL = 61;

    @Spec
    private CommandSpec spec;

    /** Which letters are meant. */
    static final class Filter {
        @Option(names = "--sender", paramLabel = "NAME", description = "of this sender")
        private @Nullable String sender;

        @Option(names = "--reason", paramLabel = "TEXT", description = "with this in the reason")
        private @Nullable String reason;

        @Option(names = "--older", paramLabel = "TIME", description = "given up longer ago than, such as 7d")
        private @Nullable String older;

        @Option(names = "--younger", paramLabel = "TIME", description = "given up since, such as 30m")
        private @Nullable String younger;

        Map<String, String> parameters() {
            Map<String, String> set = new LinkedHashMap<>();
            put(set, "sender", sender);
            put(set, "reason", reason);
            put(set, "older", older);
            put(set, "younger", younger);
            return set;
        }

        private static void put(Map<String, String> set, String name, @Nullable String value) {
            if (value != null) {
                set.put(name, value);
            }
        }
    }

    @Override
    public void run() {
        throw usage("Missing command: expected list, show, resend or drop");
    }

    @Command(name = "list", description = "Lists dead letters, oldest first.", mixinStandardHelpOptions = true)
    int list(
            @Mixin Filter filter,
            @Option(names = "--limit", paramLabel = "N", defaultValue = "100", description = "at most (default: 100)")
                    int limit,
            @Mixin ManagementClient gateway) {
        return attempt(() -> {
            StringBuilder path = new StringBuilder("/dead?limit=" + limit);
            filter.parameters().forEach((name, value) ->
                    path.append('&').append(name).append('=').append(URLEncoder.encode(value, UTF_8)));
            JsonNode answer = gateway.ask("GET", path.toString(), null);
            if (gateway.json()) {
                System.out.println(answer);
                return 0;
            }
            answer.path("letters").forEach(letter -> System.out.println(line(letter)));
            System.out.printf("%d shown of %d, %d dead letters in all%n",
                    answer.path("letters").size(), answer.path("matching").asInt(), answer.path("total").asInt());
            return 0;
        });
    }

    @Command(name = "show", description = "Shows what happened to one; never a body.", mixinStandardHelpOptions = true)
    int show(@Parameters(paramLabel = "ID") String id, @Mixin ManagementClient gateway) {
        return attempt(() -> {
            JsonNode letter = gateway.ask("GET", "/dead/" + URLEncoder.encode(id, UTF_8), null);
            System.out.println(gateway.json() ? letter.toString() : text(letter));
            return 0;
        });
    }

    @Command(name = "resend", description = "Sends letters again to those who did not get the mail; --all with filters.",
            mixinStandardHelpOptions = true)
    int resend(
            @Parameters(paramLabel = "ID", arity = "0..*") @Nullable List<String> ids,
            @Option(names = "--all", description = "every letter that the filters choose") boolean all,
            @Mixin Filter filter, @Mixin ManagementClient gateway) {
        if (all == (ids != null) || !all && !filter.parameters().isEmpty()) {
            throw usage("Expected either IDs, or --all with or without filters");
        }
        if (ids != null) {
            return each(ids, gateway, "POST", "/resend", "resent");
        }
        return attempt(() -> {
            ObjectNode order = DeadLetterJson.MAPPER.createObjectNode();
            filter.parameters().forEach(order::put);
            return report(gateway, "resent", gateway.ask("POST", "/dead/resend", order.toString()));
        });
    }

    @Command(name = "drop", description = "Removes letters for good.", mixinStandardHelpOptions = true)
    int drop(@Parameters(paramLabel = "ID", arity = "1..*") List<String> ids, @Mixin ManagementClient gateway) {
        return each(ids, gateway, "DELETE", "", "dropped");
    }

    private static int each(List<String> ids, ManagementClient gateway, String method, String path, String verb) {
        int exit = 0;
        for (String id : ids) {
            exit = Math.max(exit, attempt(() -> report(
                    gateway, verb, gateway.ask(method, "/dead/" + URLEncoder.encode(id, UTF_8) + path, null))));
        }
        return exit;
    }

    private static int report(ManagementClient gateway, String verb, JsonNode result) {
        if (gateway.json()) {
            System.out.println(result);
        } else {
            result.path(verb).forEach(id -> System.out.println(id.asText() + " " + verb));
            result.path("left").forEach(one -> System.err.println(
                    "gateway: " + one.path("id").asText() + " " + Printed.text(one.path("reason"))));
        }
        return result.path("left").isEmpty() ? 0 : 1;
    }

    private static String line(JsonNode letter) {
        return String.join("  ", letter.path("id").asText(), letter.path("at").asText().replaceFirst("\\.\\d+", ""),
                Printed.text(letter.path("sender")) + "/" + Printed.text(letter.path("requestId")),
                letter.path("recipients").size() + " to", Printed.cut(Printed.text(letter.path("reason")), LONGEST_CELL));
    }

    private static String text(JsonNode letter) {
        List<String> lines = new ArrayList<>();
        letter.properties().forEach(field -> {
            JsonNode value = field.getValue();
            if (value.isArray()) {
                lines.add(field.getKey() + ":");
                value.forEach(item -> lines.add("  " + (item.isObject() ? words(item) : Printed.text(item))));
            } else {
                lines.add(field.getKey() + ": " + Printed.text(value));
            }
        });
        return String.join("\n", lines);
    }

    private static String words(JsonNode object) {
        List<String> words = new ArrayList<>();
        object.forEach(value -> words.add(Printed.text(value)));
        return String.join("  ", words);
    }

    private ParameterException usage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
