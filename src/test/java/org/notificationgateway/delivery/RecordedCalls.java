// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.delivery;

import com.sun.jna.LastErrorException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Stands in for Linux where a disk has to fail or to be slow; real calls are made wherever it need not. */
final class RecordedCalls implements SystemCalls {
    final List<String> made = Collections.synchronizedList(new ArrayList<>());
    volatile @Nullable LinkageError openFails;
    volatile @Nullable LastErrorException syncFails;
    volatile Runnable whileSyncing = () -> {};

    @Override
    public int open(String directory) {
        if (openFails != null) {
            throw openFails;
        }
        made.add("open " + directory);
        return 7;
    }

    @Override
    public void syncfs(int descriptor) {
        made.add("syncfs " + descriptor);
        whileSyncing.run();
        if (syncFails != null) {
            throw syncFails;
        }
    }

    @Override
    public void fsync(int descriptor) {
        made.add("fsync " + descriptor);
    }

    @Override
    public void close(int descriptor) {
        made.add("close " + descriptor);
    }
}
