// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.delivery;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.notificationgateway.settings.Backoff;
import org.notificationgateway.settings.Durations;
import org.notificationgateway.smtp.CircuitBreaker;
import org.notificationgateway.smtp.Replies;
import org.notificationgateway.smtp.ServerFaultException;
import org.notificationgateway.smtp.SmtpServer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stops deliveries of a sender whose server cannot be used (the Circuit Breaker pattern), for pauses that grow, so that a
 * wrong password is tried once a pause and no attempt of any mail is counted for it; and those of all senders of a
 * destination whose account may send no more for a while. Says so once when it opens and once when it closes. Safe to share.
 */
public final class SenderCircuitBreaker implements CircuitBreaker {
    private static final Logger LOG = LoggerFactory.getLogger("gateway.delivery");
    private static final Duration QUIET = Duration.ofMinutes(15);
    private static final int REMEMBERED = 1_000; // pauses of each sender

    private final Backoff backoff;
    private final Backoff busy; // short: a minute's limit is over soon, and nobody says when
    private final Clock clock;
    private final SmtpServers servers;
    private final Map<String, Pause> pauses = new HashMap<>(); // of senders, and of destinations, which have a colon
    private final Map<String, Deque<Pause>> past = new HashMap<>(); // from the latest on
    private final Set<String> probing = new HashSet<>(); // one mail is on its way, to find out whether the pause is over
    private final Map<String, Told> told = new HashMap<>(); // of destinations: the last line in the log
    private final QuotaWindows windows = new QuotaWindows();
    private final Set<String> quiet = new HashSet<>(); // destinations whose present pause was not told
    private final Set<String> gone = new HashSet<>();
    private final Map<String, Pause> held = new HashMap<>(); // until an operator looks
    private final Map<String, Instant> resting = new HashMap<>();
    private boolean stopped;
    private volatile boolean clear = true; // nobody pauses: the rule, told to many threads without a lock

    private record Told(String reason, Instant at) {}

    /**
     * Why a sender pauses.
     *
     * @param length of the present pause
     */
    public record Pause(String reason, Instant since, Instant until, Duration length) {}

    /**
     * @param first pause after a fault
     * @param longest pause; each is twice the one before
     * @param servers where senders' mail goes
     */
    public SenderCircuitBreaker(Duration first, Duration longest, Clock clock, SmtpServers servers) {
        backoff = new Backoff(first, longest);
        busy = new Backoff(first, first.multipliedBy(2).compareTo(longest) < 0 ? first.multipliedBy(2) : longest);
        this.servers = servers;
        this.clock = clock;
    }

    /** True while nothing of this sender is to be delivered: it pauses, is no longer configured, or the gateway stops. */
    public boolean isOpen(String sender) {
        return !clear && isHeld(sender);
    }

    private synchronized boolean isHeld(String sender) {
        Instant rested = resting.get(sender);
        if (rested != null && !clock.instant().isBefore(rested)) {
            resting.remove(sender);
            changed();
        }
        return stopped || gone.contains(sender) || held.containsKey(sender) || resting.containsKey(sender)
                || (isPaused(sender) || isPaused(destinationOf(sender))) && !fallsBack(sender);
    }

    /** The name under which its destination pauses. */
    private String destinationOf(String sender) {
        return String.valueOf(servers.destination(sender));
    }

    /** True while another server has to do for a sender's own, and can. */
    public synchronized boolean fallsBack(String sender) {
        SmtpServers.Fallback fallback = servers.fallback(sender);
        if (fallback == null || !hasPausedFor(sender, fallback.after())) {
            return false;
        }
        SmtpServer other = servers.server(sender, fallback);
        return !isPaused(other.user()) && !isPaused(other.destination().toString());
    }

    /** The pause of a sender whose server failed last time, or whose destination takes no more; over or not. */
    public synchronized Optional<Pause> pause(String sender) {
        return Optional.ofNullable(held.get(sender))
                .or(() -> Optional.ofNullable(pauses.get(destinationOf(sender))))
                .or(() -> Optional.ofNullable(pauses.get(sender)));
    }

    /** Seconds until the sender is tried again; 0 if it does not pause. */
    public synchronized long secondsLeft(String sender) {
        return held.containsKey(sender)
                ? 0
                : pause(sender).map(pause -> Math.max(0, Duration.between(clock.instant(), pause.until()).toSeconds())).orElse(0L);
    }

    synchronized boolean isPaused(String name) {
        Pause pause = pauses.get(name);
        return !stopped && !gone.contains(name) && pause != null && clock.instant().isBefore(pause.until());
    }

    @Override
    public void check(SmtpServer server) throws ServerFaultException {
        if (!clear) {
            refuse(server.user());
            refuse(server.destination().toString());
        }
    }

    /** Lets one mail through when a pause is over; the others wait for what it finds. */
    private synchronized void refuse(String name) throws ServerFaultException {
        Pause pause = pauses.get(name);
        if (isPaused(name)) {
            throw new ServerFaultException(pause.reason(), null);
        }
        if (pause != null && !stopped && !gone.contains(name)) {
            Duration answer = pause.length().compareTo(backoff.first()) < 0 ? backoff.first() : pause.length(); // may take so long
            pauses.put(name, new Pause(pause.reason(), pause.since(), clock.instant().plus(answer), pause.length()));
            probing.add(name);
        }
    }

    /** Opens, for longer than last time if it did not close since. */
    @Override
    public void failed(SmtpServer server, ServerFaultException fault) {
        String reason = String.valueOf(fault.getMessage());
        if (open(server.user(), backoff, reason)) {
            LOG.error("sender {} pauses, its mail waits: {}", server.user(), reason);
        }
    }

    @Override
    public void exhausted(SmtpServer server, Replies.@Nullable Pause pause, String reason) {
        String destination = server.destination().toString();
        Backoff lengths = pause == null ? busy : new Backoff(pause.first(), pause.longest());
        if (open(destination, lengths, reason) && isNews(destination, withoutIds(reason))) {
            LOG.warn("destination {} takes no more at the moment; all mail for it waits, and is tried again after {}: {}",
                    destination, Durations.format(lengths.first()), reason);
        }
    }

    /** A limit of each minute is told once in a while, and not each minute. */
    private synchronized boolean isNews(String destination, String reason) {
        Instant now = clock.instant();
        Told before = told.get(destination);
        boolean known = before != null && before.reason().equals(reason) && now.isBefore(before.at().plus(QUIET));
        if (!known) {
            told.put(destination, new Told(reason, now));
        }
        quiet.remove(destination);
        return !known || !quiet.add(destination);
    }

    /** True if this is the first pause for that reason. */
    private synchronized boolean open(String name, Backoff lengths, String reason) {
        if (isPaused(name) && !probing.remove(name)) {
            return false; // somebody else has just tried
        }
        Pause last = pauses.get(name);
        Instant now = clock.instant();
        Duration usual = last == null ? lengths.first() : lengths.after(last.length());
        Duration length = lengths == backoff ? usual : windows.refused(name, lengths, now, usual);
        pauses.put(name, new Pause(reason, last == null ? now : last.since(), now.plus(length), length));
        changed();
        return last == null || !withoutIds(last.reason()).equals(withoutIds(reason));
    }

    /** True if the sender's server, or its destination, could not be used for so long, up to now. */
    public synchronized boolean hasPausedFor(String sender, Duration length) {
        Pause pause = held.containsKey(sender) ? null : pause(sender).orElse(null);
        return pause != null && !clock.instant().isBefore(pause.since().plus(length));
    }

    /** Delivers nothing of a sender until its settings are read anew or the gateway starts anew: nobody knows what a route did. */
    public synchronized void hold(String sender, String reason) {
        Instant now = clock.instant();
        if (held.putIfAbsent(sender, new Pause(reason, now, now, Duration.ZERO)) == null) {
            LOG.error("sender {} pauses until its settings are read anew or the gateway is started again: {}", sender, reason);
        }
        changed();
    }

    /** True if it was a route that stopped the sender, and not its server. */
    public synchronized boolean isHeldForItsRoute(String sender) {
        return held.containsKey(sender);
    }

    /** Delivers nothing of a sender for a moment, and says nothing of it. */
    public synchronized void rest(String sender) {
        resting.put(sender, clock.instant().plus(backoff.first()));
        changed();
    }

    @Override
    public void succeeded(SmtpServer server) {
        if (!clear) {
            close("sender " + server.user(), server.user());
            closeDestination(server.destination().toString());
        }
    }

    /** Whatever was on its way when the pause began says nothing of its end. */
    private synchronized void closeDestination(String name) {
        if (!isPaused(name) || probing.contains(name)) {
            if (pauses.containsKey(name)) {
                windows.opened(name, clock.instant());
            }
            if (quiet.remove(name)) {
                forget(name);
                changed();
            } else {
                close("destination " + name, name);
            }
        }
    }

    private synchronized void close(String words, String name) {
        Pause last = forget(name);
        changed();
        if (last != null) {
            LOG.info("{} delivers again, after {} s", words, Duration.between(last.since(), clock.instant()).toSeconds());
        }
    }

    private @Nullable Pause forget(String sender) {
        Pause last = pauses.remove(sender);
        probing.remove(sender);
        if (last != null) {
            remember(sender, last);
        }
        return last;
    }

    private void remember(String sender, Pause last) {
        Deque<Pause> ended = past.computeIfAbsent(sender, name -> new ArrayDeque<>());
        ended.addFirst(new Pause(last.reason(), last.since(), clock.instant(), last.length()));
        while (ended.size() > REMEMBERED) {
            ended.removeLast();
        }
    }

    /** When since then the sender's server could not be used, or it was held: a mail does not age meanwhile. They may overlap. */
    public synchronized List<Standstill> pausedSince(String sender, Instant since) {
        List<Standstill> all = new ArrayList<>();
        String destination = destinationOf(sender);
        for (Pause present : Arrays.asList(held.get(sender), pauses.get(sender), pauses.get(destination))) {
            if (present != null) {
                all.add(new Standstill(present.since(), clock.instant()));
            }
        }
        for (String name : List.of(sender, destination)) {
            for (Pause ended : past.getOrDefault(name, new ArrayDeque<>())) {
                if (ended.until().isBefore(since)) {
                    break;
                }
                all.add(new Standstill(ended.since(), ended.until()));
            }
        }
        return all;
    }

    /** Begins anew with a sender whose settings were changed: its server may be another now, or its password right. */
    public synchronized void reset(String sender) {
        forget(sender);
        forget(destinationOf(sender));
        windows.forget(destinationOf(sender));
        gone.remove(sender);
        Pause hold = held.remove(sender);
        if (hold != null) {
            remember(sender, hold);
        }
        changed();
    }

    /** Delivers nothing more of a sender that is no longer configured. */
    public synchronized void remove(String sender) {
        pauses.remove(sender);
        gone.add(sender);
        changed();
    }

    /** Delivers nothing more, since the gateway stops. */
    public synchronized void stop() {
        stopped = true;
        changed();
    }

    private synchronized void changed() {
        clear = pauses.isEmpty() && gone.isEmpty() && held.isEmpty() && resting.isEmpty() && !stopped;
    }

    /** Exchange Online ends each reply with the host, the time and an id in brackets. */
    private static String withoutIds(String reason) {
        return reason.replaceAll("\\[[^\\[\\]…]*[]…]", "");
    }
}
