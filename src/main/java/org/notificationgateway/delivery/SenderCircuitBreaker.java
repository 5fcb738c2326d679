// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.delivery;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.notificationgateway.settings.Backoff;
import org.notificationgateway.smtp.CircuitBreaker;
import org.notificationgateway.smtp.ServerFaultException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stops deliveries of a sender whose server cannot be used (the Circuit Breaker pattern), for pauses that grow, so that a
 * wrong password is tried once a pause and no attempt of any mail is counted for it. Says so once when it opens and once
 * when it closes. Safe to share.
 */
public final class SenderCircuitBreaker implements CircuitBreaker {
    private static final Logger LOG = LoggerFactory.getLogger("gateway.delivery");
    private static final int REMEMBERED = 1_000; // pauses of each sender

    private final Backoff backoff;
    private final Clock clock;
    private final Map<String, Pause> pauses = new HashMap<>();
    private final Map<String, Deque<Pause>> past = new HashMap<>(); // from the latest on
    private final Set<String> gone = new HashSet<>();
    private final Map<String, Pause> held = new HashMap<>(); // until an operator looks
    private final Map<String, Instant> resting = new HashMap<>();
    private boolean stopped;
    private volatile boolean clear = true; // nobody pauses: the rule, told to many threads without a lock

    /**
     * Why a sender pauses.
     *
     * @param length of the present pause
     */
    public record Pause(String reason, Instant since, Instant until, Duration length) {}

    /**
     * @param first pause after a fault
     * @param longest pause; each is twice the one before
     */
    public SenderCircuitBreaker(Duration first, Duration longest, Clock clock) {
        backoff = new Backoff(first, longest);
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
        return stopped || gone.contains(sender) || held.containsKey(sender) || resting.containsKey(sender) || isPaused(sender);
    }

    /** The pause of a sender whose server failed last time, over or not. */
    public synchronized Optional<Pause> pause(String sender) {
        return Optional.ofNullable(held.getOrDefault(sender, pauses.get(sender)));
    }

    /** Seconds until the sender is tried again; 0 if it does not pause. */
    public synchronized long secondsLeft(String sender) {
        Pause pause = pauses.get(sender);
        return pause == null ? 0 : Math.max(0, Duration.between(clock.instant(), pause.until()).toSeconds());
    }

    synchronized boolean isPaused(String sender) {
        Pause pause = pauses.get(sender);
        return !stopped && !gone.contains(sender) && pause != null && clock.instant().isBefore(pause.until());
    }

    @Override
    public synchronized void check(String sender) throws ServerFaultException {
        if (isPaused(sender)) {
            throw new ServerFaultException(pauses.get(sender).reason(), null);
        }
    }

    /** Opens, for longer than last time if it did not close since. */
    @Override
    public synchronized void failed(String sender, ServerFaultException fault) {
        if (isPaused(sender)) {
            return; // somebody else has just tried
        }
        String reason = String.valueOf(fault.getMessage());
        Pause last = pauses.get(sender);
        Instant now = clock.instant();
        Duration length = last == null ? backoff.first() : backoff.after(last.length());
        pauses.put(sender, new Pause(reason, last == null ? now : last.since(), now.plus(length), length));
        changed();
        if (last == null || !withoutIds(last.reason()).equals(withoutIds(reason))) {
            LOG.error("sender {} pauses, its mail waits: {}", sender, reason);
        }
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
    public void succeeded(String sender) {
        if (!clear) {
            close(sender);
        }
    }

    private synchronized void close(String sender) {
        Pause last = forget(sender);
        changed();
        if (last != null) {
            LOG.info("sender {} delivers again, after {} s", sender,
                    Duration.between(last.since(), clock.instant()).toSeconds());
        }
    }

    private @Nullable Pause forget(String sender) {
        Pause last = pauses.remove(sender);
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

    /** For how long since then the sender's server could not be used, or it was held: a mail does not age meanwhile. */
    public synchronized Duration pausedSince(String sender, Instant since) {
        Pause present = held.getOrDefault(sender, pauses.get(sender));
        Duration sum = present == null ? Duration.ZERO : between(present.since(), clock.instant(), since);
        for (Pause ended : past.getOrDefault(sender, new ArrayDeque<>())) {
            if (ended.until().isBefore(since)) {
                break;
            }
            sum = sum.plus(between(ended.since(), ended.until(), since));
        }
        return sum;
    }

    private static Duration between(Instant from, Instant to, Instant since) {
        return Duration.between(from.isBefore(since) ? since : from, to);
    }

    /** Begins anew with a sender whose settings were changed: its server may be another now, or its password right. */
    public synchronized void reset(String sender) {
        forget(sender);
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
