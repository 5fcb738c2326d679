// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.bench;

import java.util.LinkedHashMap;
import java.util.Map;

/** Figures of one run of one side, by what they measure. */
record Sample(Map<String, Double> figures) {
    static final String MAILS = "mails/s";
    static final String REQUESTS = "requests/s";
    static final String CPU = "CPU s per 1,000";
    static final String DELIVERED = "mails delivered";
    static final String READY = "s to ready";
    static final String RESIDENT = "MB resident";
    static final String SECONDS = "s";
    static final String REFUSED = "refused";
    static final String LOST = "mails lost";
    static final String SINK_CPU = "sink's CPU s per 1,000";

    static Sample of(String figure, double value) {
        return new Sample(Map.of()).with(figure, value);
    }

    Sample with(String figure, double value) {
        Map<String, Double> more = new LinkedHashMap<>(figures);
        more.put(figure, value);
        return new Sample(more);
    }

    /** Adds the share of processes in the work on so many mails. */
    Sample withCpu(long mails, double seconds, double sinkSeconds) {
        return with(CPU, seconds * 1000 / mails).with(SINK_CPU, sinkSeconds * 1000 / mails);
    }
}
