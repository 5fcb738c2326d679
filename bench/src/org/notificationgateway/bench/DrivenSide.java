// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.bench;

/** Measures the sender of a peer alone: it makes the mails itself, with so many threads, and says when all are sent. */
record DrivenSide(String name, Child peer, Sink sink, int threads, int textBytes, int attachmentBytes)
        implements Side {

    @Override
    public Sample run(int mails) throws Exception {
        sink.restart();
        double cpu = peer.cpuSeconds();
        double sinkCpu = sink.cpuSeconds();
        long start = System.nanoTime();
        peer.order("send " + mails + " " + threads + " " + textBytes + " " + attachmentBytes);
        double seconds = (System.nanoTime() - start) / 1e9;
        Sample sample = Sample.of(Sample.MAILS, mails / seconds)
                .withCpu(mails, peer.cpuSeconds() - cpu, sink.cpuSeconds() - sinkCpu);
        sink.mustHave(mails, name);
        return sample;
    }
}
