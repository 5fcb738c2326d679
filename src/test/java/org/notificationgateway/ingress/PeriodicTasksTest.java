// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.ingress;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An executor drops a task that failed once, and says nothing: settings would be watched no more. */
class PeriodicTasksTest {
    private static final Duration SOON = Duration.ofMillis(1);

    private final Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
    private final List<String> deaths = new CopyOnWriteArrayList<>();
    private final PeriodicTasks chores = new PeriodicTasks(new DefaultCamelContext(), "keeper");

    @BeforeEach
    void listen() {
        Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> deaths.add(thread.getName() + " " + failure));
    }

    @AfterEach
    void stop() {
        chores.close();
        Thread.setDefaultUncaughtExceptionHandler(before);
    }

    @Test
    void aTaskGoesOnAfterAnException() {
        AtomicInteger times = new AtomicInteger();
        chores.add(() -> {
            if (times.incrementAndGet() > 3) {
                return;
            }
            throw new IllegalStateException("of this test");
        }, SOON, SOON);
        await().dontCatchUncaughtExceptions().atMost(Duration.ofSeconds(20)).until(() -> times.get() > 3);
        assertEquals(List.of(), deaths);
    }

    @Test
    void anErrorIsToldAsTheDeathOfTheThread() {
        chores.add(() -> {
            throw new StackOverflowError("of this test");
        }, SOON, SOON);
        await().dontCatchUncaughtExceptions().atMost(Duration.ofSeconds(20)).until(() ->
                deaths.size() == 1 && deaths.get(0).endsWith("keeper java.lang.StackOverflowError: of this test"));
    }
}
