// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.bench;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Callers that each keep a connection and send their next request when the last is answered; checks every answer. One
 * thread does it for all of them, as load generators do: the client shares the cores, and what it takes nobody else has.
 */
record HttpLoad(int port, byte[] request, int expectedStatus) {
    private static final int PATIENCE_MILLIS = 60_000;

    /**
     * What came of one load.
     *
     * @param sorted time of each answer in nanoseconds, shortest first
     */
    record Answers(double seconds, long[] sorted) {
        double perSecond() {
            return sorted.length / seconds;
        }

        double milliseconds(double quantile) {
            return sorted[(int) Math.min(sorted.length - 1, Math.round(quantile * sorted.length))] / 1e6;
        }
    }

    /** Sends exactly {@code count} requests from {@code clients} connections. */
    Answers send(int count, int clients) throws IOException {
        List<HttpCaller> callers = new ArrayList<>();
        try (Selector selector = Selector.open()) {
            for (int i = 0; i < clients; i++) {
                callers.add(new HttpCaller(port, request, selector));
            }
            long start = System.nanoTime();
            long[] times = times(callers, selector, count);
            double seconds = (System.nanoTime() - start) / 1e9;
            Arrays.sort(times);
            return new Answers(seconds, times);
        } finally {
            for (HttpCaller caller : callers) {
                caller.close();
            }
        }
    }

    private long[] times(List<HttpCaller> callers, Selector selector, int count) throws IOException {
        long[] times = new long[count];
        int sent = Math.min(count, callers.size());
        for (HttpCaller caller : callers.subList(0, sent)) {
            caller.send();
        }
        for (int answered = 0; answered < count; ) {
            if (selector.select(PATIENCE_MILLIS) == 0) {
                throw new BenchException("answers on port " + port, answered, count, "target/bench/logs");
            }
            for (SelectionKey key : selector.selectedKeys()) {
                HttpCaller caller = (HttpCaller) key.attachment();
                int status = caller.goOn();
                if (status != HttpResponse.NOT_YET) {
                    check(status);
                    times[answered++] = caller.waited();
                    if (sent < count) {
                        sent++;
                        caller.send();
                    }
                }
            }
            selector.selectedKeys().clear();
        }
        return times;
    }

    private void check(int status) {
        if (status != expectedStatus) {
            throw new BenchException("status on port " + port, status, expectedStatus, "target/bench/logs");
        }
    }
}
