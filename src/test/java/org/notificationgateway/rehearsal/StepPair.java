// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.rehearsal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.camel.impl.DefaultCamelContext;
import org.notificationgateway.settings.Fault;

/**
 * Steps with a mistake, and beside them the ones that differ in a little and have none.
 *
 * @param wrong steps of a route from the outbox; a whole file if it begins with a dash
 * @param words of the one fault
 * @param right of which nothing is to be said
 */
record StepPair(String kind, String wrong, String words, String right) {
    private static final DefaultCamelContext CONTEXT = new DefaultCamelContext(); // of the whole JVM: it is only asked for classes and languages

    static {
        CONTEXT.disableJMX();
        CONTEXT.start();
    }

    void check() throws Exception {
        List<String> faults = faults(text(wrong));
        assertEquals(1, faults.size(), faults::toString);
        assertTrue(faults.get(0).contains(words) && faults.get(0).matches(".*\\(own\\.camel\\.yaml:\\d+\\)"), faults::toString);
        assertEquals(List.of(), faults(text(right)));
    }

    private static String text(String steps) {
        return steps.startsWith("- ") ? steps : route("outbox", steps);
    }

    static String route(String from, String steps) {
        StringBuilder route = new StringBuilder("- route:\n    id: own\n    from:\n      uri: " + from + "\n      steps:\n");
        for (String step : steps.split("; ")) {
            route.append("        - ").append(step).append('\n');
        }
        return route.toString();
    }

    /** What is said of steps in a file, which may call {@code direct:reader}. */
    static List<String> faults(String text) throws Exception {
        String reader = "- route:\n    id: reader\n    from:\n      uri: direct:reader\n      steps:\n        - log: {message: \"${header.Tag}\"}\n";
        List<RouteNode> files = new ArrayList<>(List.of(RouteNode.of(Path.of("own.camel.yaml"), text)));
        if (text.contains("direct:reader")) {
            files.add(RouteNode.of(Path.of("reader.camel.yaml"), reader));
        }
        Stream<Fault> unreachable = new RoutePaths(files).faults().stream().filter(fault -> fault.seen().contains("never reached"));
        return Stream.concat(unreachable, RouteCheck.lookAtSteps(CONTEXT, files).stream())
                .filter(fault -> fault.where().startsWith("own"))
                .map(Fault::toString)
                .toList();
    }

    @Override
    public String toString() {
        return kind;
    }
}
