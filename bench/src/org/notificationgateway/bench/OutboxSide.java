// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.bench;

import java.io.IOException;
import java.time.Duration;

/**
 * Measures the gateway's way out alone: fills the outbox while the server is down, then brings the server up and times
 * the draining from the first mail that arrives to the last that is settled.
 */
record OutboxSide(Gateway gateway, Sink sink, MailSettings mail, byte[] request, int mails) implements Side {
    private static final int CLIENTS = 32;
    private static final Duration BETWEEN = Duration.ofMillis(5);

    @Override
    public String name() {
        return OURS;
    }

    /** Many mails straight through, until the JVM has compiled what it will. */
    void warmUp(int count) throws Exception {
        sink.restart();
        gateway.deliver(mail);
        long before = gateway.delivered();
        gateway.post(request, count, CLIENTS);
        gateway.awaitDelivered(before + count);
        gateway.awaitEmpty();
    }

    @Override
    public Sample run() throws Exception {
        sink.stop();
        long before = gateway.delivered();
        gateway.post(request, mails, CLIENTS);
        return drain(before);
    }

    /** Delivers all that waits and checks that exactly that arrived. */
    private Sample drain(long before) throws Exception {
        sink.restart();
        gateway.deliver(mail);
        Wait.until("first mail", Duration.ofSeconds(30), BETWEEN, () -> sink.count() > 0);
        long start = System.nanoTime();
        long first = sink.count();
        double cpu = gateway.child().cpuSeconds();
        double sinkCpu = sink.cpuSeconds();
        Wait.until(mails + " mails at the server", Duration.ofMinutes(5), BETWEEN, () -> sink.count() >= mails);
        gateway.awaitDelivered(before + mails);
        double seconds = (System.nanoTime() - start) / 1e9;
        Sample sample = Sample.of(Sample.MAILS, (mails - first) / seconds)
                .withCpu(mails - first, gateway.child().cpuSeconds() - cpu, sink.cpuSeconds() - sinkCpu);
        gateway.awaitEmpty();
        check(sink);
        return sample;
    }

    private void check(Sink at) throws IOException {
        if (at.count() != mails) {
            throw new BenchException("number of mails at the server", at.count(), mails, "target/bench/logs");
        }
    }
}
