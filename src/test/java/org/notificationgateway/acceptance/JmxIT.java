// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import javax.management.ObjectName;
import org.apache.camel.Route;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.notificationgateway.support.TestGateway;
import org.notificationgateway.support.TestHome;

/** Consoles that read JMX see the routes of who wants it, and nothing of who does not. */
class JmxIT {
    @TempDir
    private Path folder;

    @Test
    void showsEachRouteWithItsIdAndWhatPassedIt() throws Exception {
        TestHome home = new TestHome(folder).set("camel.main.jmxEnabled", "true");
        try (TestGateway gateway = TestGateway.start(home)) {
            Set<String> running = gateway.context().getRoutes().stream().map(Route::getId).collect(Collectors.toSet());
            assertTrue(running.contains("outbox"), running.toString());
            assertEquals(running, routes());
            assertEquals(202, gateway.post("{\"to\": \"ann@example.com\", \"subject\": \"s\", \"text\": \"t\"}").statusCode());
            ObjectName intake = beans("type=routes,name=\"intake\",*").iterator().next();
            assertEquals(1L, ManagementFactory.getPlatformMBeanServer().getAttribute(intake, "ExchangesTotal"));
        }
        assertEquals(Set.of(), routes());
    }

    @Test
    void isOffUnlessSomebodySwitchesItOn() throws Exception {
        try (TestGateway gateway = TestGateway.start(new TestHome(folder))) {
            assertEquals(202, gateway.post("{\"to\": \"ann@example.com\", \"subject\": \"s\", \"text\": \"t\"}").statusCode());
            assertEquals(Set.of(), beans("*"));
        }
    }

    private static Set<String> routes() throws Exception {
        Set<String> ids = new TreeSet<>();
        for (ObjectName bean : beans("type=routes,*")) {
            ids.add(ObjectName.unquote(bean.getKeyProperty("name")));
        }
        return ids;
    }

    /** Of this gateway: other tests of this JVM may have left theirs. */
    private static Set<ObjectName> beans(String which) throws Exception {
        return ManagementFactory.getPlatformMBeanServer().queryNames(
                new ObjectName("org.apache.camel:context=notification-gateway," + which), null);
    }
}
