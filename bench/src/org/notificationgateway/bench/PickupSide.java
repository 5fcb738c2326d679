// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Measures the gateway's way into a pickup directory alone: fills the outbox while MailSettings name a server that is
 * not there, then has them name the directory.
 */
record PickupSide(Gateway gateway, MailSettings nowhere, EmlFiles files) implements Side {
    static final byte[] REQUEST = request();
    private static final Duration BETWEEN = Duration.ofMillis(20);

    @Override
    public String name() {
        return OURS;
    }

    /** Straight through, which uses the same code and takes half the time. */
    @Override
    public void warmUp(int count) throws Exception {
        Path directory = files.newDirectory();
        gateway.switchTo(MailSettings.pickup(directory));
        long before = gateway.delivered();
        gateway.post(REQUEST, count, OutboxSide.CLIENTS);
        gateway.awaitDelivered(before + count);
        EmlFiles.check(directory, count, name());
    }

    @Override
    public Sample run(int mails) throws Exception {
        Path directory = files.newDirectory();
        gateway.switchTo(nowhere);
        long before = gateway.delivered();
        gateway.post(REQUEST, mails, OutboxSide.CLIENTS);
        gateway.deliver(MailSettings.pickup(directory));
        Wait.until("first mail", Duration.ofSeconds(30), BETWEEN, () -> gateway.delivered() > before);
        long start = System.nanoTime();
        long first = gateway.delivered() - before;
        double cpu = gateway.child().cpuSeconds();
        gateway.awaitDelivered(before + mails);
        double seconds = (System.nanoTime() - start) / 1e9;
        double used = gateway.child().cpuSeconds() - cpu;
        long timed = Math.max(1, mails - first);
        gateway.awaitEmpty();
        EmlFiles.check(directory, mails, name());
        return Sample.of(Sample.MAILS, timed / seconds).with(Sample.CPU, used * 1000 / timed);
    }

    private static byte[] request() {
        try {
            return MailRequest.post(2_000, 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
