// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Retries are spaced out while the disk has no room for the reserve, and only then. */
class DiskReserveTest {
    private static final long MEGABYTE = 1 << 20;

    @TempDir
    private Path data;

    private long free = 200 * MEGABYTE;
    private long nanos;

    private DiskReserve reserve() {
        return new DiskReserve(data, () -> new DiskUsage.Room(500 * MEGABYTE, free), () -> nanos);
    }

    private void look(DiskReserve reserve, long freeMegabytes) {
        free = freeMegabytes * MEGABYTE;
        nanos += 11_000_000_000L;
        reserve.look();
    }

    @Test
    void aDiskWithRoomIsNotScarceWithItOrBeforeItIsMade() {
        DiskReserve reserve = reserve();
        assertEquals(false, reserve.isScarce());
        look(reserve, 200);
        look(reserve, 170);
        assertEquals(true, Files.exists(data.resolve("reserve")));
        assertEquals(false, reserve.isScarce());
    }

    @Test
    void aDiskThatTookTheReserveIsScarceUntilThereIsRoomForItAgain() {
        DiskReserve reserve = reserve();
        look(reserve, 200);
        look(reserve, 1);
        look(reserve, 33); // what the reserve has left free
        assertEquals(false, Files.exists(data.resolve("reserve")));
        assertEquals(true, reserve.isScarce());
        look(reserve, 150);
        look(reserve, 120);
        assertEquals(false, reserve.isScarce());
    }
}
