// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.bench;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Callers that each keep a connection and send their next request when the last is answered; checks every answer. */
record HttpLoad(int port, byte[] request, int expectedStatus) {

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
    Answers send(int count, int clients) throws Exception {
        AtomicInteger left = new AtomicInteger(count);
        long[] start = new long[1];
        CyclicBarrier connected = new CyclicBarrier(clients, () -> start[0] = System.nanoTime());
        ExecutorService threads = Executors.newFixedThreadPool(clients);
        try {
            List<Future<long[]>> all = new ArrayList<>();
            for (int i = 0; i < clients; i++) {
                all.add(threads.submit(() -> client(left, connected)));
            }
            List<long[]> times = new ArrayList<>();
            for (Future<long[]> one : all) {
                times.add(result(one));
            }
            double seconds = (System.nanoTime() - start[0]) / 1e9;
            return new Answers(seconds, times.stream().flatMapToLong(Arrays::stream).sorted().toArray());
        } finally {
            threads.shutdownNow();
        }
    }

    private static long[] result(Future<long[]> one) throws Exception {
        try {
            return one.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    private long[] client(AtomicInteger left, CyclicBarrier connected) throws Exception {
        long[] times = new long[Math.max(1, left.get())];
        int done = 0;
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setTcpNoDelay(true);
            InputStream in = new BufferedInputStream(socket.getInputStream());
            OutputStream out = socket.getOutputStream();
            connected.await(30, TimeUnit.SECONDS);
            while (left.getAndDecrement() > 0) {
                long sent = System.nanoTime();
                out.write(request);
                check(HttpResponse.read(in));
                times[done++] = System.nanoTime() - sent;
            }
        }
        return Arrays.copyOf(times, done);
    }

    private void check(int status) throws IOException {
        if (status != expectedStatus) {
            throw new BenchException("status on port " + port, status, expectedStatus, "target/bench/logs");
        }
    }
}
