// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.rehearsal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.Test;

/** Which steps Camel runs though they say {@code disabled: true}; check goes by this. */
class DisabledStepsTest {
    private static final String MARK = "setHeader: {name: ran, constant: a}";
    /** A step of each kind, all of which leave a header {@code ran} if they run. */
    private static final Map<String, String> STEPS = Map.ofEntries(
            Map.entry("bean", "ref: mark, method: process"), Map.entry("process", "ref: mark"), Map.entry("setHeader", "name: ran, constant: a"),
            Map.entry("to", "uri: \"direct:mark\""), Map.entry("toD", "uri: \"direct:mark\""), Map.entry("recipientList", "constant: \"direct:mark\""),
            Map.entry("routingSlip", "constant: \"direct:mark\""), Map.entry("enrich", "constant: \"direct:mark\""),
            Map.entry("multicast", "steps: [{" + MARK + "}]"), Map.entry("pipeline", "steps: [{" + MARK + "}]"), Map.entry("step", "steps: [{" + MARK + "}]"),
            Map.entry("filter", "simple: \"${body} != null\", steps: [{" + MARK + "}]"), Map.entry("loop", "constant: 1, steps: [{" + MARK + "}]"),
            Map.entry("split", "simple: \"${body}\", steps: [{" + MARK + "}]"),
            Map.entry("choice", "when: [{simple: \"${body} != null\", steps: [{" + MARK + "}]}]"),
            Map.entry("doTry", "steps: [{" + MARK + "}], doCatch: [{exception: [java.lang.Exception], steps: []}]"));

    @Test
    void theseRunAllTheSame() throws Exception {
        StringBuilder routes = new StringBuilder("- route:\n    from:\n      uri: direct:mark\n      steps: [{" + MARK + "}]\n");
        STEPS.forEach((word, options) -> routes.append("- route:\n    from:\n      uri: direct:").append(word)
                .append("\n      steps: [{").append(word).append(": {disabled: true, ").append(options).append("}}]\n"));
        Set<String> ran = new TreeSet<>();
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            context.disableJMX();
            context.getRegistry().bind("mark", (Processor) exchange -> ran.add(exchange.getFromEndpoint().getEndpointUri().replaceFirst(".*//", "")));
            PluginHelper.getRoutesLoader(context).loadRoutes(ResourceHelper.fromString("steps.yaml", routes.toString()));
            context.start();
            for (String word : STEPS.keySet()) {
                Exchange exchange = context.createProducerTemplate().send("direct:" + word, one -> one.getMessage().setBody("a"));
                if (exchange.getMessage().getHeader("ran") != null) {
                    ran.add(word);
                }
            }
        }
        assertEquals(new TreeSet<>(RouteNode.NEVER_OFF), ran);
    }
}
