// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.notificationgateway.mail.ErasedAddress;
import org.notificationgateway.outbox.ledger.Eraser;
import org.notificationgateway.outbox.ledger.Eraser.Trace;

/**
 * Takes an address out of the ledger, so that mail that waits for it is never sent and its entry loses it when its turn comes,
 * which is brought forward. A mail in somebody's hands is left alone: nobody could say whether the address gets it. Safe to share.
 */
public final class MailErasing {
    private static final int AT_ONCE = 100;

    private final Eraser eraser;
    private final EntryClosing closing;
    private final Steering steering;

    /**
     * What was found, and is gone unless it is being delivered.
     *
     * @param texts tags and replies that named the address in mails of others
     * @param waiting mails that are not delivered to it any more
     * @param delivering mails that are in somebody's hands, and left as they were
     */
    public record Counts(int mails, int recipients, int events, int texts, int waiting, int delivering) {
        Counts plus(Trace trace) {
            return new Counts(mails + 1, recipients + trace.recipients(), events + trace.events(), texts + trace.texts(),
                    waiting + (trace.waiting() ? 1 : 0), delivering);
        }

        Counts delivering(int more) {
            return new Counts(mails, recipients, events, texts, waiting, delivering + more);
        }
    }

    /** One order on its way through the ledger. */
    private final class Order {
        private final ErasedAddress address;
        private final boolean dryRun;
        private final String who;
        private final List<Trace> some = new ArrayList<>();
        private Counts counts = new Counts(0, 0, 0, 0, 0, 0);

        Order(ErasedAddress address, boolean dryRun, String who) {
            this.address = address;
            this.dryRun = dryRun;
            this.who = who;
        }

        void add(Trace trace) throws IOException {
            some.add(trace);
            if (some.size() == AT_ONCE) {
                work();
            }
        }

        Counts work() throws IOException {
            Map<String, Trace> traces = new HashMap<>();
            some.forEach(trace -> traces.put(trace.mail(), trace));
            List<Trace> done = new ArrayList<>();
            List<String> tokens = some.stream().map(Trace::mail).toList();
            Set<String> delivering = new HashSet<>(steering.apart(tokens, apart -> {
                if (dryRun) {
                    apart.forEach(token -> done.add(traces.get(token)));
                } else {
                    apart.stream().filter(token -> traces.get(token).held()).forEach(closing::doubt);
                    done.addAll(eraser.erase(address, apart));
                }
            }));
            counts = counts.delivering(delivering.size());
            for (Trace trace : done) {
                counts = counts.plus(trace);
                if (!dryRun && trace.queued()) {
                    steering.retry(trace.sender(), trace.mail(), who);
                }
            }
            some.clear();
            return counts;
        }
    }

    /** @param steering knows which mails are in somebody's hands */
    public MailErasing(Eraser eraser, EntryClosing closing, Steering steering) {
        this.eraser = eraser;
        this.closing = closing;
        this.steering = steering;
    }

    /**
     * Does it, or counts.
     *
     * @param scope senders whose mails are looked at
     */
    public Counts erase(ErasedAddress address, Predicate<String> scope, boolean dryRun, String who) throws IOException {
        Order order = new Order(address, dryRun, who);
        eraser.find(address, trace -> {
            if (scope.test(trace.sender())) {
                order.add(trace);
            }
        });
        return order.work();
    }
}
