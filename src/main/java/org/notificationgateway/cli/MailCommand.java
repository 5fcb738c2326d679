// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.notificationgateway.cli.Printed.attempt;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.util.List;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Lets an operator see what became of mail, and stop or hasten what waits. */
@Command(name = "mail", description = "Lists and shows mails, cancels or tries those that wait.", mixinStandardHelpOptions = true)
public final class MailCommand implements Runnable {
    private static final String ROW = "%-32s  %-25s  %-11s  %s%n";
    private static final int LAST_CELL = 26;

    @Spec
    private CommandSpec spec;

    /** Which mails are meant. */
    static final class Filter {
        @Option(names = "--state", paramLabel = "STATE", description = "with a recipient in this state, such as waiting")
        private @Nullable String state;

        @Option(names = "--sender", paramLabel = "NAME", description = "of this sender")
        private @Nullable String sender;

        @Option(names = "--recipient", paramLabel = "ADDRESS", description = "to this address")
        private @Nullable String recipient;

        @Option(names = "--tag", paramLabel = "TAG", description = "with this tag")
        private @Nullable String tag;

        @Option(names = "--since", paramLabel = "TIME", description = "accepted since, such as 24h or 2036-01-31T12:00:00Z")
        private @Nullable String since;

        @Option(names = "--reply", paramLabel = "TEXT", description = "with this in a server's reply")
        private @Nullable String reply;

        @Option(names = "--cursor", paramLabel = "MAIL", description = "older than this one: where a list ended")
        private @Nullable String cursor;

        String query() {
            StringBuilder query = new StringBuilder();
            add(query, "state", state);
            add(query, "sender", sender);
            add(query, "recipient", recipient);
            add(query, "tag", tag);
            add(query, "since", since);
            add(query, "reply", reply);
            add(query, "cursor", cursor);
            return query.toString();
        }

        private static void add(StringBuilder query, String name, @Nullable String value) {
            if (value != null) {
                query.append('&').append(name).append('=').append(URLEncoder.encode(value, UTF_8));
            }
        }
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Missing command: expected list, show, cancel or retry");
    }

    @Command(name = "list", description = "Lists mails, newest first.", mixinStandardHelpOptions = true)
    int list(
            @Mixin Filter filter,
            @Option(names = "--limit", paramLabel = "N", defaultValue = "50", description = "at most (default: 50)")
                    int limit,
            @Mixin ManagementClient gateway) {
        return attempt(() -> {
            JsonNode answer = gateway.ask("GET", "/mails?limit=" + limit + filter.query(), null);
            if (gateway.json()) {
                System.out.println(answer);
                return 0;
            }
            System.out.printf(ROW, "MAIL", "ACCEPTED", "STATE", "SENDER/ID");
            answer.path("mails").forEach(mail -> System.out.printf(ROW, Printed.text(mail.path("mail")),
                    Printed.time(mail.path("acceptedAt")), Printed.text(mail.path("state")),
                    Printed.cut(Printed.text(mail.path("sender")) + "/" + Printed.text(mail.path("id")), LAST_CELL)));
            System.out.println(answer.path("mails").size() + " shown"
                    + (answer.has("next") ? "; more: --cursor " + answer.path("next").asText() : ""));
            return 0;
        });
    }

    @Command(name = "show", description = "Shows what happened to one; never a body.", mixinStandardHelpOptions = true)
    int show(@Parameters(paramLabel = "MAIL") String mail, @Mixin ManagementClient gateway) {
        return attempt(() -> {
            JsonNode answer = gateway.ask("GET", "/mails/" + URLEncoder.encode(mail, UTF_8), null);
            if (gateway.json()) {
                System.out.println(answer);
            } else {
                print(answer);
            }
            return 0;
        });
    }

    @Command(name = "cancel", description = "Takes mails back that wait, for good.", mixinStandardHelpOptions = true)
    int cancel(@Parameters(paramLabel = "MAIL", arity = "1..*") List<String> mails, @Mixin ManagementClient gateway) {
        return each(mails, "cancel", gateway);
    }

    @Command(name = "retry", description = "Tries mails now that wait.", mixinStandardHelpOptions = true)
    int retry(@Parameters(paramLabel = "MAIL", arity = "1..*") List<String> mails, @Mixin ManagementClient gateway) {
        return each(mails, "retry", gateway);
    }

    private static int each(List<String> mails, String verb, ManagementClient gateway) {
        int exit = 0;
        for (String mail : mails) {
            exit = Math.max(exit, attempt(() -> {
                JsonNode answer = gateway.ask("POST", "/mails/" + URLEncoder.encode(mail, UTF_8) + "/" + verb, null);
                System.out.println(gateway.json() ? answer.toString() : mail + " " + Printed.text(answer.path("status")));
                return 0;
            }));
        }
        return exit;
    }

    private static void print(JsonNode mail) {
        for (String name : List.of("mail", "sender", "id", "messageId", "door", "key", "state")) {
            if (mail.has(name)) {
                System.out.printf("%-11s %s%n", name, Printed.text(mail.path(name)));
            }
        }
        for (String name : List.of("acceptedAt", "notBefore", "expiresAt")) {
            if (mail.has(name)) {
                System.out.printf("%-11s %s%n", name, Printed.time(mail.path(name)));
            }
        }
        if (!mail.path("tags").isEmpty()) {
            System.out.printf("%-11s %s%n", "tags", String.join(", ", StreamSupport.stream(
                    mail.path("tags").spliterator(), false).map(Printed::text).toList()));
        }
        System.out.println("recipients:");
        mail.path("recipients").forEach(one -> {
            System.out.println("  " + Printed.text(one.path("address")) + "  " + Printed.text(one.path("state")) + tries(one));
            said(one);
        });
        System.out.println("events:");
        mail.path("events").forEach(event -> {
            System.out.println("  " + Printed.time(event.path("at")) + "  " + Printed.text(event.path("type"))
                    + (event.has("recipient") ? "  " + Printed.text(event.path("recipient")) : "") + tries(event));
            said(event);
        });
    }

    private static String tries(JsonNode one) {
        int attempts = one.path("attempts").asInt();
        return (attempts == 0 ? "" : attempts == 1 ? ", 1 attempt" : ", " + attempts + " attempts")
                + (one.has("nextAttemptAt") ? ", next " + Printed.time(one.path("nextAttemptAt")) : "");
    }

    private static void said(JsonNode one) {
        if (one.has("reply")) {
            System.out.println(Printed.cut("      " + Printed.text(one.path("reply")), Printed.WIDTH));
        }
    }
}
