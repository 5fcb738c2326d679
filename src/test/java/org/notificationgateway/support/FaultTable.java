// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Writes {@code target/faults/JVM.txt}: the fault that a test's display name starts with, the test, and how it ended. */
public final class FaultTable implements AfterTestExecutionCallback {
    private static final Path FILE = TestHome.PROJECT.resolve("target/faults/" + System.getProperty("gateway.test-fork", "0") + ".txt");
    private static final Map<String, String> RESULTS = new ConcurrentSkipListMap<>();

    @Override
    public void afterTestExecution(ExtensionContext test) {
        String method = test.getRequiredTestClass().getSimpleName() + "." + test.getRequiredTestMethod().getName();
        note(test.getDisplayName() + " | " + method, test.getExecutionException().isEmpty() ? "ok" : "FAILED");
    }

    /** A figure that a test has measured. */
    public static void note(String what, String result) {
        RESULTS.put(what, result);
        StringBuilder table = new StringBuilder();
        RESULTS.forEach((key, value) -> table.append(key).append(" | ").append(value).append('\n'));
        try {
            Files.createDirectories(FILE.getParent());
            Files.writeString(FILE, table);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
