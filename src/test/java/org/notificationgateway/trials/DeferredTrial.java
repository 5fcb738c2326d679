// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.trials;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Hundreds of thousands of deferred mails fit into 256 MB of heap. {@code -Dtrial.small=N -Dtrial.medium=N}. */
class DeferredTrial {
    @TempDir
    private Path folder;

    @Test
    void twoHundredThousandDeferredMailsOf2KbArrive() throws Exception {
        DeferredRun.Result result = DeferredRun.of(folder, Integer.getInteger("trial.small", 200_000), 2 * 1024, "30s");
        assertTrue(result.isGood(), result.toString());
    }

    @Test
    void twentyThousandDeferredMailsOf60KbArrive() throws Exception {
        DeferredRun.Result result = DeferredRun.of(folder, Integer.getInteger("trial.medium", 20_000), 60 * 1024, "30s");
        assertTrue(result.isGood(), result.toString());
    }
}
