// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.rehearsal;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.notificationgateway.support.LinearTime;

class RouteLintTest {
    @TempDir
    private Path folder;

    @Test
    void aPlaceholderInARouteFileIsReadInLinearTime() throws Exception {
        List<LinearTime.Awkward> values = Stream.of("{", "}", "a", "{{a", "{{a:", "{{a:}").map(unit -> new LinearTime.Awkward("{{", unit, "")).toList();
        LinearTime.check("route file", LinearTime.LONG, values, text -> {
            Path file = Files.writeString(folder.resolve("strange.camel.yaml"),
                    "- route:\n    id: strange\n    from: {uri: direct, steps: [{setBody: {constant: \"" + text + "\"}}]}\n");
            try (DefaultCamelContext context = new DefaultCamelContext()) {
                new RouteLint(context, Set.of()).faults(List.of(RouteNode.of(file)));
            }
        });
    }
}
