// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox;

import jakarta.jms.JMSException;
import jakarta.jms.Message;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.notificationgateway.outbox.ledger.Ledger;
import org.notificationgateway.outbox.ledger.LedgerRow;
import org.notificationgateway.outbox.ledger.Outcome;
import org.notificationgateway.outbox.ledger.Recipient;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the ledger what became of recipients before the broker lets go of their entries, so that an entry that a crash
 * brings back is not sent again; makes dead letters of entries that nobody can read; and deletes the files of mails that
 * everybody has. Safe to share.
 */
public final class EntryClosing {
    private static final Logger LOG = LoggerFactory.getLogger("gateway.outbox");
    private static final int MOST_UNWRITTEN = 100_000;

    private final Ledger ledger;
    private final @Nullable MailFiles files;
    private final Clock clock;
    private final Steering steering;
    private final OutboxCodec codec = new OutboxCodec();
    private final Queue<Outcome> unwritten = new ConcurrentLinkedQueue<>();
    private final Set<String> inDoubt = ConcurrentHashMap.newKeySet(); // settled, but perhaps still in their queue
    private volatile boolean failing;

    /**
     * @param files where large mails lie; null if none does
     * @param steering is told of mails that are out of everybody's hands
     */
    public EntryClosing(Ledger ledger, @Nullable MailFiles files, Clock clock, Steering steering) {
        this.ledger = ledger;
        this.files = files;
        this.clock = clock;
        this.steering = steering;
    }

    /**
     * Before the broker commits. A ledger that cannot be written holds nobody up: the commit itself settles the entries,
     * and the outcomes are written as soon as they can be.
     *
     * @param decisions null for an entry of which nothing became final
     */
    void close(List<@Nullable Settlement> decisions) {
        List<Outcome> outcomes = new ArrayList<>();
        for (Outcome late = unwritten.poll(); late != null; late = unwritten.poll()) {
            outcomes.add(late); // before what came after it
        }
        decisions.stream().filter(Objects::nonNull).map(Settlement::outcomes).forEach(outcomes::addAll);
        if (outcomes.isEmpty()) {
            return;
        }
        outcomes.forEach(outcome -> inDoubt.add(outcome.mail()));
        try {
            ledger.settle(outcomes);
            failing = false;
        } catch (IOException e) {
            if (!failing) {
                LOG.warn("{} cannot note what became of mails, and will: {}", ledger, e.getMessage());
            }
            failing = true;
            outcomes.subList(0, Math.min(outcomes.size(), Math.max(0, MOST_UNWRITTEN - unwritten.size())))
                    .forEach(unwritten::add);
        }
    }

    /** Outcomes that the ledger could not note yet. */
    public int behind() {
        return unwritten.size();
    }

    /**
     * What the ledger knows of an entry's recipients, by address. Into the queues of the embedded broker this process alone
     * puts entries: of a mail it has accepted itself, the ledger knows nothing unless a commit was left in doubt.
     */
    public Map<String, Outcome> settledBefore(String token) throws IOException {
        boolean isNew = files != null && ledger.isOurs(token) && !inDoubt.contains(token);
        return isNew ? Map.of() : ledger.outcomes(token);
    }

    /** What the ledger knows of this mail has changed, and is asked for when its turn comes. */
    void doubt(String token) {
        inDoubt.add(token);
    }

    /** After the broker has committed. */
    void closed(Collection<@Nullable Settlement> decisions) {
        for (Settlement decision : decisions) {
            if (decision != null) {
                decision.outcomes().forEach(outcome -> {
                    inDoubt.remove(outcome.mail());
                    if (outcome.state() == Outcome.State.CANCELLED) {
                        steering.settled(outcome.mail());
                    } else {
                        steering.ends(outcome.mail());
                    }
                });
            }
            if (files != null && decision != null && decision.filed() != null && decision.isDone()) {
                removeFile(decision.filed());
            }
        }
    }

    /** Deletes the file of a mail if everybody has the mail, or an operator has dropped it for the rest. */
    void removeFile(String token) {
        try {
            if (files != null && ledger.isSettled(token)) {
                files.delete(token);
            }
        } catch (IOException e) {
            LOG.warn("The file of mail {} could not be deleted: {}", token, e.getMessage());
        }
    }

    /** Before a letter is sent again: its recipients wait from now on. */
    void reopen(DeadLetter letter) throws JMSException {
        OutboxEntry entry = letter.entry();
        if (entry != null && !entry.token().isEmpty()) {
            written(() -> ledger.reopen(entry.token(), letter.recipients().stream().map(Recipient::address).toList()));
        }
    }

    /** Before a letter is dropped: nobody of it will get the mail. */
    void dropping(DeadLetter letter) throws JMSException {
        OutboxEntry entry = letter.entry();
        if (entry != null && !entry.token().isEmpty()) {
            written(() -> ledger.settle(letter.recipients().stream()
                    .map(one -> new Outcome(entry.token(), one.address(), Outcome.State.DROPPED, one.reason()))
                    .toList()));
        }
    }

    /** After a letter was dropped. */
    void dropped(DeadLetter letter) {
        OutboxEntry entry = letter.entry();
        if (entry != null && entry.file() != null) {
            removeFile(entry.token());
        }
    }

    private static void written(LedgerCall call) throws JMSException {
        try {
            call.run();
        } catch (IOException e) {
            JMSException failure = new JMSException("the ledger cannot be written: " + e.getMessage());
            failure.initCause(e);
            throw failure;
        }
    }

    /** What is written into the ledger. */
    @FunctionalInterface
    private interface LedgerCall {
        void run() throws IOException;
    }

    /** Sends the dead letter of an entry that nobody can read, in the transaction that consumes it. */
    Settlement giveUp(Message stored, DamagedEntryException damage, Sends sends) throws JMSException {
        String reason = String.valueOf(damage.getMessage());
        OutboxEntry head = damage.entry();
        byte[] letter;
        List<Outcome> outcomes;
        String name;
        String id;
        if (head == null || head.pending().isEmpty()) {
            String token = stored.propertyExists(EntryProperties.MAIL) ? stored.getStringProperty(EntryProperties.MAIL) : "";
            LedgerRow row = row(token);
            letter = Redelivery.body(stored);
            id = UUID.randomUUID().toString();
            name = row == null ? "an entry" : row.key().sender() + "/" + row.key().id();
            outcomes = outcomes(row, reason);
        } else {
            OutboxEntry dead = head.givenUp(reason, clock.instant());
            letter = codec.encode(dead);
            id = String.valueOf(dead.deadId());
            name = head.name();
            outcomes = dead.recipients().stream()
                    .map(one -> new Outcome(dead.token(), one.address(), Outcome.State.GIVEN_UP, reason))
                    .toList();
        }
        sends.send(Queues.DEAD, letter, Map.of(DeadLetters.ID, id));
        LOG.error("{} given up, nobody gets it: {} (dead letter {})", name, reason, id);
        return new Settlement(name, true, null, null, null, null, outcomes, reason, null);
    }

    private @Nullable LedgerRow row(String token) {
        try {
            return token.isEmpty() ? null : ledger.row(token);
        } catch (IOException e) {
            return null;
        }
    }

    private static List<Outcome> outcomes(@Nullable LedgerRow row, String reason) {
        try {
            return row == null
                    ? List.of()
                    : row.addressees().stream()
                            .map(one -> new Outcome(row.mail(), one, Outcome.State.GIVEN_UP, reason))
                            .toList();
        } catch (IOException e) {
            return List.of();
        }
    }
}
