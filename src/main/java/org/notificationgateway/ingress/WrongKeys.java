// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.ingress;

import io.netty.util.NetUtil;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Slows down who tries API keys: after some wrong ones in a row, an address must wait before the next is looked at, each
 * time twice as long. Remembers a limited number of addresses, those that tried last. Safe to share.
 */
final class WrongKeys {
    private static final int FREE = 5;
    private static final Duration LONGEST = Duration.ofMinutes(5);
    private static final Duration FORGOTTEN = Duration.ofMinutes(15);
    private static final int MOST = 10_000;

    private final Clock clock;
    private final Map<String, Tries> addresses = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Tries> eldest) {
            return size() > MOST;
        }
    };

    private record Tries(int wrong, Instant next, Instant last) {}

    WrongKeys(Clock clock) {
        this.clock = clock;
    }

    /** Counts a wrong key; returns the seconds after which another may come, 0 for at once. */
    synchronized long tried(String address) {
        String caller = network(address);
        Instant now = clock.instant();
        Tries tries = addresses.get(caller);
        if (tries == null || tries.last.plus(FORGOTTEN).isBefore(now)) {
            tries = new Tries(0, now, now);
        }
        if (now.isBefore(tries.next)) {
            return seconds(Duration.between(now, tries.next));
        }
        int wrong = tries.wrong + 1;
        Duration wait = Duration.ofSeconds(wrong < FREE ? 0 : 1L << Math.min(wrong - FREE, 10));
        Instant next = now.plus(wait.compareTo(LONGEST) > 0 ? LONGEST : wait);
        addresses.put(caller, new Tries(wrong, next, now));
        return 0;
    }

    /** A right key came from there. */
    synchronized void right(String address) {
        if (!addresses.isEmpty()) {
            addresses.remove(network(address));
        }
    }

    /** How many addresses are remembered. */
    synchronized int size() {
        return addresses.size();
    }

    private static long seconds(Duration wait) {
        return wait.plusMillis(999).toSeconds();
    }

    /** Of IPv6, the network: whoever has one address of it has 2^64. */
    private static String network(String address) {
        byte[] bytes = NetUtil.createByteArrayFromIpAddressString(address);
        return bytes == null || bytes.length != 16 ? address : Arrays.toString(Arrays.copyOf(bytes, 8));
    }
}
