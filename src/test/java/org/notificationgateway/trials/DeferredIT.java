// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.trials;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Thousands of deferred mails arrive once the server takes them. The long form: {@link DeferredTrial}. */
class DeferredIT {
    @TempDir
    private Path folder;

    @Test
    void fiveThousandDeferredMailsOf2KbArrive() throws Exception {
        DeferredRun.Result result = DeferredRun.of(folder, 5_000, 2 * 1024, "3s");
        assertTrue(result.isGood(), result.toString());
    }

    @Test
    void fiveHundredDeferredMailsOf60KbArrive() throws Exception {
        DeferredRun.Result result = DeferredRun.of(folder, 500, 60 * 1024, "3s");
        assertTrue(result.isGood(), result.toString());
    }
}
