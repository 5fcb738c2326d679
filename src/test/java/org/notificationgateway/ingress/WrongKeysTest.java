// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.ingress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whoever tries keys gets slower and slower; whoever has one is not touched, nor is the memory. */
class WrongKeysTest {
    private static final String ADDRESS = "10.0.0.7";

    private Instant now = Instant.parse("2026-11-26T08:00:00Z");
    private final InstantSource time = () -> now;
    private final WrongKeys keys = new WrongKeys(time.withZone(ZoneOffset.UTC));

    @Test
    void fiveAreFreeThenEachWaitIsTwiceTheLastUpToFiveMinutes() {
        for (int i = 0; i < 5; i++) {
            assertEquals(0, keys.tried(ADDRESS));
        }
        List<Long> waits = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            long wait = keys.tried(ADDRESS);
            assertEquals(wait, keys.tried(ADDRESS), "to try meanwhile makes it no longer");
            waits.add(wait);
            now = now.plusSeconds(wait);
            assertEquals(0, keys.tried(ADDRESS), "the wait is over");
        }
        assertEquals(List.of(1L, 2L, 4L, 8L, 16L, 32L, 64L, 128L, 256L, 300L, 300L, 300L), waits);
    }

    @Test
    void anotherAddressIsNotTouchedButAnotherOfTheSameNetworkOfIpv6Is() {
        for (int i = 0; i < 6; i++) {
            keys.tried(ADDRESS);
            keys.tried("2001:db8:0:1::" + i);
        }
        assertEquals(0, keys.tried("10.0.0.8"));
        assertEquals(0, keys.tried("2001:db8:0:2::1"));
        assertTrue(keys.tried("2001:db8:0:1:ffff::1") > 0);
    }

    @Test
    void aRightKeyAndTimeMakeItForgotten() {
        for (int i = 0; i < 6; i++) {
            keys.tried(ADDRESS);
        }
        keys.right(ADDRESS);
        assertEquals(0, keys.tried(ADDRESS));
        for (int i = 0; i < 6; i++) {
            keys.tried(ADDRESS);
        }
        now = now.plus(Duration.ofMinutes(16));
        for (int i = 0; i < 5; i++) {
            assertEquals(0, keys.tried(ADDRESS));
        }
    }

    @Test
    void noMoreThanTenThousandAddressesAreRemembered() {
        for (int i = 0; i < 30_000; i++) {
            keys.tried("10.1." + i / 256 + "." + i % 256);
        }
        assertEquals(10_000, keys.size());
    }
}
