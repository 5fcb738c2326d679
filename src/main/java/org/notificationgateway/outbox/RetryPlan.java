// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.function.BiFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.notificationgateway.delivery.DeliveryOutcome;
import org.notificationgateway.delivery.DeliveryReport;
import org.notificationgateway.delivery.Standstill;
import org.notificationgateway.outbox.ledger.Outcome;
import org.notificationgateway.outbox.ledger.Recipient;

/**
 * Decides what becomes of an entry after an attempt: done, tried again later, given up, or some of each. Recipients
 * who have the mail are never tried again. Safe to share.
 */
public final class RetryPlan {
    private static final Recipient.State[] STATES = Recipient.State.values();
    private static final Pattern WORD = Pattern.compile("[^\\s<>()\",;:]++");

    private final List<Duration> delays;
    private final Duration maxAge;
    private final Clock clock;
    private final Clock wall;
    private final BiFunction<String, Instant, List<Standstill>> paused;
    private final Instant start;

    /** A plan for tests and benchmarks: one clock, and no pauses. */
    public RetryPlan(List<Duration> delays, Duration maxAge, Clock clock) {
        this(delays, maxAge, clock, clock, (sender, since) -> List.of());
    }

    /**
     * @param delays wait before the second attempt, the third, …; the last one repeats; at least one
     * @param maxAge for how long a mail is tried; no attempt starts later
     * @param clock for waits and ages: it does not jump
     * @param wall the machine's, for the moment that a request names itself
     * @param paused when a sender's server could not be used, or it was held, since then; they may overlap
     */
    public RetryPlan(
            List<Duration> delays, Duration maxAge, Clock clock, Clock wall,
            BiFunction<String, Instant, List<Standstill>> paused) {
        this.delays = List.copyOf(delays);
        this.maxAge = maxAge;
        this.clock = clock;
        this.wall = wall;
        this.paused = paused;
        start = clock.instant();
        if (delays.isEmpty()) {
            throw new IllegalArgumentException("delivery.retry-delays is empty: expected at least one delay");
        }
    }

    /**
     * True when the request forbids delivery from now on: a dead reset link is worse than none. The machine's clock alone
     * expires nothing that was never tried: it may have been set.
     */
    public boolean isExpired(OutboxEntry entry) {
        Instant end = entry.expiresAt();
        return end != null
                && (!clock.instant().isBefore(end) || entry.attempts() > 0 && !wall.instant().isBefore(end));
    }

    /** By the clock of waits and ages. */
    Instant now() {
        return clock.instant();
    }

    /** True for a mail that nobody may get yet. */
    public boolean isEarly(OutboxEntry entry) {
        Instant begin = entry.notBefore();
        return begin != null && clock.instant().isBefore(begin);
    }

    /**
     * Draws the consequences of one attempt.
     *
     * @param attempt what the delivery achieved, or the held-back outcomes alone when nobody was admitted
     * @param admission who was held back
     */
    public Settlement settle(OutboxEntry entry, DeliveryReport attempt, Admission admission) {
        Instant now = clock.instant();
        DeliveryReport report = admission.held().plus(attempt);
        List<Recipient> after = new ArrayList<>(entry.recipients()); // no streams here: many a mail
        after.replaceAll(recipient -> after(recipient, report.outcomes().get(recipient.address())));
        boolean tried = !report.isNotTried();
        int attempts = entry.attempts() + (tried ? 1 : 0);
        String summary = (tried ? "attempt " + attempts + ": " : "no attempt: ") + summary(after, report);
        List<Recipient> pending = in(after, Recipient.State.PENDING);
        List<Recipient> dead = in(after, Recipient.State.GIVEN_UP);
        dead.removeAll(new HashSet<>(entry.recipients())); // those have their dead letter already
        if (pending.isEmpty() && dead.isEmpty()) {
            return new Settlement(
                    entry.name(), tried, null, null, null, null, outcomes(entry, after, dead, report, attempts, null), summary,
                    entry.file() == null ? null : entry.token());
        }
        List<Attempt> history = tried
                ? Stream.concat(entry.history().stream(), Stream.of(new Attempt(attempts, now, summary))).toList()
                : entry.history();
        long aged = entry.agedMillis() + (tried ? tryable(entry, now).toMillis() : 0);
        boolean charged = tried && !isPutOff(report); // else the others have it, and these wait for their sender alone
        int step = charged ? Math.min(attempts, delays.size()) : isEarly(entry) ? stepFor(entry, now) : 0;
        Duration delay = step == 0 ? Duration.ZERO : delays.get(step - 1); // else it waits for its sender alone
        if (!tried && step > 0) {
            Duration left = Duration.between(now, entry.notBefore());
            delay = delay.compareTo(left) < 0 ? delay : left;
        }
        if (charged && Duration.ofMillis(aged).plus(delay).compareTo(maxAge) > 0) {
            pending.forEach(recipient -> dead.add(new Recipient(recipient.address(), Recipient.State.GIVEN_UP,
                    "not delivered within " + maxAge + "; last: " + recipient.reason())));
            pending.clear();
        }
        OutboxEntry retry = pending.isEmpty() ? null : entry.tried(after, charged ? attempts : entry.attempts(), history, now, aged);
        OutboxEntry letter = dead.isEmpty() ? null : entry.givenUp(dead, attempts, history, now);
        Instant due = retry == null ? null : now.plus(delay);
        String queue = retry == null
                ? null
                : step == 0 ? entry.queue() : Queues.waitOf(entry.sender(), step);
        return new Settlement(
                entry.name(), tried, retry, due, queue, letter,
                outcomes(entry, after, dead, report, attempts, charged ? due : null), summary, null);
    }

    /** True if nobody who was tried has to be tried again: whoever waits was put off for a reason that is not the mail's. */
    private static boolean isPutOff(DeliveryReport report) {
        boolean putOff = false;
        for (DeliveryOutcome outcome : report.outcomes().values()) {
            if (outcome instanceof DeliveryOutcome.TryAgain) {
                return false;
            }
            putOff |= outcome instanceof DeliveryOutcome.NotTried;
        }
        return putOff;
    }

    /**
     * For how long it could have been tried since its last change: not while it was too early, its sender's server could
     * not be used, or the gateway was down, whatever the clock says of that.
     */
    private Duration tryable(OutboxEntry entry, Instant now) {
        Instant since = later(entry.since(), start);
        Instant begin = entry.notBefore();
        since = begin == null || begin.isAfter(now) ? since : later(since, begin);
        if (since.isAfter(now)) {
            since = start; // the clock was set back while the gateway was down
        }
        Duration age = Duration.between(since, now).minus(Standstill.sum(paused.apply(entry.sender(), since), since));
        return age.isNegative() ? Duration.ZERO : age;
    }

    private static Instant later(Instant a, Instant b) {
        return a.isAfter(b) ? a : b;
    }

    /** The longest step that does not last beyond the time it waits for; the first if all do. */
    private int stepFor(OutboxEntry entry, Instant now) {
        Duration left = Duration.between(now, entry.notBefore());
        int best = 1;
        for (int step = 1; step <= delays.size(); step++) {
            Duration delay = delays.get(step - 1);
            if (delay.compareTo(left) <= 0 && delay.compareTo(delays.get(best - 1)) > 0) {
                best = step;
            }
        }
        return best;
    }

    /**
     * What became of recipients in this attempt.
     *
     * @param due when those who wait are tried again, null if nobody waits or none was tried
     */
    private static List<Outcome> outcomes(
            OutboxEntry entry, List<Recipient> after, List<Recipient> dead, DeliveryReport report, int attempts,
            @Nullable Instant due) {
        if (entry.token().isEmpty()) {
            return List.of(); // the ledger does not know what a hand has put into the queue
        }
        List<Outcome> outcomes = new ArrayList<>(after.size());
        for (int i = 0; i < after.size(); i++) {
            Recipient now = after.get(i);
            if (now.state() == Recipient.State.DELIVERED && entry.recipients().get(i).state() != now.state()) {
                outcomes.add(new Outcome(
                        entry.token(), now.address(), done(report.outcomes().get(now.address())), now.reason(), attempts, 0));
            } else if (now.state() == Recipient.State.PENDING && due != null) {
                outcomes.add(new Outcome(
                        entry.token(), now.address(), Outcome.State.WAITING, now.reason(), attempts, due.toEpochMilli()));
            }
        }
        dead.forEach(one -> outcomes.add(
                new Outcome(entry.token(), one.address(), Outcome.State.GIVEN_UP, one.reason(), attempts, 0)));
        return outcomes;
    }

    private static Outcome.State done(@Nullable DeliveryOutcome outcome) {
        return outcome instanceof DeliveryOutcome.Delivered delivered && delivered.handedOver()
                ? Outcome.State.HANDED_OVER
                : Outcome.State.DELIVERED;
    }

    private static Recipient after(Recipient recipient, @Nullable DeliveryOutcome outcome) {
        if (outcome instanceof DeliveryOutcome.Delivered delivered) {
            return new Recipient(recipient.address(), Recipient.State.DELIVERED, delivered.reason());
        }
        if (outcome instanceof DeliveryOutcome.GiveUp refused) {
            return new Recipient(recipient.address(), Recipient.State.GIVEN_UP, refused.reason());
        }
        if (outcome instanceof DeliveryOutcome.TryAgain || outcome instanceof DeliveryOutcome.NotTried) {
            return new Recipient(recipient.address(), Recipient.State.PENDING, outcome.reason());
        }
        return recipient;
    }

    private static List<Recipient> in(List<Recipient> recipients, Recipient.State state) {
        List<Recipient> some = new ArrayList<>(recipients);
        some.removeIf(recipient -> recipient.state() != state);
        return some;
    }

    /** Counts and the first failure's reason, without the addresses servers quote: this line goes to the log. */
    private static String summary(List<Recipient> after, DeliveryReport report) {
        int[] counts = new int[STATES.length];
        after.forEach(recipient -> counts[recipient.state().ordinal()]++);
        StringBuilder summary = new StringBuilder();
        for (Recipient.State state : STATES) {
            if (counts[state.ordinal()] > 0) {
                summary.append(summary.isEmpty() ? "" : ", ").append(counts[state.ordinal()]).append(' ').append(state.words());
            }
        }
        String reason = reason(report);
        return summary.append(": ")
                .append(reason.indexOf('@') < 0 ? reason : withoutAddresses(reason))
                .toString();
    }

    private static String withoutAddresses(String reason) {
        return WORD.matcher(reason)
                .replaceAll(word -> isAddress(word.group()) ? "***" : Matcher.quoteReplacement(word.group()));
    }

    private static boolean isAddress(String word) {
        int at = word.indexOf('@', 1);
        return at > 0 && at < word.length() - 1;
    }

    /** Of the first recipient who was not served; of the first one if all were. */
    private static String reason(DeliveryReport report) {
        DeliveryOutcome first = null;
        for (DeliveryOutcome outcome : report.outcomes().values()) {
            if (!(outcome instanceof DeliveryOutcome.Delivered)) {
                return outcome.reason();
            }
            first = first == null ? outcome : first;
        }
        return first == null ? "nobody was tried" : first.reason();
    }
}
