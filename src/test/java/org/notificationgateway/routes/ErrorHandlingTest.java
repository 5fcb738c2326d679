// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.routes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.camel.model.OnExceptionDefinition;
import org.apache.camel.model.RouteConfigurationDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.errorhandler.NoErrorHandlerDefinition;
import org.junit.jupiter.api.Test;
import org.notificationgateway.support.TestHome;

/** A rule that Camel does not apply fails in silence: each must exist, be used, and stand where its failures pass. */
class ErrorHandlingTest extends RouteTest {
    private static final Map<String, String> RULE_OF_ROUTE = Map.of(
            "ingress-http", "http-door",
            "ingress-jms", "jms-door");

    ErrorHandlingTest() {
        super("*");
    }

    @Override
    void prepare(TestHome home) {
        camelContextConfiguration().withAutoStartupExcludePatterns("*"); // made, but taking nothing
    }

    @Test
    void everyNamedRuleExistsAndThereIsNoOther() {
        List<String> rules = context.getRouteConfigurationDefinitions().stream()
                .map(RouteConfigurationDefinition::getId)
                .sorted()
                .toList();
        assertEquals(List.copyOf(new TreeSet<>(RULE_OF_ROUTE.values())), rules);
    }

    @Test
    void everyRouteThatAnswersForFailuresRunsWithItsOwnRule() {
        start();
        Map<String, String> applied = new TreeMap<>();
        context.getRoutes().stream()
                .filter(route -> route.getConfigurationId() != null)
                .forEach(route -> applied.put(route.getRouteId(), route.getConfigurationId()));
        assertEquals(new TreeMap<>(RULE_OF_ROUTE), applied);
    }

    @Test
    void aStageBehindAnotherLeavesFailuresToItsCaller() {
        for (String stage : List.of("ingress-file", "intake", "outbox", "delivery-smtp", "delivery-pickup")) {
            RouteDefinition route = context.getRouteDefinition(stage);
            assertNull(route.getRouteConfigurationId(), stage);
            assertInstanceOf(NoErrorHandlerDefinition.class, route.getErrorHandlerFactory(), stage);
        }
    }

    @Test
    void theLastWordOfEveryRuleIsForWhateverElseFails() {
        for (RouteConfigurationDefinition rule : context.getRouteConfigurationDefinitions()) {
            List<OnExceptionDefinition> words = rule.getOnExceptions();
            boolean forAll = words.get(words.size() - 1).getExceptions().equals(List.of("java.lang.Exception"));
            assertTrue(forAll || rule.getErrorHandler() != null, rule.getId());
        }
    }
}
