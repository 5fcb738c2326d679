// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleSupplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.notificationgateway.delivery.DeliveryOutcome;
import org.notificationgateway.delivery.DeliveryReport;

/**
 * Decides what becomes of an entry after an attempt: done, tried again later, given up, or some of each. Recipients
 * who have the mail are never tried again. Safe to share.
 */
public final class RetryPlan {
    private static final double JITTER = 0.1; // spreads what failed together
    private static final Recipient.State[] STATES = Recipient.State.values();
    private static final Pattern ADDRESS = Pattern.compile("[^\\s<>()\",;:]+@[^\\s<>()\",;:]+");

    private final List<Duration> delays;
    private final Duration maxAge;
    private final Clock clock;
    private final DoubleSupplier random;

    /**
     * @param delays wait before the second attempt, the third, …; the last one repeats; at least one
     * @param maxAge counted from acceptance, or from a resend; no attempt starts later
     * @param random numbers from 0 to 1, for the jitter
     */
    public RetryPlan(List<Duration> delays, Duration maxAge, Clock clock, DoubleSupplier random) {
        this.delays = List.copyOf(delays);
        this.maxAge = maxAge;
        this.clock = clock;
        this.random = random;
        if (delays.isEmpty()) {
            throw new IllegalArgumentException("delivery.retry-delays is empty: expected at least one delay");
        }
    }

    /** True when the request forbids delivery from now on: a dead reset link is worse than none. */
    public boolean isExpired(OutboxEntry entry) {
        Instant end = entry.expiresAt();
        return end != null && !clock.instant().isBefore(end);
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
        String name = entry.sender() + "/" + entry.id();
        List<Recipient> pending = in(after, Recipient.State.PENDING);
        List<Recipient> dead = in(after, Recipient.State.GIVEN_UP);
        dead.removeAll(entry.recipients()); // those have their dead letter already
        if (pending.isEmpty() && dead.isEmpty()) {
            return new Settlement(name, tried, null, null, null, summary);
        }
        List<Attempt> history = tried
                ? Stream.concat(entry.history().stream(), Stream.of(new Attempt(attempts, now, summary))).toList()
                : entry.history();
        Duration delay = tried ? delay(attempts) : Duration.ZERO; // it waits for its sender, not for its time
        boolean tooOld = now.plus(delay).isAfter(entry.startedAt().plus(maxAge));
        if (tooOld) {
            pending.forEach(recipient -> dead.add(new Recipient(recipient.address(), Recipient.State.GIVEN_UP,
                    "not delivered within " + maxAge + "; last: " + recipient.reason())));
            pending.clear();
        }
        OutboxEntry retry = pending.isEmpty() ? null : entry.tried(after, attempts, history);
        OutboxEntry letter = dead.isEmpty() ? null : entry.givenUp(dead, attempts, history, now);
        return new Settlement(name, tried, retry, retry == null ? null : now.plus(delay), letter, summary);
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

    private Duration delay(int attempts) {
        Duration plain = delays.get(Math.min(attempts, delays.size()) - 1);
        double factor = 1 + JITTER * (2 * random.getAsDouble() - 1);
        return Duration.ofMillis(Math.round(plain.toMillis() * factor));
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
                .append(reason.indexOf('@') < 0 ? reason : ADDRESS.matcher(reason).replaceAll("***"))
                .toString();
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

    /** Reads {@code 30s,1m,2h} as the routes' settings write durations. */
    public static List<Duration> delays(String text) {
        return Arrays.stream(text.split(",", -1)).map(String::strip).map(Durations::parse).toList();
    }
}
