// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.bench;

import java.time.Duration;

/**
 * Measures the gateway's way out alone: fills the outbox while the server is down, then brings the server up and times
 * the draining from the first mail that arrives to the last that is settled.
 *
 * @param clients that fill it
 */
record OutboxSide(Gateway gateway, Sink sink, MailSettings mail, byte[] request, int clients) implements Side {
    static final int CLIENTS = 32;
    private static final Duration BETWEEN = Duration.ofMillis(10);

    @Override
    public String name() {
        return OURS;
    }

    @Override
    public Sample run(int mails) throws Exception {
        long before = fill(mails);
        return drain(before, mails);
    }

    /** Lets mails gather; returns how many had been delivered before. */
    long fill(int mails) throws Exception {
        sink.stop();
        long before = gateway.delivered();
        gateway.post(request, mails, clients);
        return before;
    }

    /** Delivers all that waits and checks that exactly that arrived. */
    Sample drain(long before, int mails) throws Exception {
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
        long timed = Math.max(1, mails - first);
        Sample sample = Sample.of(Sample.MAILS, timed / seconds)
                .withCpu(timed, gateway.child().cpuSeconds() - cpu, sink.cpuSeconds() - sinkCpu);
        gateway.awaitEmpty();
        sink.mustHave(mails, name());
        return sample;
    }
}
