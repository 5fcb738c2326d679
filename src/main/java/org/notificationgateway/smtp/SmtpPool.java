// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.smtp;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Keeps lines open from mail to mail, since a connection, a TLS handshake and a login cost more than most mails. Each
 * sender has lines of its own, so one slow server holds up nobody else. Their number follows what the server bears: one
 * at first and after a fault, half after "too many", one more after as many mails as there are lines. Safe to share.
 */
final class SmtpPool implements AutoCloseable {
    private final SmtpConnector connector;
    private final CircuitBreaker breaker;
    private final Limits limits;
    private final Map<SmtpServer, Lines> servers = new HashMap<>();
    private boolean closed;

    /**
     * When a line is not used again.
     *
     * @param connections open at a time for one sender, at most
     * @param mails over one line
     * @param age since it was opened
     * @param idle since its last mail
     */
    record Limits(int connections, int mails, Duration age, Duration idle) {}

    /** The lines of one server: idle ones, and how many are in use. */
    private static final class Lines {
        private final Deque<SmtpConnection> idle = new ArrayDeque<>();
        private int busy;
        private int bearable = 1;
        private int successes;
        private int mails = Integer.MAX_VALUE; // that a line carries

        void succeeded(int most) {
            if (++successes >= bearable && bearable < most) {
                bearable++;
                successes = 0;
            }
        }

        void shrinkTo(int fewer) {
            bearable = Math.max(1, fewer);
            successes = 0;
        }
    }

    SmtpPool(SmtpConnector connector, CircuitBreaker breaker, Limits limits) {
        this.connector = connector;
        this.breaker = breaker;
        this.limits = limits;
    }

    /**
     * One attempt at one mail, over an idle line or a new one. A line that turns out to have died costs the mail nothing;
     * recipients who have it keep their outcome, whatever happens afterwards.
     */
    Map<String, SmtpOutcome> send(SmtpServer server, SmtpMail mail) throws InterruptedException {
        Map<String, SmtpOutcome> outcomes = new LinkedHashMap<>();
        SmtpOutcome rest = SmtpOutcome.notTried("the gateway stops");
        try {
            attempt(server, mail, outcomes);
        } catch (ServerFaultException e) {
            rest = SmtpOutcome.notTried(Failures.oneLine(String.valueOf(e.getMessage())));
        } catch (IOException e) {
            rest = SmtpOutcome.tryAgain(Failures.reason(e));
        } catch (InterruptedException e) {
            if (outcomes.isEmpty()) {
                throw e;
            }
            Thread.currentThread().interrupt();
        }
        for (String recipient : mail.recipients()) {
            outcomes.putIfAbsent(recipient, rest);
        }
        return outcomes;
    }

    private void attempt(SmtpServer server, SmtpMail mail, Map<String, SmtpOutcome> outcomes)
            throws IOException, InterruptedException {
        SmtpConnection connection = borrow(server);
        int tired = 0; // how many mails a line had carried when its server took no more
        while (true) {
            try {
                connection.send(mail, outcomes);
                breaker.succeeded(server.user());
                if (tired > 0 && connection.tookSender()) {
                    remember(server, tired);
                }
                giveBack(server, connection);
                return;
            } catch (SmtpConnection.StaleException e) {
                tired = e.isRefusal() ? connection.mails() - 1 : 0;
                connector.close(connection);
                SmtpConnection fresh = replace(server);
                SmtpConnection last = connection;
                connection = fresh == null ? borrow(server) : fresh;
                connection.learnFrom(last);
            } catch (IOException | RuntimeException e) {
                if (e instanceof ServerFaultException fault) {
                    breaker.failed(server.user(), fault);
                }
                drop(server, connection);
                throw e;
            }
        }
    }

    /** The server takes no more mails than that over one line. */
    private synchronized void remember(SmtpServer server, int mails) {
        Lines lines = lines(server);
        lines.mails = Math.min(lines.mails, mails);
    }

    /** Open lines of all senders, idle and in use. */
    synchronized int open() {
        return servers.values().stream().mapToInt(lines -> lines.busy + lines.idle.size()).sum();
    }

    private SmtpConnection borrow(SmtpServer server) throws IOException, InterruptedException {
        while (true) {
            SmtpConnection idle = reserve(server);
            SmtpConnection connection = idle == null ? replace(server) : idle;
            if (connection != null) {
                return connection;
            }
        }
    }

    /** Waits for a place; returns an idle line in it, or null when one must be opened. */
    private synchronized @Nullable SmtpConnection reserve(SmtpServer server) throws InterruptedException {
        Lines lines = lines(server);
        while (lines.busy >= lines.bearable && !closed) {
            wait();
            lines = lines(server);
        }
        if (closed) {
            throw new InterruptedException("the gateway stops");
        }
        lines.busy++;
        SmtpConnection idle = lines.idle.pollFirst();
        while (idle != null && (isWornOut(idle) || idle.mails() >= lines.mails)) {
            connector.close(idle);
            idle = lines.idle.pollFirst();
        }
        return idle;
    }

    private Lines lines(SmtpServer server) {
        return servers.computeIfAbsent(server, s -> new Lines());
    }

    /**
     * A new line in the place that is held already; null if one line more was too many for the server, and then the
     * place is free again. A fault opens the circuit breaker before it frees the place, so that nobody tries in between.
     */
    private @Nullable SmtpConnection replace(SmtpServer server) throws ServerFaultException {
        SmtpConnection fresh = null;
        try {
            breaker.check(server.user());
            fresh = connector.open(server);
        } catch (ServerFaultException e) {
            if (!bearsFewer(server)) {
                breaker.failed(server.user(), e);
                throw e;
            }
        } finally {
            if (fresh == null) {
                release(server);
            }
        }
        return fresh;
    }

    /** True if other lines are open: then one more was too many, and the mail waits for one of those. */
    private synchronized boolean bearsFewer(SmtpServer server) {
        Lines lines = lines(server);
        int others = lines.busy - 1 + lines.idle.size();
        lines.shrinkTo(others);
        return others > 0;
    }

    private void giveBack(SmtpServer server, SmtpConnection connection) {
        synchronized (this) {
            Lines lines = lines(server);
            if (connection.isCrowded()) {
                lines.shrinkTo(lines.bearable / 2);
            } else if (connection.isUsable()) {
                lines.succeeded(limits.connections());
            }
        }
        if (!connection.isUsable() || isWornOut(connection) || connection.mails() >= mostMails(server) || isClosed()) {
            drop(server, connection);
            return;
        }
        synchronized (this) {
            lines(server).idle.addFirst(connection); // the warmest first: the others may age out
        }
        release(server);
    }

    private void drop(SmtpServer server, SmtpConnection connection) {
        connector.close(connection);
        release(server);
    }

    private synchronized void release(SmtpServer server) {
        lines(server).busy--;
        notifyAll();
    }

    private synchronized int mostMails(SmtpServer server) {
        return Math.min(limits.mails(), lines(server).mails);
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    private boolean isWornOut(SmtpConnection connection) {
        return connection.ageNanos() > limits.age().toNanos() || connection.idleNanos() > limits.idle().toNanos();
    }

    /** Closes idle lines whose time is over, and forgets servers that no sender uses any more. */
    void tidy() {
        List<SmtpConnection> old = new ArrayList<>();
        synchronized (this) {
            for (Lines lines : servers.values()) {
                lines.idle.removeIf(line -> isWornOut(line) && old.add(line));
            }
            servers.values().removeIf(lines -> lines.busy == 0 && lines.idle.isEmpty() && lines.bearable == 1);
        }
        old.forEach(connector::close);
    }

    /** Closes every idle line now, and those in use when they come back. */
    @Override
    public void close() {
        List<SmtpConnection> idle = new ArrayList<>();
        synchronized (this) {
            closed = true;
            servers.values().forEach(lines -> {
                idle.addAll(lines.idle);
                lines.idle.clear();
            });
            notifyAll();
        }
        idle.forEach(connector::close);
    }
}
