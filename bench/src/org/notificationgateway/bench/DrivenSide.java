// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.bench;

/** Measures the sender of a peer alone: it makes the mails itself, with so many threads, and says when all are sent. */
record DrivenSide(String name, Child peer, Sink sink, int mails, int threads, int textBytes, int attachmentBytes)
        implements Side {

    /** Many mails, until its JVM or engine has compiled what it will. */
    void warmUp(int count) throws Exception {
        sink.restart();
        order(count);
    }

    @Override
    public Sample run() throws Exception {
        sink.restart();
        double cpu = peer.cpuSeconds();
        double sinkCpu = sink.cpuSeconds();
        long start = System.nanoTime();
        order(mails);
        double seconds = (System.nanoTime() - start) / 1e9;
        Sample sample = Sample.of(Sample.MAILS, mails / seconds)
                .withCpu(mails, peer.cpuSeconds() - cpu, sink.cpuSeconds() - sinkCpu);
        if (sink.count() != mails) {
            throw new BenchException("number of mails from " + name, sink.count(), mails, "target/bench/logs");
        }
        return sample;
    }

    private void order(int count) throws Exception {
        peer.order("send " + count + " " + threads + " " + textBytes + " " + attachmentBytes);
    }
}
