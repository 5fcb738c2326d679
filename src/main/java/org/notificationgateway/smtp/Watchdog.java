// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.smtp;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes lines whose time is over. A socket's own timeout restarts with each byte, and there is none for writing; this
 * one holds for whole steps. One thread for all lines; safe to share.
 */
final class Watchdog implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Watchdog.class);

    private final Set<SmtpChannel> lines = ConcurrentHashMap.newKeySet();
    private final Duration interval;
    private volatile Runnable chore = () -> {};
    private final Thread thread = new Thread(this::watch, "smtp-watchdog");

    /** @param interval between two looks: how late a line may be closed */
    Watchdog(Duration interval) {
        this.interval = interval;
        thread.setDaemon(true);
        thread.start();
    }

    SmtpChannel guard(SmtpChannel line) {
        lines.add(line);
        return line;
    }

    void forget(SmtpChannel line) {
        lines.remove(line);
    }

    /** Does this at each look, too. */
    void each(Runnable task) {
        chore = task;
    }

    /** A fault of ours in one look must not leave all lines unwatched for ever. */
    private void look(long now) {
        try {
            lines.forEach(line -> line.closeIfOverdue(now));
            chore.run();
        } catch (RuntimeException e) {
            LOG.error("One look at the lines to SMTP servers failed", e);
        }
    }

    private void watch() {
        try {
            while (true) {
                Thread.sleep(interval.toMillis());
                look(System.nanoTime());
            }
        } catch (InterruptedException e) {
            // closed
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
