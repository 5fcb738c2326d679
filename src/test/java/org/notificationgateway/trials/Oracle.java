// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.trials;

import jakarta.mail.MessagingException;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Tells lost, altered and doubled mail from mail that is where it should be: a ledger of what callers offered, what was
 * accepted, and what came out at the other end. A mail that was offered and not accepted may arrive; it may not arrive
 * altered.
 */
final class Oracle {
    private final Map<String, String> offered = new ConcurrentHashMap<>();
    private final Set<String> accepted = ConcurrentHashMap.newKeySet();
    private final Map<String, Integer> arrived = new ConcurrentHashMap<>();
    private final Queue<String> order = new ConcurrentLinkedQueue<>(); // as they arrived
    private final Map<String, String> firstBytes = new ConcurrentHashMap<>();
    private final List<String> altered = new CopyOnWriteArrayList<>();
    private volatile Set<String> dead = Set.of();
    private volatile long waiting;

    /**
     * What is known at one moment.
     *
     * @param missing accepted, and neither arrived nor a dead letter
     * @param lost missing mails that do not wait either
     */
    record Verdict(int accepted, int arrived, int dead, long waiting, Set<String> missing, long lost, List<String> altered,
            int doubled) {
        boolean isGood() {
            return lost == 0 && altered.isEmpty();
        }

        @Override
        public String toString() {
            return "accepted " + accepted + ", arrived " + arrived + ", dead letters " + dead + ", waiting " + waiting
                    + ", lost " + lost + ", altered " + altered.size() + ", doubled " + doubled
                    + (missing.isEmpty() ? "" : ", missing " + missing.stream().limit(10).toList())
                    + (altered.isEmpty() ? "" : ", altered " + altered.stream().limit(10).toList());
        }
    }

    /** Before it is sent: it may be stored, and arrive, without the caller ever hearing so. */
    void offer(TrialMail mail) {
        offered.put(mail.id(), mail.fingerprint());
    }

    void accept(String id) {
        accepted.add(id);
    }

    /** The bytes of an attempt that the server turned down; all later ones must be the same. */
    void attempt(String from, List<String> to, byte[] bytes) {
        judge(from, to, bytes);
    }

    /** The bytes of an attempt that the server took. */
    void arrive(String from, List<String> to, byte[] bytes) {
        String id = judge(from, to, bytes);
        order.add(id);
        arrived.merge(id, 1, Integer::sum);
    }

    /** The ids of what came out so far, the first one first. */
    List<String> order() {
        return List.copyOf(order);
    }

    private String judge(String from, List<String> to, byte[] bytes) {
        try {
            TrialMail.Arrived mail = TrialMail.Arrived.of(from, to, bytes);
            if (!mail.fingerprint().equals(offered.get(mail.id()))) {
                altered.add(mail.id() + " to " + to + ": not what was sent");
            } else if (!TrialMail.hash(bytes).equals(firstBytes.computeIfAbsent(mail.id(), id -> TrialMail.hash(bytes)))) {
                altered.add(mail.id() + " to " + to + ": not the bytes of an earlier attempt");
            }
            return mail.id();
        } catch (MessagingException | IOException | RuntimeException e) {
            altered.add("a mail to " + to + ": " + e);
            return "unreadable";
        }
    }

    /** What the gateway says about the rest. */
    void account(Collection<String> deadLetters, long stillWaiting) {
        dead = Set.copyOf(deadLetters);
        waiting = stillWaiting;
    }

    int accepted() {
        return accepted.size();
    }

    Verdict verdict() {
        Set<String> missing = new TreeSet<>(accepted);
        missing.removeAll(arrived.keySet());
        missing.removeAll(dead);
        int doubled = arrived.values().stream().mapToInt(times -> times - 1).sum();
        return new Verdict(accepted.size(), arrived.size(), dead.size(), waiting, missing,
                Math.max(0, missing.size() - waiting), List.copyOf(altered), doubled);
    }

    /** For a second life of the same data: what was accepted stays, what came out is forgotten. */
    Oracle again() {
        Oracle again = new Oracle();
        again.offered.putAll(offered);
        again.accepted.addAll(accepted);
        again.firstBytes.putAll(firstBytes);
        return again;
    }
}
