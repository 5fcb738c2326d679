// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.bench;

/** Tells of an HTTP load what a caller feels: rate, usual wait, and the wait of the slowest hundredth. */
final class Latencies {
    private Latencies() {}

    static Sample of(HttpLoad.Answers answers) {
        return Sample.of(Sample.REQUESTS, answers.perSecond())
                .with("p50 ms", answers.milliseconds(0.5))
                .with("p99 ms", answers.milliseconds(0.99));
    }
}
