// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import jakarta.jms.BytesMessage;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.JMSProducer;
import jakarta.jms.JMSRuntimeException;
import jakarta.jms.Message;
import jakarta.jms.Queue;
import jakarta.jms.QueueBrowser;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.notificationgateway.mail.ErasedAddress;
import org.notificationgateway.mail.MemoryBudget;
import org.notificationgateway.mail.MemoryFullException;
import org.notificationgateway.outbox.ledger.Recipient;

/**
 * Takes an address out of what lies in queues that nobody empties by himself, with any broker: dead letters, expired mail and
 * refused requests. What changes leaves its queue in the transaction that puts the rest back. Safe to share.
 */
public final class QueueErasing {
    private static final int AT_ONCE = 50; // messages of one transaction
    private static final int COPIES = 8; // of one message in memory at the same time
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private final ConnectionFactory broker;
    private final MemoryBudget budget;
    private final EntryClosing closing;

    /** What is to become of a message. */
    private enum Fate { STAYS, REWRITTEN, DROPPED, UNTOUCHED }

    /** @param entry what is left, null if nothing is or it is none */
    private record Verdict(Fate fate, boolean mentions, @Nullable OutboxEntry entry) {}

    /**
     * What was done, or would be.
     *
     * @param rewritten lost the address, and stay for others
     * @param dropped named nobody else
     * @param left name it in a place that is not changed
     */
    public record Counts(int rewritten, int dropped, int left) {}

    /** @param closing is told of mails that nobody waits for any more */
    public QueueErasing(ConnectionFactory broker, MemoryBudget budget, EntryClosing closing) {
        this.broker = broker;
        this.budget = budget;
        this.closing = closing;
    }

    /**
     * Goes through a queue.
     *
     * @param scope is asked for each entry's sender, null if that is not known
     * @param dryRun true to count alone
     */
    public Counts erase(String queue, ErasedAddress address, Predicate<@Nullable String> scope, boolean dryRun)
            throws JMSException, MemoryFullException {
        int[] counts = new int[Fate.values().length];
        int mentions = 0;
        List<String> changed = new ArrayList<>();
        try (JMSContext context = broker.createContext(JMSContext.SESSION_TRANSACTED)) {
            Queue place = context.createQueue(queue);
            try (QueueBrowser browser = context.createBrowser(place)) {
                Enumeration<?> all = browser.getEnumeration();
                while (Browsing.hasMore(all)) {
                    Message message = (Message) all.nextElement();
                    Verdict verdict = verdict(queue, message, address, scope);
                    counts[verdict.fate().ordinal()]++;
                    mentions += verdict.mentions() ? 1 : 0;
                    if (verdict.fate() == Fate.REWRITTEN || verdict.fate() == Fate.DROPPED) {
                        changed.add(message.getJMSMessageID());
                    }
                }
            }
            for (int from = 0; from < changed.size() && !dryRun; from += AT_ONCE) {
                change(context, place, changed.subList(from, Math.min(changed.size(), from + AT_ONCE)), address, scope);
            }
        } catch (JMSRuntimeException e) {
            JMSException failure = new JMSException(e.getMessage());
            failure.initCause(e);
            throw failure;
        }
        return new Counts(counts[Fate.REWRITTEN.ordinal()], counts[Fate.DROPPED.ordinal()], mentions);
    }

    private void change(
            JMSContext context, Queue queue, List<String> ids, ErasedAddress address, Predicate<@Nullable String> scope)
            throws JMSException, MemoryFullException {
        String selector = "JMSMessageID IN (" + ids.stream().map(id -> "'" + id + "'").collect(Collectors.joining(", ")) + ")";
        List<String> done = new ArrayList<>();
        try (JMSConsumer consumer = context.createConsumer(queue, selector)) {
            for (Message next = consumer.receiveNoWait(); next != null; next = consumer.receiveNoWait()) {
                Verdict verdict = verdict(queue.getQueueName(), next, address, scope);
                OutboxEntry left = verdict.entry();
                if (verdict.fate() == Fate.DROPPED) {
                    String token = next.getStringProperty(EntryProperties.MAIL);
                    done.add(token == null ? "" : token);
                } else {
                    putBack(context, queue, next, left);
                }
            }
            context.commit();
        }
        done.stream().filter(token -> !token.isEmpty()).forEach(closing::removeFile);
    }

    private static void putBack(JMSContext context, Queue queue, Message message, @Nullable OutboxEntry left) throws JMSException {
        JMSProducer producer = context.createProducer();
        for (Map.Entry<String, Object> property : Redelivery.properties(message).entrySet()) {
            producer.setProperty(property.getKey(), property.getValue());
        }
        if (message.propertyExists(DeadLetters.ID)) {
            producer.setProperty(DeadLetters.ID, message.getStringProperty(DeadLetters.ID));
        }
        producer.send(queue, left == null ? Redelivery.body(message) : new OutboxCodec().encode(left));
    }

    private Verdict verdict(String queue, Message message, ErasedAddress address, Predicate<@Nullable String> scope)
            throws JMSException, MemoryFullException {
        try (MemoryBudget.Share share = budget.working()) {
            take(message, share);
            Object body = message instanceof BytesMessage bytes ? new StoredBody(bytes).whole() : Redelivery.body(message);
            OutboxEntry entry;
            try {
                entry = new OutboxCodec().decodeWithoutFile(body);
            } catch (DamagedEntryException e) {
                byte[] text = body instanceof EntryBody large ? bytes(large) : (byte[]) body;
                boolean named = scope.test(null) && (address.isIn(text) || address.isIn(request(text)));
                return !named ? new Verdict(Fate.STAYS, false, null)
                        : queue.equals(Queues.REFUSED) ? new Verdict(Fate.DROPPED, false, null) : new Verdict(Fate.UNTOUCHED, true, null);
            }
            return scope.test(entry.sender()) ? verdict(entry, address) : new Verdict(Fate.STAYS, false, null);
        }
    }

    private static Verdict verdict(OutboxEntry entry, ErasedAddress address) {
        OutboxEntry left = entry.without(address);
        boolean wasRecipient = left.recipients().size() < entry.recipients().size();
        if (wasRecipient && left.recipients().stream().noneMatch(OutboxEntry::isUnserved)) {
            return new Verdict(Fate.DROPPED, false, null);
        }
        boolean same = !wasRecipient && left.mail() == entry.mail() && left.tags().equals(entry.tags())
                && left.history().equals(entry.history()) && reasons(left).equals(reasons(entry));
        boolean mentions = left.file() == null ? address.isIn(left.mail()) : wasRecipient;
        return new Verdict(same ? Fate.STAYS : Fate.REWRITTEN, mentions, left);
    }

    private static List<String> reasons(OutboxEntry entry) {
        return entry.recipients().stream().map(Recipient::reason).toList();
    }

    /** A refused request as it came; nothing if this is none. */
    private static byte[] request(byte[] refused) {
        try {
            JsonNode request = refused.length > 0 && refused[0] == '{' ? MAPPER.readTree(refused).path("requestBase64") : null;
            return request == null || !request.isTextual() ? new byte[0] : request.binaryValue();
        } catch (IOException e) {
            return new byte[0];
        }
    }

    private static byte[] bytes(EntryBody body) {
        byte[] all = new byte[body.size()];
        body.copyTo(all);
        return all;
    }

    private static void take(Message message, MemoryBudget.Share share) throws JMSException, MemoryFullException {
        try {
            long size = message instanceof BytesMessage bytes ? bytes.getBodyLength() : 0;
            if (share.grow(COPIES * size, PATIENCE, () -> false)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new MemoryFullException();
    }
}
