// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.bench;

/**
 * A warm side and its mails in one run. Sides differ in speed tenfold: each gets as many mails as keep it busy for some
 * seconds, so that its CPU can be told and a command still ends within minutes.
 */
record Turn(Side side, int count) {
    private static final int SLICES = 8;
    /** Warm is who has not become faster for so long: a compiler needs minutes on two cores, a server runs for days. */
    private static final int STEADY_SECONDS = 60;
    private static final int STILL_WARM_SECONDS = 15;
    private static final int LONGEST_SECONDS = 300;
    private static final double FASTER = 1.02;
    private static final double RUN_SECONDS = 4;

    /** Warms a side up, and learns how many of at most {@code full} mails a run should have. */
    static Turn warmedUp(Side side, Options options, int full) throws Exception {
        return warmedUp(side, options, full, true);
    }

    /** @param first false: its process is warm from another row, or has next to nothing to compile */
    static Turn warmedUp(Side side, Options options, int full, boolean first) throws Exception {
        int steady = options.scaled(first ? STEADY_SECONDS : STILL_WARM_SECONDS);
        int slice = Math.max(1, options.scaled(full) / SLICES);
        long start = System.nanoTime();
        long fastestAt = start;
        double fastest = 0;
        double rate = 0;
        while (rate == 0 || seconds(fastestAt) < steady && seconds(start) < LONGEST_SECONDS) {
            long before = System.nanoTime();
            side.warmUp(slice);
            rate = slice / seconds(before);
            if (rate > fastest * FASTER) {
                fastest = rate;
                fastestAt = System.nanoTime();
            }
        }
        int busy = (int) (rate * RUN_SECONDS);
        return new Turn(side, Math.max(slice / SLICES, Math.min(options.scaled(full), busy)));
    }

    private static double seconds(long since) {
        return (System.nanoTime() - since) / 1e9;
    }
}
