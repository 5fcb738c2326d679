// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.acceptance;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.notificationgateway.support.TestGateway;
import org.notificationgateway.support.TestHome;

/** Monitoring finds health and metrics where Camel's conventions put them, and no secret in either. */
class ObservabilityIT {
    private static final String CANARY = "canary-3f9a@example.com";

    @TempDir
    private Path folder;

    @Test
    void healthAndMetricsAnswerWithoutSecrets() {
        try (TestGateway gateway = TestGateway.start(new TestHome(folder))) {
            gateway.post("{\"to\": \"" + CANARY + "\", \"subject\": \"s\", \"text\": \"t\"}");
            assertEquals(200, gateway.manage("/observe/health/live").statusCode());
            await().until(() -> gateway.manage("/observe/health/ready").statusCode() == 200);
            var ready = gateway.manage("/observe/health/ready?data=true");
            var metrics = gateway.manage("/observe/metrics");
            assertEquals(200, metrics.statusCode());
            assertTrue(metrics.body().contains("routeId=\"intake\""), metrics.body());
            assertTrue(metrics.body().contains("routeId=\"outbox\""), metrics.body());
            assertFalse((ready.body() + metrics.body()).contains(CANARY));
        }
    }
}
