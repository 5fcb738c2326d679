// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.operations;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.notificationgateway.delivery.SenderCircuitBreaker;
import org.notificationgateway.delivery.SmtpServers;
import org.notificationgateway.outbox.Forecast;
import org.notificationgateway.outbox.Lane;
import org.notificationgateway.outbox.QueueDepth;
import org.notificationgateway.outbox.Queues;
import org.notificationgateway.outbox.ledger.Ledger;
import org.notificationgateway.settings.Senders;
import org.notificationgateway.smtp.Budget;
import org.notificationgateway.smtp.Budgets;
import org.notificationgateway.smtp.Profile;
import org.notificationgateway.smtp.SmtpServer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reckons from what waits at a destination, and how fast mail leaves there, when the last of it will have left. The rate is
 * the one that the profile allows; a lower one if that was seen for two minutes, and any that was seen where no profile is
 * set. Safe to share.
 */
public final class SendingForecast implements Forecast {
    private static final Logger LOG = LoggerFactory.getLogger("gateway.outbox");
    private static final long REFRESH_NANOS = 20_000_000;
    private static final Duration SEEN = Duration.ofMinutes(2);
    private static final Duration SOON = Duration.ofMinutes(1);
    private static final double CLEARLY_LOWER = 0.9;
    private static final double SLACK = 1.01; // of a place in the minute

    private final Senders senders;
    private final SmtpServers servers;
    private final Budgets budgets;
    private final SenderCircuitBreaker breaker;
    private final Clock clock;
    private final int steps;
    private final Map<String, Flow> flows = new ConcurrentHashMap<>(); // by sender
    private final Ledger ledger;
    private final Map<String, Integer> expiring = new ConcurrentHashMap<>(); // by sender
    private volatile Map<String, QueueDepth> depths = Map.of();
    private final @Nullable UnaryOperator<Map<String, QueueDepth>> fresh;
    private long refreshed;
    private Instant counted = Instant.MIN;
    private boolean told;

    /** What left of a sender's mail, and what came since the queues were looked at. */
    private static final class Flow {
        private final LongAdder left = new LongAdder();
        private final Map<Lane, LongAdder> came = new EnumMap<>(Lane.class);
        private final LongAdder recipients = new LongAdder(); // of those that came
        private final Deque<Sample> samples = new ArrayDeque<>(); // of a time without a pause in which mail waited
        private volatile double each = 1; // recipients of a mail that waits, on average
        private final LastHour lastHour;
        private final Map<Lane, List<String>> queues = new EnumMap<>(Lane.class); // of a lane and those before it

        Flow(String sender, int steps, Clock clock) {
            lastHour = new LastHour(clock);
            List<String> sofar = new ArrayList<>();
            for (Lane lane : Lane.values()) {
                came.put(lane, new LongAdder());
                sofar.add(Queues.outboxOf(sender, lane));
                for (int step = 1; lane == Lane.NORMAL && step <= steps; step++) {
                    sofar.add(Queues.waitOf(sender, step));
                }
                queues.put(lane, List.copyOf(sofar));
            }
        }
    }

    private record Sample(Instant at, long left) {}

    /**
     * @param ledger knows when mails expire
     * @param steps of retries, each with a queue for each sender
     * @param fresh what the queues hold now, given what was known of them; null if that takes long to find out
     */
    public SendingForecast(
            Senders senders, SmtpServers servers, Budgets budgets, SenderCircuitBreaker breaker, Ledger ledger, Clock clock,
            int steps, @Nullable UnaryOperator<Map<String, QueueDepth>> fresh) {
        this.senders = senders;
        this.servers = servers;
        this.budgets = budgets;
        this.breaker = breaker;
        this.ledger = ledger;
        this.clock = clock;
        this.steps = steps;
        this.fresh = fresh;
    }

    private Flow flow(String sender) {
        Flow known = flows.get(sender); // without the lock of computeIfAbsent
        return known != null ? known : flows.computeIfAbsent(sender, any -> new Flow(sender, steps, clock));
    }

    /** A mail has left its queue for good. */
    void left(String sender) {
        flow(sender).left.increment();
        flow(sender).lastHour.count();
    }

    /** How many mails have left in each minute of the last hour, the present one last; through this process alone. */
    public List<Integer> lastHour(String sender) {
        return flow(sender).lastHour.minutes();
    }

    /** Takes what the queues hold now. */
    void look(Map<String, QueueDepth> now) {
        take(now);
        Instant time = clock.instant();
        for (String sender : senders.names()) {
            Flow flow = flow(sender);
            synchronized (flow.samples) {
                if (waiting(sender, Lane.LOW) == 0 || breaker.isOpen(sender)) {
                    flow.samples.clear();
                    continue;
                }
                flow.samples.addLast(new Sample(time, flow.left.sum()));
                while (flow.samples.getFirst().at().isBefore(time.minus(SEEN))) {
                    flow.samples.removeFirst();
                }
            }
        }
        count(time);
    }

    /** Looks anew, if that is cheap and the last look is some milliseconds old. */
    private boolean refresh() {
        if (fresh == null) {
            return false;
        }
        synchronized (this) {
            long now = System.nanoTime();
            if (now - refreshed > REFRESH_NANOS) {
                take(fresh.apply(depths));
                refreshed = System.nanoTime();
            }
        }
        return true;
    }

    private void take(Map<String, QueueDepth> now) {
        flows.forEach((sender, flow) -> {
            flow.each = each(sender);
            flow.came.values().forEach(LongAdder::reset);
            flow.recipients.reset();
        });
        depths = now;
    }

    /** Recipients of a mail that waits: of those at the last look, and of those that came since. */
    private double each(String sender) {
        Flow flow = flow(sender);
        double mails = waiting(sender, Lane.LOW);
        double came = flow.came.values().stream().mapToLong(LongAdder::sum).sum();
        return mails == 0 ? flow.each : ((mails - came) * flow.each + flow.recipients.sum()) / mails;
    }

    /** How many will be too late, once a minute; and once, soon after the start, what waits and until when. */
    private void count(Instant now) {
        if (now.isBefore(counted.plus(SOON)) || depths.isEmpty()) {
            return;
        }
        counted = now;
        for (String sender : senders.names()) {
            countRecipients(sender);
            Duration left = untilEmpty(sender, Lane.LOW);
            int before = expiring.getOrDefault(sender, 0);
            int late = left == null || left.compareTo(SOON) <= 0 ? 0 : late(sender, now, now.plus(left));
            expiring.put(sender, late);
            if (left != null && left.compareTo(SOON) > 0 && (!told || late > 0 && before == 0)) {
                LOG.warn("sender {}: {} mails wait, and the last leaves about {}{}", sender, (long) waiting(sender, Lane.LOW),
                        now.plus(left).truncatedTo(ChronoUnit.MINUTES), late > 0 ? "; " + late + " of them expire before" : "");
            }
        }
        told = true;
    }

    /** Where a day has its limit: what waits may have come before the gateway was started. */
    private void countRecipients(String sender) {
        SmtpServer server = servers.of(sender);
        if (server == null || server.profile().recipientsPerDay() == Profile.NO_LIMIT || waiting(sender, Lane.LOW) == 0) {
            return;
        }
        try {
            double each = ledger.recipientsOfAWaitingMail(sender);
            flow(sender).each = each == 0 ? flow(sender).each : each;
        } catch (IOException e) {
            LOG.debug("the ledger does not tell who waits", e);
        }
    }

    /** Mails leave in the order in which they came: those whose turn comes after their end. */
    private int late(String sender, Instant now, Instant end) {
        try {
            List<long[]> waiting = ledger.expiring(sender, now.toEpochMilli(), end.toEpochMilli());
            long first = waiting.stream().mapToLong(mail -> mail[0]).min().orElse(0);
            long last = waiting.stream().mapToLong(mail -> mail[0]).max().orElse(0);
            long time = Duration.between(now, end).toMillis();
            return (int) waiting.stream()
                    .filter(mail -> now.toEpochMilli() + time * ((mail[0] - first) / (double) Math.max(1, last - first)) > mail[1])
                    .count();
        } catch (IOException e) {
            LOG.debug("the ledger does not tell what expires", e);
            return 0;
        }
    }

    /** For metrics. */
    double seconds(String sender) {
        Duration left = untilEmpty(sender, Lane.LOW);
        return left == null ? Double.NaN : left.toMillis() / 1000.0;
    }

    /** For metrics. */
    double expiring(String sender) {
        return expiring.getOrDefault(sender, 0);
    }

    @Override
    public void accepted(String sender, Lane lane, int recipients) {
        flow(sender).came.get(lane).increment();
        flow(sender).recipients.add(recipients);
    }

    @Override
    public @Nullable Instant lastLeaves(String sender, Lane lane) {
        Duration left = untilEmpty(sender, lane);
        if (left != null && left.compareTo(SOON.dividedBy(2)) > 0 && refresh()) { // what has just come may be counted twice
            left = untilEmpty(sender, lane);
        }
        return left == null || left.compareTo(SOON) <= 0 ? null : clock.instant().plus(left);
    }

    /** How long until the last of these lanes has left; null if nobody can tell. */
    @Nullable Duration untilEmpty(String sender, Lane lane) {
        List<String> sharing = sharing(sender);
        double waiting = sharing.stream().mapToDouble(one -> waiting(one, lane)).sum();
        if (waiting == 0) {
            return Duration.ZERO;
        }
        SmtpServer server = servers.of(sender);
        double rate = rate(sharing, server);
        if (rate <= 0) {
            return null;
        }
        Duration pause = Duration.ofSeconds(breaker.secondsLeft(sender));
        double recipients = sharing.stream().mapToDouble(one -> waiting(one, lane) * each(one)).sum();
        Budget budget = server == null ? Budget.UNLIMITED : budgets.of(server);
        return budget.untilRecipients(Math.round(recipients), pause, rate * recipients / waiting);
    }

    /** All senders whose mail goes to the same destination. */
    private List<String> sharing(String sender) {
        Object destination = servers.destination(sender);
        List<String> sharing = new ArrayList<>(List.of(sender));
        for (String other : senders.names()) {
            if (destination != null && !other.equals(sender) && destination.equals(servers.destination(other))) {
                sharing.add(other);
            }
        }
        return sharing;
    }

    /** What waits in a lane and those before it, with what came since the last look. */
    private double waiting(String sender, Lane lane) {
        Flow flow = flow(sender);
        double sum = 0;
        for (String queue : flow.queues.get(lane)) {
            sum += depth(queue);
        }
        for (Map.Entry<Lane, LongAdder> came : flow.came.entrySet()) {
            sum += came.getKey().compareTo(lane) <= 0 ? came.getValue().sum() : 0;
        }
        return sum;
    }

    private double depth(String queue) {
        QueueDepth depth = depths.get(queue);
        return depth == null ? 0 : depth.messages();
    }

    /** Mails a second. */
    private double rate(List<String> sharing, @Nullable SmtpServer server) {
        double seen = 0;
        Duration longest = Duration.ZERO;
        for (String sender : sharing) {
            Deque<Sample> samples = flow(sender).samples;
            synchronized (samples) {
                if (samples.size() > 1) {
                    Duration time = Duration.between(samples.getFirst().at(), samples.getLast().at());
                    longest = longest.compareTo(time) < 0 ? time : longest;
                    seen += (samples.getLast().left() - samples.getFirst().left()) * 1000.0 / Math.max(1, time.toMillis());
                }
            }
        }
        if (server == null || server.profile().mailsPerMinute() == Profile.NO_LIMIT) {
            return seen;
        }
        double allowed = server.profile().mailsPerMinute() / 60.0 / SLACK;
        boolean isSlower = longest.compareTo(SEEN.dividedBy(2)) > 0 && seen < CLEARLY_LOWER * allowed;
        return isSlower ? seen : allowed;
    }
}
