// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.notificationgateway.cli.Printed.attempt;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Lets an operator stop a sender's mail before it does harm, and let it go again. */
@Command(name = "sender", description = "Lists, holds and releases senders.", mixinStandardHelpOptions = true)
public final class SenderCommand implements Runnable {
    private static final String ROW = "%-20s  %-10s  %8s  %-25s  %s%n";
    private static final int LAST_CELL = 29;

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Missing command: expected list, hold, release or retry");
    }

    @Command(name = "list", description = "Lists senders: what waits, and why it does.", mixinStandardHelpOptions = true)
    int list(@Mixin ManagementClient gateway) {
        return attempt(() -> {
            JsonNode answer = gateway.ask("GET", "/senders", null);
            if (gateway.json()) {
                System.out.println(answer);
                return 0;
            }
            System.out.printf(ROW, "SENDER", "STATE", "WAITING", "SINCE", "REASON");
            answer.path("senders").forEach(SenderCommand::print);
            return 0;
        });
    }

    private static void print(JsonNode sender) {
        System.out.printf(ROW, Printed.cut(Printed.text(sender.path("name")), 20), Printed.text(sender.path("state")),
                Printed.text(sender.path("waiting")), sender.has("since") ? Printed.time(sender.path("since")) : "",
                sender.has("reason") ? Printed.cut(Printed.text(sender.path("reason")), LAST_CELL) : "");
    }

    @Command(name = "hold", description = "Delivers nothing of a sender, until it is released.", mixinStandardHelpOptions = true)
    int hold(@Parameters(paramLabel = "NAME") String name, @Mixin ManagementClient gateway) {
        return order(name, "hold", gateway);
    }

    @Command(name = "release", description = "Delivers a sender's mail again.", mixinStandardHelpOptions = true)
    int release(@Parameters(paramLabel = "NAME") String name, @Mixin ManagementClient gateway) {
        return order(name, "release", gateway);
    }

    @Command(name = "retry", description = "Tries all of a sender's waiting mail now.", mixinStandardHelpOptions = true)
    int retry(@Parameters(paramLabel = "NAME") String name, @Mixin ManagementClient gateway) {
        return order(name, "retry", gateway);
    }

    private static int order(String name, String verb, ManagementClient gateway) {
        return attempt(() -> {
            JsonNode answer = gateway.ask("POST", "/senders/" + URLEncoder.encode(name, UTF_8) + "/" + verb, null);
            System.out.println(gateway.json() ? answer.toString() : name + " " + Printed.text(answer.path("state")));
            return 0;
        });
    }
}
