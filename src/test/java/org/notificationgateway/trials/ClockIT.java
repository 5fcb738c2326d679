// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.trials;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A clock that jumps eight days forward and back under a running gateway; across a restart: {@link ClockTrial}. */
class ClockIT {
    @TempDir
    private Path folder;

    @Test
    void aClockThatJumpsKillsAndDelaysNoMail() throws Exception {
        try (ClockRun run = new ClockRun(folder, Duration.ZERO)) {
            run.jump(ClockRun.AHEAD, false);
            run.jump(Duration.ZERO, false);
        }
    }
}
