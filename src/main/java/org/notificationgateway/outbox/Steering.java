// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox;

import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.notificationgateway.delivery.Standstill;
import org.notificationgateway.outbox.ledger.Order;
import org.notificationgateway.outbox.ledger.OrderBook;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets people steer waiting mail: hold a sender, cancel a mail, or have it tried now. Orders stand in the ledger; here is what
 * this gateway knows of them, without asking the ledger for each mail. Safe to share.
 */
public final class Steering {
    private static final Logger LOG = LoggerFactory.getLogger("gateway.outbox");
    private static final Standing DELIVERING = new Standing("", true);
    private static final int LOOKS_BETWEEN_CLEANINGS = 600;

    private final OrderBook book;
    private final Clock clock;
    private final Consumer<Order> senders;
    private final Map<String, Standing> mails = new ConcurrentHashMap<>(); // in somebody's hands, or cancelled
    private final ConcurrentLinkedQueue<Order> due = new ConcurrentLinkedQueue<>();
    private final ReadWriteLock beginning = new ReentrantReadWriteLock();
    private volatile Map<String, List<Hold>> holds = Map.of(); // by sender, the latest last
    private long seen = -1;
    private int looks;
    private boolean failing;

    /**
     * What is known of a mail.
     *
     * @param cancelled by whom; empty if it is not
     * @param delivering true while a mail is in somebody's hands; what was cancelled meanwhile is so only if it comes back
     */
    private record Standing(String cancelled, boolean delivering) {}

    /**
     * A time in which nothing of a sender is delivered.
     *
     * @param until null while it lasts
     */
    public record Hold(Instant since, @Nullable Instant until, String who) {}

    /** @param senders does what else an order to release or to retry a sender means */
    public Steering(OrderBook book, Clock clock, Consumer<Order> senders) {
        this.book = book;
        this.clock = clock;
        this.senders = senders;
    }

    /** Looks for new orders. A ledger that cannot be read changes nothing. */
    public synchronized void look() {
        try {
            if (seen < 0 || ++looks % LOOKS_BETWEEN_CLEANINGS == 0) {
                long latest = book.latest(); // first: what comes in between is looked at twice
                List<Order> standing = book.standing();
                Set<String> cancelled = standing.stream().map(Order::mail).collect(Collectors.toSet());
                mails.entrySet().removeIf(one -> !one.getValue().delivering() && !cancelled.contains(one.getKey()));
                note(standing, Map.of());
                seen = seen < 0 ? latest : seen;
            }
            List<Order> orders = book.after(seen);
            note(orders, holds);
            for (Order order : orders) {
                if (order.kind() == Order.Kind.RETRY || order.kind() == Order.Kind.CANCEL) {
                    due.add(order); // a cancelled mail is taken up, to be settled
                }
                if (order.mail().isEmpty()) {
                    senders.accept(order);
                }
                seen = order.seq();
            }
            failing = false;
        } catch (IOException e) {
            if (!failing) {
                LOG.warn("The orders about waiting mail cannot be read, and will be: {}", e.getMessage());
            }
            failing = true;
        }
    }

    private void note(List<Order> orders, Map<String, List<Hold>> before) {
        Map<String, List<Hold>> after = new HashMap<>();
        before.forEach((sender, all) -> after.put(sender, new ArrayList<>(all)));
        for (Order order : orders) {
            List<Hold> all = after.computeIfAbsent(order.sender(), sender -> new ArrayList<>());
            Hold last = all.isEmpty() ? null : all.get(all.size() - 1);
            boolean held = last != null && last.until() == null;
            Instant at = Instant.ofEpochMilli(order.at());
            if (order.kind() == Order.Kind.HOLD && !held) {
                all.add(new Hold(at, null, order.who()));
            } else if (order.kind() == Order.Kind.RELEASE && held) {
                all.set(all.size() - 1, new Hold(last.since(), at, last.who()));
            } else if (order.kind() == Order.Kind.CANCEL) {
                mails.compute(order.mail(), (mail, now) -> new Standing(order.who(), now != null && now.delivering()));
            }
        }
        holds = after;
    }

    /** True while nothing of this sender is to be delivered. */
    public boolean isHeld(String sender) {
        return !holds.isEmpty() && hold(sender).isPresent();
    }

    /** Since when and by whom a sender is held. */
    public Optional<Hold> hold(String sender) {
        List<Hold> all = holds.getOrDefault(sender, List.of());
        return all.isEmpty() || all.get(all.size() - 1).until() != null ? Optional.empty() : Optional.of(all.get(all.size() - 1));
    }

    /** When since then a sender was held. */
    public List<Standstill> heldSince(String sender, Instant since) {
        return holds.getOrDefault(sender, List.of()).stream()
                .map(hold -> new Standstill(hold.since(), hold.until() == null ? clock.instant() : hold.until()))
                .filter(hold -> hold.to().isAfter(since))
                .toList();
    }

    /** Orders to take mail up before its time, each once. */
    public List<Order> due() {
        List<Order> taken = new ArrayList<>();
        for (Order next = due.poll(); next != null; next = due.poll()) {
            taken.add(next);
        }
        return taken;
    }

    /** Takes a mail into somebody's hands; null, or by whom it was cancelled instead. */
    @Nullable String begins(String mail) {
        if (mail.isEmpty()) {
            return null; // the ledger does not know it
        }
        beginning.readLock().lock();
        Standing now;
        try {
            now = mails.compute(mail, (token, before) -> before == null ? DELIVERING : before);
        } finally {
            beginning.readLock().unlock();
        }
        return now.cancelled().isEmpty() || now.delivering() ? null : now.cancelled();
    }

    /** What is done with mails that are in nobody's hands. */
    @FunctionalInterface
    interface Apart {
        void with(List<String> mails) throws IOException;
    }

    /** Does something to those of some mails that nobody delivers, while nobody takes one up; returns the others. */
    List<String> apart(Collection<String> some, Apart work) throws IOException {
        beginning.writeLock().lock();
        try {
            Map<Boolean, List<String>> parts = some.stream().collect(Collectors.partitioningBy(mail -> {
                Standing now = mails.get(mail);
                return now != null && now.delivering();
            }));
            work.with(parts.get(false));
            return parts.get(true);
        } finally {
            beginning.writeLock().unlock();
        }
    }

    /** What became of the mail is known and written, or nothing was done with it. */
    void ends(String mail) {
        mails.computeIfPresent(mail, (token, now) -> now.cancelled().isEmpty() ? null : new Standing(now.cancelled(), false));
    }

    /** Nobody waits for a cancelled mail any more. */
    void settled(String mail) {
        mails.remove(mail);
    }

    /** Holds a sender, releases it, or has all its mail tried now. */
    public void order(Order.Kind kind, String sender, String who) throws IOException {
        book.add(kind, sender, "", who);
        look();
    }

    /** Has a mail tried now. */
    public void retry(String sender, String mail, String who) throws IOException {
        book.add(Order.Kind.RETRY, sender, mail, who);
        look();
    }

    /** Cancels a mail for those who wait; false if it is being delivered, so that nobody can say who gets it. */
    public synchronized boolean cancel(String sender, String mail, String who) throws IOException {
        boolean before = mails.containsKey(mail);
        if (mails.computeIfAbsent(mail, token -> new Standing(who, false)).delivering()) {
            return false;
        }
        try {
            book.add(Order.Kind.CANCEL, sender, mail, who);
        } catch (IOException e) {
            if (!before) {
                mails.remove(mail);
            }
            throw e;
        }
        look();
        return true;
    }

    /** True if a mail that waits is cancelled. */
    public boolean isCancelled(String mail) {
        Standing standing = mails.get(mail);
        return standing != null && !standing.cancelled().isEmpty();
    }
}
