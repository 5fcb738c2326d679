// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.concurrent.Callable;
import org.notificationgateway.operations.DeadLetterJson;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Lets an operator forget somebody's address wherever a gateway has it, and tells what it had to leave. */
@Command(name = "erase", description = "Forgets an address: waiting mail is not sent to it, and it is taken out of all that is kept.",
        mixinStandardHelpOptions = true)
public final class EraseCommand implements Callable<Integer> {
    private static final String ROW = "%-50s  %10s  %10s%n";

    @Parameters(paramLabel = "ADDRESS", description = "such as ann@example.com")
    private String address = "";

    @Option(names = "--dry-run", description = "counts, and changes nothing")
    private boolean dryRun;

    @Mixin
    private ManagementClient gateway = new ManagementClient();

    @Override
    public Integer call() {
        return Printed.attempt(() -> {
            ObjectNode order = DeadLetterJson.MAPPER.createObjectNode().put("address", address).put("dryRun", dryRun);
            JsonNode answer = gateway.ask("POST", "/erase", order.toString());
            if (gateway.json()) {
                System.out.println(answer);
            } else {
                print(answer);
            }
            return answer.path("complete").booleanValue() || dryRun ? 0 : 1;
        });
    }

    private void print(JsonNode answer) {
        System.out.printf(ROW, "PLACE", dryRun ? "TO ERASE" : "ERASED", "LEFT");
        answer.path("places").forEach(place -> System.out.printf(ROW, Printed.text(place.path("place")),
                Printed.text(place.path("erased")), Printed.text(place.path("left"))));
        answer.path("remarks").forEach(remark -> System.out.println(Printed.text(remark) + "."));
        System.out.println(dryRun ? "Nothing was changed." : answer.path("complete").booleanValue()
                ? "Complete." : "Not complete: something was left.");
    }
}
