// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox;

import jakarta.jms.BytesMessage;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.JMSRuntimeException;
import jakarta.jms.QueueBrowser;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.notificationgateway.mail.MemoryBudget;
import org.notificationgateway.mail.MemoryFullException;
import org.notificationgateway.outbox.ledger.MailToken;

/**
 * Finds a mail's bytes where they still lie: in the queues of its sender while it waits, or among the dead letters. What is
 * sensitive is not handed out. Safe to share.
 */
public final class StoredMails {
    /** In a queue of more the broker would look for long, and from disk. */
    private static final long MOST_LOOKED_AT = 50_000;
    /** The bytes of an entry are in memory so often while it is read. */
    private static final int COPIES = 4;
    private static final int LOOK = 1_000_000;
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final ConnectionFactory broker;
    private final OutboxStore store;
    private final MemoryBudget budget;
    private final @Nullable MailFiles files;
    private final int steps;
    private final OutboxCodec codec = new OutboxCodec();

    /**
     * A mail that was found.
     *
     * @param entry with the bytes, or the first of them; without any if it is sensitive
     * @param deadLetter id of the dead letter that it is; null while it waits
     * @param isWhole false if there are more bytes than were wanted
     */
    public record Stored(OutboxEntry entry, @Nullable String deadLetter, boolean isWhole) {}

    /**
     * @param files where large mails lie; null if none does
     * @param steps of retries, each with a queue for each sender
     */
    public StoredMails(
            ConnectionFactory broker, OutboxStore store, MemoryBudget budget, @Nullable MailFiles files, int steps) {
        this.broker = broker;
        this.store = store;
        this.budget = budget;
        this.files = files;
        this.steps = steps;
    }

    /**
     * A mail by its token, with so many bytes at most.
     *
     * @param waits where to look: true for the queues of its sender, false for the dead letters
     */
    public Optional<Stored> find(String sender, String token, boolean waits, int most) throws JMSException, MemoryFullException {
        if (!MailToken.isToken(token)) {
            return Optional.empty();
        }
        List<String> queues = new ArrayList<>(waits ? Queues.of(sender, steps) : List.of(Queues.DEAD));
        Map<String, QueueDepth> depths = store.depths(queues);
        queues.removeIf(queue -> depths.containsKey(queue)
                && (depths.get(queue).messages() == 0 || depths.get(queue).messages() > MOST_LOOKED_AT));
        try (MemoryBudget.Share share = budget.working();
                JMSContext context = broker.createContext()) {
            take(share, LOOK);
            for (String queue : queues) {
                byte[] inHands = store.inHands(queue, token);
                OutboxEntry entry = inHands == null ? find(context, queue, token, share) : read(inHands);
                if (entry != null && entry.sender().equals(sender)) {
                    return Optional.of(stored(entry, most, share));
                }
            }
            return Optional.empty();
        } catch (JMSRuntimeException e) {
            JMSException checked = new JMSException(e.getMessage());
            checked.initCause(e);
            throw checked;
        }
    }

    private @Nullable OutboxEntry find(JMSContext context, String queue, String token, MemoryBudget.Share share)
            throws JMSException, MemoryFullException {
        String selector = EntryProperties.MAIL + " = '" + token + "'";
        try (QueueBrowser browser = context.createBrowser(context.createQueue(queue), selector)) {
            Enumeration<?> all = browser.getEnumeration();
            if (Browsing.hasMore(all) && all.nextElement() instanceof BytesMessage message) {
                take(share, COPIES * message.getBodyLength());
                return read(new StoredBody(message).whole());
            }
            return null;
        }
    }

    private @Nullable OutboxEntry read(Object body) {
        try {
            return codec.decodeWithoutFile(body);
        } catch (DamagedEntryException e) {
            return null; // a delivery, or a look at the dead letters, tells of it
        }
    }

    private Stored stored(OutboxEntry entry, int most, MemoryBudget.Share share) throws MemoryFullException {
        if (entry.sensitive()) {
            return new Stored(entry.withMail(new byte[0]), entry.deadId(), false);
        }
        MailFile file = entry.file();
        if (file == null || files == null) {
            byte[] mail = entry.mail();
            return new Stored(
                    entry.withMail(Arrays.copyOf(mail, Math.min(most, mail.length))), entry.deadId(), mail.length <= most);
        }
        take(share, Math.min(most, file.size()));
        try {
            return new Stored(entry.withMail(files.start(entry.token(), most)), entry.deadId(), file.size() <= most);
        } catch (IOException e) {
            return new Stored(entry.withMail(new byte[0]), entry.deadId(), false); // a delivery will tell
        }
    }

    private static void take(MemoryBudget.Share share, long bytes) throws MemoryFullException {
        try {
            if (share.grow(bytes, PATIENCE, () -> false)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new MemoryFullException();
    }
}
