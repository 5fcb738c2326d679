// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.operations;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.camel.health.HealthCheck;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.messaginghub.pooled.jms.JmsPoolConnectionFactory;
import org.notificationgateway.outbox.BrokerAccess;
import org.notificationgateway.outbox.embedded.EmbeddedBroker;
import org.notificationgateway.support.TestHome;
import org.notificationgateway.support.TestSteps;

/** A gateway that cannot store a request must say so before the request comes. */
class BrokerHealthCheckTest {
    @TempDir
    private Path folder;

    @Nested
    class WithAnEmbeddedBroker {
        @Test
        void itIsUpWhileTheBrokerRunsAndDownOnceItStopped() {
            EmbeddedBroker broker =
                    new EmbeddedBroker(
                folder.resolve("broker"), List.of("server"), TestSteps.REDELIVERY, null);
            broker.start();
            JmsPoolConnectionFactory pool = broker.access().connectionPool();
            BrokerHealthCheck check = new BrokerHealthCheck(pool);
            assertEquals(HealthCheck.State.UP, check.call().getState());
            assertEquals(HealthCheck.State.UP, check.call().getState(), "with a connection of the pool");

            broker.stop();
            await().atMost(Duration.ofSeconds(10)).until(() -> check.call().getState() == HealthCheck.State.DOWN);
            pool.stop();
        }

        @Test
        void itIsUpAgainWhenTheBrokerIsBack() {
            EmbeddedBroker broker =
                    new EmbeddedBroker(
                folder.resolve("broker"), List.of("server"), TestSteps.REDELIVERY, null);
            JmsPoolConnectionFactory pool = broker.access().connectionPool();
            BrokerHealthCheck check = new BrokerHealthCheck(pool);
            assertEquals(HealthCheck.State.DOWN, check.call().getState());

            broker.start();
            await().atMost(Duration.ofSeconds(10)).until(() -> check.call().getState() == HealthCheck.State.UP);
            pool.stop();
            broker.stop();
        }
    }

    @Nested
    class WithABrokerNobodyAnswersFor {
        private final BrokerAccess access =
                new BrokerAccess("tcp://127.0.0.1:" + TestHome.freePort(), "gateway", "s3cret");

        @Test
        void itIsDownAndTellsNothingOfTheBroker() {
            JmsPoolConnectionFactory pool = access.connectionPool();
            HealthCheck.Result result = new BrokerHealthCheck(pool).call();
            assertEquals(HealthCheck.State.DOWN, result.getState());
            assertEquals("the broker cannot be reached", result.getMessage().orElseThrow());
            assertTrue(result.getError().isEmpty());
            assertFalse(result.getDetails().toString().contains("s3cret"));
            pool.stop();
        }
    }

    @Nested
    class Readiness {
        @Test
        void isAllItTakesAwayForARestartHelpsNobody() {
            BrokerHealthCheck check = new BrokerHealthCheck(null);
            assertTrue(check.isReadiness());
            assertFalse(check.isLiveness());
        }
    }
}
