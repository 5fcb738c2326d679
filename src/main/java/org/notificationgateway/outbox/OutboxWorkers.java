// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.notificationgateway.delivery.DeliveryReport;
import org.notificationgateway.delivery.SenderCircuitBreaker;
import org.notificationgateway.delivery.SmtpServers;
import org.notificationgateway.smtp.Budget;
import org.notificationgateway.smtp.Budgets;
import org.notificationgateway.smtp.SmtpServer;

/**
 * Empties the outboxes of all senders, lane by lane. Senders of one destination share its workers; no destination holds up
 * another.
 * Large entries have workers of their own, since they wait for room in memory. Safe to share.
 */
public final class OutboxWorkers {
    private static final int LARGE_ONES_AT_A_TIME = 6;
    private static final int LARGE_GROUP = 4;
    private static final int AHEAD = 524_288;
    private static final int LARGE_AHEAD = 4_194_304; // some mails: for each pause in one the broker wakes four threads

    private final EntryReceivers receivers;
    private final Settlements settlements;
    private final Parts parts;
    private final Map<String, Destined> destinations = new HashMap<>();
    private final Map<String, Sender> running = new LinkedHashMap<>();
    private @Nullable Start start;

    /**
     * How entries are settled.
     *
     * @param group most entries of one commit
     * @param room in memory for large ones
     * @param redelivery when an entry is taken up again that could not be settled
     * @param closing is told what became of entries
     */
    public record Settlements(int group, LargeEntryMemory room, Redelivery redelivery, EntryClosing closing) {}

    /** Counts what becomes of mails. */
    public interface Meters {
        /** After each attempt. */
        void settled(String sender, DeliveryReport report, Admission admission, Settlement settlement);

        /** For a mail that nobody gets any more. */
        void expired(String sender, OutboxEntry entry);

        /** For a mail that was taken back. */
        default void cancelled(String sender, OutboxEntry entry) {}

        /**
         * For a route that failed, before or behind the delivery.
         *
         * @param step its id and place; empty if it is not known
         */
        default void failed(String step, String reason) {}
    }

    /**
     * What every sender's deliveries share.
     *
     * @param policy says who may have a mail
     * @param circuit is opened for a sender when a route does not say what it did
     * @param servers where senders' mail goes
     * @param budgets of the destinations
     * @param steering says what is held or cancelled
     * @param erasing takes out who was erased
     * @param scarce true while the disk has no room for many retries
     */
    public record Parts(
            OutboxCodec codec, AdmissionControl policy, RetryPlan plan, SenderCircuitBreaker circuit, SmtpServers servers, Budgets budgets,
            Meters meters, Steering steering, EntryErasing erasing, BooleanSupplier scarce) {}

    /** What is at work for a sender. */
    private record Sender(String destination, List<EntryConsumer> consumers) {}

    /** The workers of a destination, and how many senders they work for. */
    private static final class Destined {
        private final LaneWorkers small;
        private final LaneWorkers large;
        private int senders;

        Destined(String name, int workers, Budget budget) {
            small = new LaneWorkers("outbox-" + name, workers, budget);
            large = new LaneWorkers("outbox-" + name + "-large", LARGE_ONES_AT_A_TIME, budget);
        }
    }

    private record Start(int workers, EntryDelivery.Route route) {}

    /** @param receivers where entries come from */
    public OutboxWorkers(EntryReceivers receivers, Settlements settlements, Parts parts) {
        this.receivers = receivers;
        this.settlements = settlements;
        this.parts = parts;
    }

    /** Begins with these senders; each of their small mails goes through the route, so many at a time. */
    synchronized void start(Collection<String> senders, int workers, EntryDelivery.Route route) {
        if (start != null) {
            throw new IllegalStateException("outbox: another route takes the mail already, and this one would get none:"
                    + " expected one route from: outbox, with a choice for each way");
        }
        start = new Start(workers, route);
        senders.forEach(this::add);
    }

    /** Begins with a sender that came later, if the others have begun. */
    public synchronized void add(String sender) {
        Start how = start;
        if (how == null || running.containsKey(sender)) {
            return;
        }
        EntryConsumer.Work work = new EntryConsumer.Work(
                settlements.room(), settlements.redelivery(), new EntryDelivery(sender, parts, how.route()),
                settlements.closing(), any -> parts.circuit().isOpen(sender) || parts.steering().isHeld(sender));
        SmtpServer server = parts.servers().of(sender);
        Budget budget = server == null ? Budget.UNLIMITED : parts.budgets().of(server);
        String destination = destination(sender);
        Destined workers = destinations.computeIfAbsent(destination, any -> new Destined(place(sender), how.workers(), budget));
        workers.senders++;
        Sender started = new Sender(destination, new ArrayList<>());
        int group = settlements.group();
        for (Lane lane : Lane.values()) {
            String queue = Queues.outboxOf(sender, lane);
            started.consumers().add(new EntryConsumer(
                    receivers, new ConsumerPlan(queue, false, how.workers(), group, AHEAD, budget.isPaced()), work,
                    workers.small.of(sender, lane)));
            started.consumers().add(new EntryConsumer(
                    receivers,
                    new ConsumerPlan(queue, true, LARGE_ONES_AT_A_TIME, Math.min(group, LARGE_GROUP), LARGE_AHEAD, budget.isPaced()),
                    work, workers.large.of(sender, lane)));
        }
        running.put(sender, started);
        started.consumers().forEach(EntryConsumer::start);
    }

    /** With what it allows, since its workers go by that. */
    private String destination(String sender) {
        SmtpServer server = parts.servers().of(sender);
        return place(sender) + (server == null ? "" : " " + server.profile());
    }

    /** A pickup directory is a destination of its own. */
    private String place(String sender) {
        return Objects.requireNonNullElse(parts.servers().destination(sender), sender).toString();
    }

    /** After the settings of a sender have changed: its mail may go elsewhere now, or at another pace. */
    public void refresh(String sender) {
        Sender known;
        synchronized (this) {
            known = running.get(sender);
        }
        if (known != null && !known.destination().equals(destination(sender))) {
            remove(sender);
            add(sender);
        }
    }

    /** Ends with a sender that is gone; its entries wait in their queue. */
    public void remove(String sender) {
        Sender ended;
        synchronized (this) {
            ended = running.remove(sender);
        }
        if (ended != null) {
            close(List.of(ended));
        }
    }

    /** Ends with all: takes no more, waits for what is being delivered, and settles it. */
    void stop() {
        List<Sender> ended;
        synchronized (this) {
            start = null;
            ended = List.copyOf(running.values());
            running.clear();
        }
        close(ended);
    }

    private void close(List<Sender> senders) {
        senders.parallelStream().flatMap(sender -> sender.consumers().stream()).forEach(EntryConsumer::close);
        senders.forEach(sender -> leave(sender.destination()));
    }

    /** The last sender that leaves a destination ends its workers. */
    private synchronized void leave(String destination) {
        Destined workers = destinations.get(destination);
        if (workers != null && --workers.senders == 0) {
            destinations.remove(destination);
            workers.small.close();
            workers.large.close();
        }
    }
}
