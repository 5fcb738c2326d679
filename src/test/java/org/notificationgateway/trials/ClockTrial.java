// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.trials;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A clock that jumps by eight days, in every way: {@link ClockRun}. */
class ClockTrial {
    @TempDir
    private Path folder;

    @Test
    void aClockThatJumpsForwardsKillsAndDelaysNoMail() throws Exception {
        jump(Duration.ZERO, ClockRun.AHEAD, false);
    }

    @Test
    void aClockThatJumpsBackKillsAndDelaysNoMail() throws Exception {
        jump(ClockRun.AHEAD, Duration.ZERO, false);
    }

    @Test
    void aClockThatJumpsForwardsWhileTheGatewayIsStoppedKillsAndDelaysNoMail() throws Exception {
        jump(Duration.ZERO, ClockRun.AHEAD, true);
    }

    @Test
    void aClockThatJumpsBackWhileTheGatewayIsStoppedKillsAndDelaysNoMail() throws Exception {
        jump(ClockRun.AHEAD, Duration.ZERO, true);
    }

    @Test
    void aClockThatJumpsForwardsGivesUpNoMailThatWasNotTriedOnceMore() throws Exception {
        try (ClockRun run = new ClockRun(folder, Duration.ZERO)) {
            run.jumpWhileDeferred(ClockRun.AHEAD);
        }
    }

    private void jump(Duration from, Duration to, boolean acrossRestart) throws Exception {
        try (ClockRun run = new ClockRun(folder, from)) {
            run.jump(to, acrossRestart);
        }
    }
}
