// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.operations;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.component.micrometer.MicrometerConstants;
import org.apache.camel.component.micrometer.routepolicy.MicrometerRoutePolicyFactory;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.RoutePolicyFactory;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.Test;

/** The counts of a route are those that Camel's own policy would give, name by name and tag by tag. */
class RouteMetersTest {
    private static final String ROUTES = """
            - route:
                id: outer
                from:
                  uri: direct:outer
                  steps:
                    - doTry:
                        steps:
                          - to: direct:inner
                        doCatch:
                          - exception: [java.lang.IllegalStateException]
            - route:
                id: inner
                errorHandler:
                  noErrorHandler: {}
                from:
                  uri: direct:inner
                  steps:
                    - choice:
                        when:
                          - simple: ${body} == 'bad'
                            steps:
                              - throwException:
                                  exceptionType: java.lang.IllegalStateException
                                  message: bad
                          - simple: ${body} == 'worse'
                            steps:
                              - throwException:
                                  exceptionType: java.lang.IllegalArgumentException
                                  message: worse
            """;

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    /** All meters and their counts after some exchanges. */
    private Map<String, Double> counts(RoutePolicyFactory policies) throws Exception {
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            context.getRegistry().bind(MicrometerConstants.METRICS_REGISTRY_NAME, registry);
            context.getCamelContextExtension().setName("gateway");
            context.addRoutePolicyFactory(policies);
            PluginHelper.getRoutesLoader(context).loadRoutes(ResourceHelper.fromString("routes.camel.yaml", ROUTES));
            context.start();
            try (ProducerTemplate template = context.createProducerTemplate()) {
                for (String body : new String[] {"good", "good", "bad", "worse", "good"}) {
                    template.send("direct:outer", exchange -> exchange.getMessage().setBody(body));
                }
            }
            Map<String, Double> counts = new TreeMap<>();
            for (Meter meter : registry.getMeters()) {
                if (meter.getId().getTag("routeId") != null && !meter.getId().getTag("routeId").isEmpty()) {
                    double count = meter instanceof Timer timer ? timer.count() : meter.measure().iterator().next().getValue();
                    counts.put(meter.getId().getName() + new TreeSet<>(meter.getId().getTags()), count);
                }
            }
            return counts;
        }
    }

    @Test
    void areThoseOfCamelsOwnPolicy() throws Exception {
        Map<String, Double> ours = counts((context, routeId, route) -> new RouteMeters(routeId));
        assertEquals(12, ours.size(), ours.toString());
        assertTrue(ours.values().stream().anyMatch(count -> count == 5), ours.toString());
        registry.clear();
        assertEquals(counts(new MicrometerRoutePolicyFactory()), ours);
    }

    @Test
    void goWithTheirRoute() throws Exception {
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            context.getRegistry().bind(MicrometerConstants.METRICS_REGISTRY_NAME, registry);
            context.addRoutePolicyFactory((of, routeId, route) -> new RouteMeters(routeId));
            PluginHelper.getRoutesLoader(context).loadRoutes(ResourceHelper.fromString("routes.camel.yaml", ROUTES));
            context.start();
            assertFalse(registry.getMeters().isEmpty());
            for (String route : new String[] {"inner", "outer"}) {
                context.getRouteController().stopRoute(route);
                assertTrue(context.removeRoute(route));
            }
            assertEquals(0, registry.getMeters().size(), registry.getMeters().toString());
        }
    }
}
