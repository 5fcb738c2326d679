// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.trials;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Hostile callers of each kind, and all together, while 200,000 mails wait. {@code -Dtrial.waiting=N}. */
class HostileCallersTrial {
    @TempDir
    private Path folder;

    @Test
    void hostileCallersNeitherEndTheGatewayNorStopOthers() throws Exception {
        HostileRun.Result result =
                HostileRun.of(folder, Integer.getInteger("trial.waiting", 200_000), HostileCallers.Kind.values());
        assertTrue(result.isGood(), result.toString());
    }
}
