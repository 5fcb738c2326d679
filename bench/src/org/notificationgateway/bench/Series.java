// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.bench;

import java.util.List;

/** All runs of one side. */
record Series(String side, List<Sample> runs) {

    boolean has(String figure) {
        return runs.stream().anyMatch(run -> run.figures().containsKey(figure));
    }

    double median(String figure) {
        double[] sorted = sorted(figure);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    double min(String figure) {
        return sorted(figure)[0];
    }

    double max(String figure) {
        double[] sorted = sorted(figure);
        return sorted[sorted.length - 1];
    }

    private double[] sorted(String figure) {
        return runs.stream().filter(run -> run.figures().containsKey(figure))
                .mapToDouble(run -> run.figures().get(figure)).sorted().toArray();
    }
}
