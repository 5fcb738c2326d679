// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.Test;
import org.notificationgateway.support.CapturedLog;

/** Which deaths of a thread end the process, and that nothing on the way there can keep it alive. */
class FatalErrorsTest {
    private final List<Integer> ends = new ArrayList<>();
    private final FatalErrors errors = new FatalErrors(ends::add);

    @Test
    void anErrorOfAnyKindEndsIt() {
        try (CapturedLog log = new CapturedLog(Map.of("gateway", Level.OFF))) {
            for (Error error : List.of(
                    new OutOfMemoryError(), new StackOverflowError(), new NoClassDefFoundError(), new UnsatisfiedLinkError(),
                    new ExceptionInInitializerError(), new AssertionError())) {
                errors.uncaughtException(Thread.currentThread(), error);
            }
            assertEquals(List.of(1, 1, 1, 1, 1, 1), ends);
        }
    }

    @Test
    void anExceptionDoesNot() {
        try (CapturedLog log = new CapturedLog(Map.of("gateway", Level.OFF))) {
            errors.uncaughtException(Thread.currentThread(), new IllegalStateException());
            assertEquals(List.of(), ends);
        }
    }
}
