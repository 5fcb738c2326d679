// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.smtp;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps lines open from mail to mail, since a connection, a TLS handshake and a login cost more than most mails. All users
 * of a destination share its lines; one destination holds up no other. Their number follows what the server bears: one at
 * first and after a fault, one more after as many mails as there are lines, and for an hour none more than it had when it
 * said "too many". Safe to share.
 */
final class SmtpPool implements AutoCloseable {
    private static final Duration LOOK = Duration.ofMillis(250);
    private static final Duration TURN = Duration.ofSeconds(5); // of gateways that are more than connections
    private static final Duration CEILING = Duration.ofHours(1);

    private final SmtpConnector connector;
    private final CircuitBreaker breaker;
    private final Limits limits;
    private final Budgets budgets;
    private final LongSupplier nanos;
    private final Map<Destination, Lines> destinations = new HashMap<>();
    private boolean closed;

    /**
     * When a line is not used again.
     *
     * @param connections open at a time to one destination, at most
     * @param mails over one line
     * @param age since it was opened
     * @param idle since its last mail
     */
    record Limits(int connections, int mails, Duration age, Duration idle) {}

    /** The lines of one destination: idle ones, and how many are in use. */
    private static final class Lines {
        private final LongSupplier nanos;
        private final Deque<SmtpConnection> idle = new ArrayDeque<>();
        private int busy;
        private int bearable = 1;
        private int successes;
        private int mails = Integer.MAX_VALUE; // that a line carries
        private int ceiling = Integer.MAX_VALUE; // which the server has shown
        private long ceilingUntil;

        Lines(LongSupplier nanos) {
            this.nanos = nanos;
        }

        void succeeded(int most) {
            if (++successes >= bearable && bearable < Math.min(most, ceiling())) {
                bearable++;
                successes = 0;
            }
        }

        private int ceiling() {
            if (ceiling != Integer.MAX_VALUE && nanos.getAsLong() - ceilingUntil > 0) {
                ceiling = Integer.MAX_VALUE;
            }
            return ceiling;
        }

        /** The server bears fewer than are open; if it does not even bear one, their number is not what it minds. */
        void crowded(int fewer) {
            ceiling = fewer == 0 ? Integer.MAX_VALUE : Math.min(ceiling(), fewer);
            ceilingUntil = nanos.getAsLong() + CEILING.toNanos();
            shrinkTo(Math.min(bearable, fewer));
        }

        void shrinkTo(int fewer) {
            bearable = Math.max(1, fewer);
            successes = 0;
        }

        int open() {
            return busy + idle.size();
        }
    }

    /** @param nanos tells how time passes while a ceiling is remembered */
    SmtpPool(SmtpConnector connector, CircuitBreaker breaker, Limits limits, Budgets budgets, LongSupplier nanos) {
        this.nanos = nanos;
        this.connector = connector;
        this.breaker = breaker;
        this.limits = limits;
        this.budgets = budgets;
    }

    /**
     * One attempt at one mail, over an idle line or a new one. A line that turns out to have died costs the mail nothing;
     * recipients who have it keep their outcome, whatever happens afterwards.
     */
    Map<String, SmtpOutcome> send(SmtpServer server, SmtpMail mail) throws InterruptedException {
        Map<String, SmtpOutcome> outcomes = new LinkedHashMap<>();
        SmtpOutcome rest = SmtpOutcome.notTried("the gateway stops");
        Budget budget = budgets.of(server);
        List<String> all = mail.recipients();
        int most = server.profile().recipientsPerMail();
        try {
            boolean goesOn = true;
            for (int from = 0, to; goesOn && from < all.size(); from = to) { // each part is a mail to the server
                to = from + Math.min(most, all.size() - from);
                attempt(server, mail.to(all.subList(from, to)), budget, outcomes);
                SmtpOutcome last = outcomes.getOrDefault(all.get(to - 1), rest);
                goesOn = last.kind() != SmtpOutcome.Kind.NOT_TRIED;
                rest = goesOn ? rest : last;
            }
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

    /** Pauses the destination until the day has room again: the server would refuse what goes beyond it. */
    private int takeRecipients(SmtpServer server, Budget budget, int count) throws ServerFaultException {
        Duration wait;
        try {
            wait = budget.takeRecipients(count);
        } catch (IOException e) {
            throw untold(server, e);
        }
        if (wait.isZero()) {
            return count;
        }
        String reason = "the " + server.profile().recipientsPerDay() + " recipients of 24 hours are used up (recipients-per-day of profile "
                + server.profile().name() + ")";
        breaker.exhausted(server, new Replies.Pause(wait, wait), reason);
        throw new ServerFaultException(reason, null);
    }

    /** Nothing is sent while nobody can tell whether it may be: the sender pauses. */
    private ServerFaultException untold(SmtpServer server, IOException cause) {
        ServerFaultException fault =
                new ServerFaultException("the budget of " + server.destination() + " cannot be read: " + Failures.reason(cause), cause);
        breaker.failed(server, fault);
        return fault;
    }

    /** Waits for the mail's place in the minute, over a line that is its own already. */
    private void awaitTurn(Budget budget) throws IOException, InterruptedException {
        while (!budget.takeMail()) {
            for (long left = 1; left > 0; left = budget.untilNextMail().toNanos()) {
                LockSupport.parkNanos(Math.min(LOOK.toNanos(), left)); // a monitor waits for whole milliseconds
                if (isClosed() || Thread.interrupted()) {
                    throw new InterruptedException("the gateway stops");
                }
            }
        }
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    private void attempt(SmtpServer server, SmtpMail mail, Budget budget, Map<String, SmtpOutcome> outcomes)
            throws IOException, InterruptedException {
        SmtpConnection connection = borrow(server);
        int places;
        try {
            awaitTurn(budget);
            places = takeRecipients(server, budget, mail.recipients().size());
        } catch (ServerFaultException e) {
            drop(server, connection);
            throw e;
        } catch (IOException e) {
            drop(server, connection);
            throw untold(server, e);
        } catch (InterruptedException e) {
            drop(server, connection);
            throw e;
        }
        try {
            send(server, connection, mail, outcomes);
        } finally {
            budget.giveBackRecipients(places - (int) mail.recipients().stream().map(outcomes::get)
                    .filter(outcome -> outcome != null && outcome.kind() == SmtpOutcome.Kind.TAKEN).count());
        }
    }

    private void send(SmtpServer server, SmtpConnection first, SmtpMail mail, Map<String, SmtpOutcome> outcomes)
            throws IOException, InterruptedException {
        SmtpConnection connection = first;
        int tired = 0; // how many mails a line had carried when its server took no more
        while (true) {
            try {
                connection.send(mail, outcomes);
                SmtpConnection.Exhaustion exhaustion = connection.exhaustion();
                if (exhaustion != null) {
                    exhausted(server, exhaustion);
                } else if (!connection.isCrowded()) {
                    breaker.succeeded(server);
                }
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
                    breaker.failed(server, fault);
                }
                drop(server, connection);
                throw e;
            }
        }
    }

    /** Pauses the destination, before another mail can find out the same; one mail tries it afterwards. */
    private void exhausted(SmtpServer server, SmtpConnection.Exhaustion exhaustion) {
        breaker.exhausted(server, exhaustion.pause(), exhaustion.reason());
        synchronized (this) {
            lines(server).shrinkTo(1);
        }
    }

    /** The server takes no more mails than that over one line. */
    private synchronized void remember(SmtpServer server, int mails) {
        Lines lines = lines(server);
        lines.mails = Math.min(lines.mails, mails);
    }

    /** Open lines to all destinations, idle and in use. */
    synchronized int open() {
        return destinations.values().stream().mapToInt(Lines::open).sum();
    }

    private SmtpConnection borrow(SmtpServer server) throws IOException, InterruptedException {
        boolean admitted = false;
        while (true) {
            SmtpConnection idle = reserve(server);
            if (!admitted) { // once: after a pause one mail alone is let through
                check(server, idle);
                admitted = true;
            }
            SmtpConnection connection = idle == null ? replace(server) : idle;
            if (connection != null) {
                return connection;
            }
        }
    }

    private void check(SmtpServer server, @Nullable SmtpConnection idle) throws ServerFaultException {
        try {
            breaker.check(server);
        } catch (ServerFaultException e) {
            if (idle != null) {
                connector.close(idle);
            }
            release(server);
            throw e;
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
        SmtpConnection found = null;
        for (Iterator<SmtpConnection> idle = lines.idle.iterator(); idle.hasNext() && found == null; ) {
            SmtpConnection next = idle.next();
            boolean alike = next.server().isAlike(server);
            boolean usable = !isWornOut(next) && next.mails() < lines.mails;
            if (alike || !usable) {
                idle.remove();
            }
            if (alike && usable) {
                found = next;
            } else if (!usable) {
                connector.close(next);
            }
        }
        if (found == null) {
            makeRoom(server, lines);
        }
        return found;
    }

    /** A line that nobody uses must not be the one too many. */
    private void makeRoom(SmtpServer server, Lines lines) {
        while (!lines.idle.isEmpty() && lines.open() > Math.min(most(server), lines.ceiling())) {
            connector.close(lines.idle.pollLast());
        }
    }

    private int most(SmtpServer server) {
        return Math.min(limits.connections(), server.profile().connections());
    }

    private Lines lines(SmtpServer server) {
        return destinations.computeIfAbsent(server.destination(), any -> new Lines(nanos));
    }

    /**
     * A new line in the place that is held already; null if one line more was too many, for the server or because other
     * gateways have the others, and then the place is free again. A fault opens the circuit breaker before it frees the
     * place, so that nobody tries in between.
     */
    private @Nullable SmtpConnection replace(SmtpServer server) throws ServerFaultException, InterruptedException {
        SmtpConnection fresh = null;
        Runnable slot = null;
        try {
            slot = slot(server);
            fresh = slot == null ? null : connector.open(server);
        } catch (ServerFaultException e) {
            if (!bearsFewer(server, e.isCrowded())) {
                breaker.failed(server, e);
                throw e;
            }
        } finally {
            if (fresh == null) {
                if (slot != null) {
                    slot.run();
                }
                release(server);
            } else {
                fresh.whenEnded(slot);
            }
        }
        return fresh;
    }

    /** Waits for one of the connections that gateways have together, if none is ours; else does with those. */
    private @Nullable Runnable slot(SmtpServer server) throws InterruptedException {
        Budget budget = budgets.of(server);
        Runnable slot = budget.takeConnection();
        while (slot == null && !bearsFewer(server, false)) {
            LockSupport.parkNanos(LOOK.toNanos());
            if (isClosed() || Thread.interrupted()) {
                throw new InterruptedException("the gateway stops");
            }
            slot = budget.takeConnection();
        }
        return slot;
    }

    /** True if other lines are open: then one more was too many, and the mail waits for one of those. */
    private synchronized boolean bearsFewer(SmtpServer server, boolean crowded) {
        Lines lines = lines(server);
        int others = lines.open() - 1;
        if (crowded && others > 0) {
            lines.crowded(others);
        }
        lines.shrinkTo(others);
        return others > 0;
    }

    private void giveBack(SmtpServer server, SmtpConnection connection) {
        boolean alone = false;
        synchronized (this) {
            Lines lines = lines(server);
            if (connection.isCrowded()) {
                alone = lines.open() == 1 && connection.isPutOff();
                lines.crowded(lines.open() - 1);
                makeRoom(server, lines);
            } else if (connection.isUsable()) {
                lines.succeeded(most(server));
            }
        }
        if (alone) {
            breaker.exhausted(server, null, "the server is too busy for a single connection");
        }
        if (!connection.isUsable() || isWornOut(connection) || connection.mails() >= mostMails(server) || isTooMany(server)
                || isForOthers(server, connection)) {
            drop(server, connection);
            return;
        }
        synchronized (this) {
            lines(server).idle.addFirst(connection); // the warmest first: the others may age out
            release(server); // at once: else it counts twice for a moment
        }
    }

    private void drop(SmtpServer server, SmtpConnection connection) {
        connector.close(connection);
        release(server);
    }

    private synchronized void release(SmtpServer server) {
        lines(server).busy--;
        notifyAll();
    }

    /** A gateway that has none gets one of ours; our last one if it has served for a while. */
    private boolean isForOthers(SmtpServer server, SmtpConnection connection) {
        if (!budgets.of(server).isConnectionWanted()) {
            return false;
        }
        synchronized (this) {
            return lines(server).open() > 1 || connection.ageNanos() > TURN.toNanos();
        }
    }

    private synchronized int mostMails(SmtpServer server) {
        return Math.min(limits.mails(), lines(server).mails);
    }

    private synchronized boolean isTooMany(SmtpServer server) {
        Lines lines = lines(server);
        return closed || lines.open() > Math.min(most(server), lines.ceiling());
    }

    private boolean isWornOut(SmtpConnection connection) {
        return connection.ageNanos() > limits.age().toNanos() || connection.idleNanos() > limits.idle().toNanos();
    }

    /** Closes idle lines whose time is over, and forgets destinations that no sender uses any more. */
    void tidy() {
        List<SmtpConnection> old = new ArrayList<>();
        synchronized (this) {
            for (Lines lines : destinations.values()) {
                lines.idle.removeIf(line -> isWornOut(line) && old.add(line));
                if (!lines.idle.isEmpty() && budgets.of(lines.idle.getLast().server()).isConnectionWanted()) {
                    old.add(lines.idle.removeLast());
                }
            }
            destinations.values().removeIf(
                    lines -> lines.open() == 0 && lines.bearable == 1 && lines.ceiling() == Integer.MAX_VALUE);
        }
        old.forEach(connector::close);
    }

    /** Closes every idle line now, and those in use when they come back. */
    @Override
    public void close() {
        List<SmtpConnection> idle = new ArrayList<>();
        synchronized (this) {
            closed = true;
            destinations.values().forEach(lines -> {
                idle.addAll(lines.idle);
                lines.idle.clear();
            });
            notifyAll();
        }
        idle.forEach(connector::close);
    }
}
