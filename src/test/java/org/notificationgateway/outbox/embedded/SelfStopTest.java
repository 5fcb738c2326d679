// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox.embedded;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.notificationgateway.support.TestSteps;

/** A broker that has stopped itself never comes back, so somebody must hear of it. */
class SelfStopTest {
    @TempDir
    private Path folder;

    private final List<String> heard = new CopyOnWriteArrayList<>();

    private EmbeddedBroker started() {
        EmbeddedBroker broker = new EmbeddedBroker(
                folder.resolve("broker"), List.of("server"), TestSteps.REDELIVERY, null);
        broker.start();
        return broker;
    }

    private static void fail(EmbeddedBroker broker) {
        broker.server().get().getIoCriticalErrorListener()
                .onIOException(new IOException("No space left on device"), "No space left on device", "7.amq");
    }

    @Nested
    class ABrokerWhoseDiskFails {
        @Test
        void isToldOfOnceWithTheReason() {
            EmbeddedBroker broker = started();
            broker.whenItStopsItself(heard::add);
            fail(broker);
            await().until(() -> !broker.isRunning() && !heard.isEmpty());
            broker.stop();
            assertEquals(List.of("No space left on device (7.amq)"), heard);
            assertTrue(broker.hasFailed());
        }

        @Test
        void isToldOfThoughItHappenedBefore() {
            EmbeddedBroker broker = started();
            fail(broker);
            await().until(() -> !broker.isRunning());
            broker.whenItStopsItself(heard::add);
            assertEquals(1, heard.size());
            broker.stop();
        }
    }

    @Nested
    class ABrokerThatIsStopped {
        @Test
        void isNotToldOf() {
            EmbeddedBroker broker = started();
            broker.whenItStopsItself(heard::add);
            broker.stop();
            assertEquals(List.of(), heard);
            assertFalse(broker.hasFailed());
        }
    }

    @Nested
    class ABrokerThatCannotOpenItsJournal {
        @Test
        void doesNotStart() throws IOException {
            Files.createDirectories(folder.resolve("broker/bindings/activemq-bindings-1.bindings"));
            var e = assertThrows(Exception.class, SelfStopTest.this::started);
            assertTrue(String.valueOf(e.getMessage() + e.getCause()).contains("the broker in " + folder.resolve("broker") + " does not start"),
                    e.toString());
        }
    }
}
