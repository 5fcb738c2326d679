// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.operations;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.support.service.ServiceSupport;
import org.notificationgateway.delivery.DeliveryOutcome;
import org.notificationgateway.delivery.DeliveryReport;
import org.notificationgateway.delivery.SenderCircuitBreaker;
import org.notificationgateway.outbox.Admission;
import org.notificationgateway.outbox.OutboxEntry;
import org.notificationgateway.outbox.OutboxStore;
import org.notificationgateway.outbox.OutboxWorkers;
import org.notificationgateway.outbox.QueueDepth;
import org.notificationgateway.outbox.Queues;
import org.notificationgateway.outbox.Settlement;
import org.notificationgateway.outbox.ledger.Recipient;
import org.notificationgateway.settings.Senders;
import org.notificationgateway.smtp.SmtpClient;

/**
 * Counts what deliveries achieve and measures what waits, for whoever watches from outside. Labels name senders and
 * outcomes, and nothing of a mail.
 */
public final class OutboxMeters extends ServiceSupport implements OutboxWorkers.Meters {
    private static final String SENDER = "sender";

    private final MeterLife life;
    private final Senders senders;
    private final OutboxStore store;
    private final SenderCircuitBreaker breaker;
    private final int steps;
    private final Clock clock;
    private final SendingForecast forecast;
    private final List<SenderGauge> gauges;
    private volatile Map<String, QueueDepth> depths = Map.of();

    /** A gauge for each of the senders, whichever there are. */
    private record SenderGauge(MultiGauge gauge, ToDoubleFunction<String> value) {}

    /**
     * @param interval between two looks into the queues
     * @param steps of retries, each with a queue for each sender
     * @param forecast is told what leaves and what waits
     */
    public OutboxMeters(
            CamelContext context, Senders senders, OutboxStore store, SenderCircuitBreaker breaker, SmtpClient lines,
            Duration interval, int steps, Clock clock, SendingForecast forecast) {
        life = new MeterLife(context, "outbox-meters", interval);
        this.senders = senders;
        this.store = store;
        this.breaker = breaker;
        this.steps = steps;
        this.clock = clock;
        this.forecast = forecast;
        Gauge.builder("gateway.smtp.connections", lines, SmtpClient::open)
                .description("Open SMTP connections")
                .register(life.meters());
        Gauge.builder("gateway.dead.letters", this, self -> self.depth(Queues.DEAD))
                .description("Dead letters that nobody has resent or dropped")
                .register(life.meters());
        gauges = List.of(
                gauge("gateway.outbox.entries", "Mails that wait or are being delivered",
                        this::waiting),
                gauge("gateway.outbox.oldest.seconds", "Age of the oldest of them",
                        this::age),
                gauge("gateway.outbox.forecast.seconds", "Until the last of them has left; not a number if nobody can tell",
                        forecast::seconds),
                gauge("gateway.outbox.expiring", "Those that will pass their expiresAt before they can leave", forecast::expiring),
                gauge("gateway.sender.paused", "1 while the sender's server cannot be used",
                        sender -> breaker.pause(sender).isPresent() ? 1 : 0),
                gauge("gateway.sender.fallback", "1 while another server takes the sender's mail", sender -> breaker.fallsBack(sender) ? 1 : 0),
                gauge("gateway.sender.pause.seconds", "Until the server is tried again", breaker::secondsLeft));
    }

    private SenderGauge gauge(String name, String description, ToDoubleFunction<String> value) {
        return new SenderGauge(MultiGauge.builder(name).description(description).register(life.meters()), value);
    }

    @Override
    public void settled(String sender, DeliveryReport report, Admission admission, Settlement settlement) {
        if (!settlement.hasRetry()) {
            forecast.left(sender);
        }
        OutboxEntry letter = settlement.deadLetter();
        Set<String> dead = letter == null
                ? Set.of()
                : letter.recipients().stream().map(Recipient::address).collect(Collectors.toSet());
        if (!admission.isEmpty() && !report.isNotTried()) {
            life.meters().counter("gateway.attempts", SENDER, sender).increment();
        }
        admission.held().plus(report).outcomes().forEach((address, outcome) -> {
            boolean held = admission.held().outcomes().containsKey(address);
            boolean suppressed = held && outcome instanceof DeliveryOutcome.GiveUp;
            count(sender, suppressed ? "suppressed" : dead.contains(address) ? "given up" : name(outcome), 1);
        });
    }

    @Override
    public void expired(String sender, OutboxEntry entry) {
        count(sender, "expired", entry.pending().size());
    }

    @Override
    public void cancelled(String sender, OutboxEntry entry) {
        count(sender, "cancelled", entry.pending().size());
    }

    private static String name(DeliveryOutcome outcome) {
        if (outcome instanceof DeliveryOutcome.Delivered) {
            return "delivered";
        }
        if (outcome instanceof DeliveryOutcome.NotTried) {
            return "not tried";
        }
        return outcome instanceof DeliveryOutcome.GiveUp ? "given up" : "try again";
    }

    private void count(String sender, String outcome, int recipients) {
        life.meters().counter("gateway.outcomes", SENDER, sender, "outcome", outcome).increment(recipients);
    }

    private double depth(String queue) {
        QueueDepth depth = depths.get(queue);
        return depth == null ? Double.NaN : depth.messages();
    }

    /** What one of the sender's queues lacks is missing of all of it. */
    private double waiting(String sender) {
        return Queues.of(sender, steps).stream().mapToDouble(this::depth).sum();
    }

    private double age(String sender) {
        if (Double.isNaN(waiting(sender))) {
            return Double.NaN;
        }
        return Queues.of(sender, steps).stream()
                .map(depths::get)
                .map(depth -> depth == null ? null : depth.oldest())
                .filter(Objects::nonNull)
                .min(Comparator.naturalOrder())
                .map(oldest -> Math.max(0, Duration.between(oldest, clock.instant()).toMillis() / 1000.0))
                .orElse(0.0);
    }

    @Override
    protected void doStart() {
        life.start(this::look);
    }

    @Override
    protected void doStop() {
        life.stop();
    }

    private void look() {
        List<String> names = senders.names();
        List<String> queues = new ArrayList<>(names.stream().flatMap(name -> Queues.of(name, steps).stream()).toList());
        queues.add(Queues.DEAD);
        depths = Map.copyOf(store.depths(queues));
        forecast.look(depths);
        for (SenderGauge one : gauges) {
            one.gauge().register(names.stream()
                    .map(sender -> MultiGauge.Row.of(Tags.of(SENDER, sender), () -> one.value().applyAsDouble(sender)))
                    .toList());
        }
    }
}
