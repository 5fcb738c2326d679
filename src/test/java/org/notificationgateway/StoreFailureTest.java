// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.notificationgateway.operations.GatewayHome;
import org.notificationgateway.support.TestHome;

/** Whoever starts the process again must be told by its exit code that the store failed, at the start, too. */
class StoreFailureTest {
    @TempDir
    private Path folder;

    @Test
    void aBrokerThatCannotStartIsACause() throws Exception {
        TestHome home = new TestHome(folder);
        Files.createDirectories(home.path("data/broker/bindings/activemq-bindings-1.bindings"));
        Files.writeString(home.path("data/format"), "3\n");
        Files.writeString(home.path("config/application.properties"),
                "camel.server.port = " + home.httpPort() + "\ncamel.management.port = " + home.managementPort() + "\n",
                StandardOpenOption.APPEND);
        assertEquals(
                StoreFailure.EXIT_CODE, RunCommand.run(() -> new GatewayHome(home.path("")).checked(), false));
    }

    @Test
    void anyOtherFaultIsNone() {
        assertFalse(StoreFailure.isCauseOf(new IllegalStateException("port in use", new RuntimeException())));
    }
}
