// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.cli;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.notificationgateway.operations.GatewayHome;
import org.notificationgateway.rehearsal.Plan;
import org.notificationgateway.settings.StartRefusedException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows what a change does to mail before it is made. */
@Command(name = "plan", description = "Hands the same requests to two homes and tells what comes out otherwise; reaches nobody."
        + " Exit code 0 if nothing does, 1 if something does.", mixinStandardHelpOptions = true)
public final class PlanCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "OLD", description = "home as it is")
    private Path old = Path.of(".");

    @Parameters(index = "1", paramLabel = "NEW", description = "home as it is to be")
    private Path changed = Path.of(".");

    @Option(names = "--requests", paramLabel = "DIR", description = "folder of requests (default: examples/requests beside the program)")
    private @Nullable Path requests;

    @Option(names = "--json", description = "for programs")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        GatewayHome before = new GatewayHome(old).checked();
        GatewayHome after = new GatewayHome(changed).checked();
        Path folder = requests == null
                ? Path.of(System.getProperty("gateway.default-home", ".")).resolve("examples/requests") : requests;
        if (!Files.isDirectory(folder)) {
            throw new StartRefusedException("requests", "are looked for in " + folder + ", which is no folder",
                    "a folder of *.json", "gateway plan --requests DIR");
        }
        List<Plan.Difference> differences;
        try (QuietLog quiet = new QuietLog()) {
            differences = Plan.differences(before, after, Plan.requests(folder));
        }
        if (json) {
            System.out.println(JsonMapper.builder().build().writeValueAsString(differences));
        } else {
            differences.forEach(one -> System.out.println((one.harmful() ? "! " : "  ") + one.request() + ": " + one.words()));
            System.out.println(differences.isEmpty() ? "no difference" : differences.size() + " differences, "
                    + differences.stream().filter(Plan.Difference::harmful).count() + " harmful (!)");
        }
        return differences.isEmpty() ? 0 : 1;
    }
}
