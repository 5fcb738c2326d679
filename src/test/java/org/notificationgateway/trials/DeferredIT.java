// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.trials;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many deferred mails arrive once the server takes them. More, and larger ones: {@link DeferredTrial}. */
class DeferredIT {
    @TempDir
    private Path folder;

    @Test
    void hundredsOfDeferredMailsOf2KbArrive() throws Exception {
        DeferredRun.Result result = DeferredRun.of(folder, 300, 2 * 1024, "1s");
        assertTrue(result.isGood(), result.toString());
    }
}
