// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.bench;

/**
 * A warm side and its mails in one run. Sides differ in speed tenfold: each gets as many mails as keep it busy for some
 * seconds, so that its CPU can be told and a command still ends within minutes.
 */
record Turn(Side side, int count) {
    private static final int SLICES = 8;
    private static final double WARM_UP_SECONDS = 12;
    private static final double RUN_SECONDS = 4;

    /** Warms a side up with at most {@code full} mails, and learns how many of them a run should have. */
    static Turn warmedUp(Side side, Options options, int full) throws Exception {
        int slice = Math.max(1, options.scaled(full) / SLICES);
        long start = System.nanoTime();
        double rate = 0;
        for (int i = 0; i < SLICES && seconds(start) < WARM_UP_SECONDS; i++) {
            long before = System.nanoTime();
            side.warmUp(slice);
            rate = slice / seconds(before);
        }
        int busy = (int) (rate * RUN_SECONDS);
        return new Turn(side, Math.max(slice / SLICES, Math.min(options.scaled(full), busy)));
    }

    private static double seconds(long since) {
        return (System.nanoTime() - since) / 1e9;
    }
}
