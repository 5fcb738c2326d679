// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox;

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
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.notificationgateway.mail.MemoryBudget;
import org.notificationgateway.mail.MemoryFullException;
import org.notificationgateway.settings.Senders;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks into {@code notification.dead}, sends letters out of it again and drops them, with any broker. What leaves the
 * queue leaves it in the transaction that puts it elsewhere, and in the audit log. Safe to share.
 */
public final class DeadLetters {
    /** Why nothing was done with an id that names nothing. */
    public static final String UNKNOWN = "is not in notification.dead";

    /** Why nothing was done with a letter that stays for now. */
    public static final String FULL = "is too large for the memory that is free: expected less work at the same time";

    /** The JMS property that names a letter, so that a broker finds it without opening any. */
    static final String ID = "letterId";

    private static final Logger AUDIT = LoggerFactory.getLogger("gateway.audit");
    private static final Pattern UUID_FORM = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
    private static final String ORIGIN = "_AMQ_ORIG_QUEUE";
    private static final String RESENT = "resent";
    private static final String DROPPED = "dropped";
    private static final int AT_ONCE = 50; // letters of one transaction
    private static final int HEADERS = 65_536; // of a mail, as far as they are looked at

    /** What a look into the queue takes: what the broker sends ahead, and the head of one letter. */
    private static final int LOOK = 2_000_000;
    private static final int NAME = 300; // of one letter in an order or its answer
    /** How often the bytes of a letter are in memory while it is sent again. */
    private static final int COPIES = 4;
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int NONE = 0;
    /** Bytes of a letter that is read whole, whatever is asked of it. */
    private static final int SMALL = 2 * MailFiles.MOST_IN_ENTRY;

    private final ConnectionFactory broker;
    private final Senders senders;
    private final MemoryBudget budget;
    private final Clock clock;
    private final EntryClosing closing;
    private final @Nullable MailFiles files;
    private final Predicate<@Nullable String> scope;
    private final OutboxCodec codec = new OutboxCodec();

    /**
     * How many letters there are.
     *
     * @param matching how many of them a filter chose
     */
    public record Counts(int matching, int total) {}

    /** Takes a letter before the next one is read; without its mail. */
    @FunctionalInterface
    public interface Reader {
        void next(DeadLetter letter) throws IOException;
    }

    /**
     * What came of an order.
     *
     * @param done ids of the letters that left
     * @param left why each of the others stays, by id
     */
    public record Result(List<String> done, Map<String, String> left) {
        public Result {
            done = List.copyOf(done);
            left = Collections.unmodifiableMap(new LinkedHashMap<>(left));
        }
    }

    /**
     * @param closing is told of what becomes of letters
     * @param files where large mails lie; null if none does
     */
    public DeadLetters(
            ConnectionFactory broker, Senders senders, MemoryBudget budget, Clock clock, EntryClosing closing,
            @Nullable MailFiles files) {
        this(broker, senders, budget, clock, closing, files, sender -> true);
    }

    private DeadLetters(
            ConnectionFactory broker, Senders senders, MemoryBudget budget, Clock clock, EntryClosing closing,
            @Nullable MailFiles files, Predicate<@Nullable String> scope) {
        this.scope = scope;
        this.broker = broker;
        this.closing = closing;
        this.files = files;
        this.senders = senders;
        this.budget = budget;
        this.clock = clock;
    }

    /**
     * The letters of some senders, as if there were no others.
     *
     * @param some is asked for each letter's sender, null if that is not known
     */
    public DeadLetters within(Predicate<@Nullable String> some) {
        return new DeadLetters(broker, senders, budget, clock, closing, files, some);
    }

    /**
     * Hands over the letters that a filter chooses, oldest first and so many of them at most. One is in memory at a time,
     * however many and however large they are.
     *
     * @throws IOException if the reader takes no more
     */
    public Counts list(DeadLetterFilter filter, int limit, Reader reader)
            throws JMSException, IOException, MemoryFullException {
        Instant now = clock.instant();
        int[] counts = new int[2];
        IOException[] broken = new IOException[1];
        browse(null, NONE, (letter, share) -> {
            counts[1]++;
            if (filter.admits(letter, now) && ++counts[0] <= limit) {
                try {
                    reader.next(letter);
                } catch (IOException e) {
                    broken[0] = e;
                    return false;
                }
            }
            return true;
        });
        if (broken[0] != null) {
            throw broken[0];
        }
        return new Counts(counts[0], counts[1]);
    }

    /** One letter with the beginning of its mail, in which its headers are. */
    public Optional<DeadLetter> find(String id) throws JMSException, MemoryFullException {
        if (!isId(id)) {
            return Optional.empty();
        }
        List<DeadLetter> letters = new ArrayList<>();
        browse(selector(List.of(id)), HEADERS, (letter, share) -> letters.add(letter));
        return letters.stream().findFirst();
    }

    /** Sends letters again to those who have not got their mail. */
    public Result resend(Collection<String> ids, String who) throws JMSException, MemoryFullException {
        Map<String, String> left = new LinkedHashMap<>();
        List<String> wanted = new ArrayList<>();
        for (List<String> some : parts(ids, left)) {
            browse(selector(some), NONE, (letter, share) -> choose(letter, objection(letter), wanted, left, share));
        }
        return leave(ids, wanted, left, who, RESENT, this::resend, letter -> {});
    }

    /** The same for every letter that a filter chooses. */
    public Result resend(DeadLetterFilter filter, String who) throws JMSException, MemoryFullException {
        Instant now = clock.instant();
        Map<String, String> left = new LinkedHashMap<>();
        List<String> wanted = new ArrayList<>();
        browse(null, NONE, (letter, share) ->
                !filter.admits(letter, now) || choose(letter, objection(letter), wanted, left, share));
        return leave(wanted, wanted, left, who, RESENT, this::resend, letter -> {});
    }

    /** Removes letters for good. */
    public Result drop(Collection<String> ids, String who) throws JMSException, MemoryFullException {
        Map<String, String> left = new LinkedHashMap<>();
        List<String> wanted = new ArrayList<>();
        for (List<String> some : parts(ids, left)) {
            browse(selector(some), NONE, (letter, share) -> choose(letter, "", wanted, left, share));
        }
        return leave(ids, wanted, left, who, DROPPED, (context, message, by) -> {
            DeadLetter letter = read(message, NONE);
            closing.dropping(letter);
            return letter;
        }, closing::dropped);
    }

    private static boolean choose(
            DeadLetter letter, String objection, List<String> wanted, Map<String, String> left, MemoryBudget.Share share)
            throws MemoryFullException {
        if (!share.grow(NAME)) {
            throw new MemoryFullException();
        }
        if (objection.isEmpty()) {
            wanted.add(letter.id());
        } else {
            left.put(letter.id(), objection);
        }
        return true;
    }

    /** Why a letter cannot be sent again; empty if it can. */
    private String objection(DeadLetter letter) {
        OutboxEntry entry = letter.entry();
        if (letter.damage() != null || entry == null) {
            return letter.damage() == null
                    ? "is no outbox entry: expected one; it can only be dropped"
                    : letter.damage() + "; it can only be dropped";
        }
        if (!senders.has(entry.sender())) {
            return "belongs to a sender that is not configured: expected its MailSettings";
        }
        Instant end = entry.expiresAt();
        if (end != null && !clock.instant().isBefore(end)) {
            return "expired at " + end + ": expected a new request";
        }
        return letter.recipients().isEmpty() ? "has no recipient who waits for it" : "";
    }

    /** The one place where a letter is in memory as a whole. */
    private DeadLetter resend(JMSContext context, Message message, String who)
            throws JMSException, MemoryFullException {
        try (MemoryBudget.Share share = budget.working()) {
            take(COPIES * size(message), share);
            DeadLetter letter = letter(message, whole(message), true);
            OutboxEntry entry = letter.entry();
            if (entry == null || letter.damage() != null) {
                throw new JMSException(letter.damage() == null ? "a letter has changed while it was sent again" : letter.damage());
            }
            closing.reopen(letter);
            Attempt note = new Attempt(0, clock.instant(), "resent by " + who + " (dead letter " + letter.id() + ")");
            JMSProducer producer = context.createProducer();
            EntryProperties.of(entry.notBefore(null)).forEach(producer::setProperty);
            producer.send(context.createQueue(entry.queue()), codec.encode(entry.resent(note)));
            return letter.withoutMail();
        }
    }

    private static void take(long bytes, MemoryBudget.Share share) throws MemoryFullException {
        try {
            if (share.grow(bytes, PATIENCE, () -> false)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new MemoryFullException();
    }

    /** Takes letters out of the queue, some in each transaction. */
    private Result leave(
            Collection<String> asked, List<String> wanted, Map<String, String> left, String who, String verb,
            Action action, Consumer<DeadLetter> then) throws JMSException {
        Set<String> done = new LinkedHashSet<>();
        try (JMSContext context = broker.createContext(JMSContext.SESSION_TRANSACTED)) {
            for (int from = 0; from < wanted.size(); from += AT_ONCE) {
                List<String> some = wanted.subList(from, Math.min(wanted.size(), from + AT_ONCE));
                List<DeadLetter> gone = new ArrayList<>();
                try (JMSConsumer consumer = context.createConsumer(queue(context), selector(some))) {
                    for (Message next = consumer.receiveNoWait(); next != null; next = consumer.receiveNoWait()) {
                        DeadLetter letter = action.on(context, next, who);
                        gone.add(letter);
                    }
                    context.commit();
                } catch (MemoryFullException e) {
                    context.rollback();
                    wanted.subList(from, wanted.size()).forEach(id -> left.put(id, FULL));
                    break;
                }
                for (DeadLetter letter : gone) {
                    then.accept(letter);
                    AUDIT.info("dead letter {} ({}) {} by {}", letter.id(), name(letter), verb, who);
                    done.add(letter.id());
                }
            }
        } catch (JMSRuntimeException e) {
            throw unavailable(e);
        }
        asked.stream().filter(id -> !done.contains(id)).forEach(id -> left.putIfAbsent(id, UNKNOWN));
        return new Result(List.copyOf(done), left);
    }

    private static String name(DeadLetter letter) {
        OutboxEntry entry = letter.entry();
        return entry == null ? "no entry" : entry.sender() + "/" + entry.id();
    }

    private void browse(@Nullable String selector, int ofMail, Look look) throws JMSException, MemoryFullException {
        try (MemoryBudget.Share share = budget.working()) {
            take(LOOK, share);
            browse(selector, ofMail, look, share);
        } catch (JMSRuntimeException e) {
            throw unavailable(e);
        }
    }

    private void browse(@Nullable String selector, int ofMail, Look look, MemoryBudget.Share share)
            throws JMSException, MemoryFullException {
        try (JMSContext context = broker.createContext();
                QueueBrowser browser = context.createBrowser(queue(context), selector)) {
            Enumeration<?> all = browser.getEnumeration();
            boolean more = true;
            while (more && Browsing.hasMore(all)) {
                DeadLetter letter = read((Message) all.nextElement(), ofMail);
                more = !scope.test(letter.sender()) || look.at(letter, share);
            }
        }
    }

    /** A letter with so many bytes of its mail at most. A small one is read whole and checked. */
    private DeadLetter read(Message message, int ofMail) throws JMSException {
        if (!(message instanceof BytesMessage bytes)) {
            return letter(message, null, true);
        }
        boolean isWhole = bytes.getBodyLength() <= SMALL;
        StoredBody body = new StoredBody(bytes);
        DeadLetter letter = letter(message, isWhole ? body.whole() : body.start(ofMail), isWhole);
        return letter.withMail(start(letter.entry(), ofMail));
    }

    /** The first bytes of a mail, wherever it lies. */
    private byte[] start(@Nullable OutboxEntry entry, int length) {
        if (entry == null || length == NONE) {
            return new byte[0];
        }
        try {
            return entry.file() == null || files == null
                    ? Arrays.copyOf(entry.mail(), Math.min(length, entry.mail().length))
                    : files.start(entry.token(), length);
        } catch (IOException e) {
            return new byte[0]; // a resend will tell
        }
    }

    private static @Nullable EntryBody whole(Message message) throws JMSException {
        return message instanceof BytesMessage bytes ? new StoredBody(bytes).whole() : null;
    }

    private static long size(Message message) throws JMSException {
        return message instanceof BytesMessage bytes ? bytes.getBodyLength() : 0;
    }

    /**
     * @param body what was read of it, null if it is none of an entry's
     * @param isWhole whether that is all, so that it can be checked
     */
    private DeadLetter letter(Message message, @Nullable Object body, boolean isWhole) throws JMSException {
        OutboxEntry entry = null;
        String damage = null;
        try {
            entry = body == null ? null : isWhole ? codec.decodeWithoutFile(body) : OutboxCodec.unchecked(body);
        } catch (DamagedEntryException e) {
            damage = e.getMessage();
        }
        String id = message.getStringProperty(ID);
        Instant at = entry == null || entry.deadAt() == null
                ? Instant.ofEpochMilli(message.getJMSTimestamp())
                : entry.deadAt();
        MailFile file = entry == null ? null : entry.file();
        return new DeadLetter(
                id == null ? message.getJMSMessageID().replaceFirst("^ID:", "") : id, at,
                size(message) + (file == null ? 0 : file.size()), message.getStringProperty(ORIGIN), entry, damage);
    }

    /** What can name a letter, in parts of a bearable size; the rest is left with the reason. */
    private static List<List<String>> parts(Collection<String> ids, Map<String, String> left) {
        List<String> sound = new ArrayList<>();
        for (String id : new LinkedHashSet<>(ids)) {
            if (isId(id)) {
                sound.add(id);
            } else {
                left.put(id, UNKNOWN);
            }
        }
        List<List<String>> parts = new ArrayList<>();
        for (int from = 0; from < sound.size(); from += AT_ONCE) {
            parts.add(sound.subList(from, Math.min(sound.size(), from + AT_ONCE)));
        }
        return parts;
    }

    private static boolean isId(String id) {
        return UUID_FORM.matcher(id).matches();
    }

    /** By our name, or by the broker's for what it put there itself. */
    private static String selector(List<String> ids) {
        String ours = ids.stream().map(id -> "'" + id + "'").collect(Collectors.joining(", "));
        String brokers = ids.stream().map(id -> "'ID:" + id + "'").collect(Collectors.joining(", "));
        return ID + " IN (" + ours + ") OR JMSMessageID IN (" + brokers + ")";
    }

    private static Queue queue(JMSContext context) {
        return context.createQueue(Queues.DEAD);
    }

    private static JMSException unavailable(JMSRuntimeException failure) {
        JMSException checked = new JMSException(failure.getMessage());
        checked.initCause(failure);
        return checked;
    }

    /** Sees one letter while its session is open. */
    @FunctionalInterface
    private interface Look {
        /** Returns whether there should be a next one. */
        boolean at(DeadLetter letter, MemoryBudget.Share share) throws MemoryFullException;
    }

    /** What is done with a letter in the transaction that consumes it. */
    @FunctionalInterface
    private interface Action {
        /** Returns the letter, for the record. */
        DeadLetter on(JMSContext context, Message message, String who) throws JMSException, MemoryFullException;
    }
}
