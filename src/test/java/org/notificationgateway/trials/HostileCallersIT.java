// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.trials;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Hostile callers of all kinds at once while 2,000 mails wait. The long form: {@link HostileCallersTrial}. */
class HostileCallersIT {
    @TempDir
    private Path folder;

    @Test
    void hostileCallersNeitherEndTheGatewayNorStopOthers() throws Exception {
        HostileRun.Result result = HostileRun.of(folder, 2_000, HostileCallers.Kind.ALL);
        assertTrue(result.isGood(), result.toString());
    }
}
