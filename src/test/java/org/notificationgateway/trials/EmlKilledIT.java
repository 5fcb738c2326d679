// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.trials;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Finished mails survive a gateway that is killed; the short form. */
class EmlKilledIT {
    @TempDir
    private Path folder;

    @Test
    void noMailIsLost() throws Exception {
        new EmlKilledRun(folder).killed(1);
    }
}
