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
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
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
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
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

    /** The JMS property that names a letter, so that a broker finds it without opening any. */
    static final String ID = "letterId";

    private static final Logger AUDIT = LoggerFactory.getLogger("gateway.audit");
    private static final Pattern UUID_FORM = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
    private static final String ORIGIN = "_AMQ_ORIG_QUEUE";
    private static final String RESENT = "resent";
    private static final String DROPPED = "dropped";
    private static final int AT_ONCE = 50; // letters of one transaction
    private static final int CHUNK = 8_192;
    private static final int LONGEST_HEAD = 4_194_304;
    private static final int SMALL = 2 * MailFiles.MOST_IN_ENTRY;

    private final ConnectionFactory broker;
    private final Senders senders;
    private final Clock clock;
    private final OutboxCodec codec;
    private final EntryClosing closing;

    /**
     * Letters that a filter chose.
     *
     * @param letters the first of them, oldest first, without their mail
     * @param matching how many it chose
     * @param total how many there are
     */
    public record Page(List<DeadLetter> letters, int matching, int total) {
        public Page {
            letters = List.copyOf(letters);
        }
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
            ConnectionFactory broker, Senders senders, Clock clock, EntryClosing closing, @Nullable MailFiles files) {
        this.broker = broker;
        this.closing = closing;
        codec = new OutboxCodec(files);
        this.senders = senders;
        this.clock = clock;
    }

    /** The letters that a filter chooses, so many of them at most. */
    public Page list(DeadLetterFilter filter, int limit) throws JMSException {
        Instant now = clock.instant();
        List<DeadLetter> letters = new ArrayList<>();
        int[] counts = new int[2];
        browse(null, message -> {
            DeadLetter letter = read(message, false);
            counts[1]++;
            if (filter.admits(letter, now) && ++counts[0] <= limit) {
                letters.add(letter);
            }
        });
        return new Page(letters, counts[0], counts[1]);
    }

    /** One letter with its mail. */
    public Optional<DeadLetter> find(String id) throws JMSException {
        if (!isId(id)) {
            return Optional.empty();
        }
        List<DeadLetter> letters = new ArrayList<>();
        browse(selector(List.of(id)), message -> letters.add(read(message, true)));
        return letters.stream().findFirst();
    }

    /** Sends letters again to those who have not got their mail. */
    public Result resend(Collection<String> ids, String who) throws JMSException {
        Map<String, String> left = new LinkedHashMap<>();
        List<String> wanted = new ArrayList<>();
        for (List<String> some : parts(ids, left)) {
            browse(selector(some), message -> choose(read(message, false), wanted, left));
        }
        return leave(ids, wanted, left, who, RESENT, this::resend, letter -> {});
    }

    /** The same for every letter that a filter chooses. */
    public Result resend(DeadLetterFilter filter, String who) throws JMSException {
        Instant now = clock.instant();
        Map<String, String> left = new LinkedHashMap<>();
        List<String> wanted = new ArrayList<>();
        browse(null, message -> {
            DeadLetter letter = read(message, false);
            if (filter.admits(letter, now)) {
                choose(letter, wanted, left);
            }
        });
        return leave(wanted, wanted, left, who, RESENT, this::resend, letter -> {});
    }

    /** Removes letters for good. */
    public Result drop(Collection<String> ids, String who) throws JMSException {
        Map<String, String> left = new LinkedHashMap<>();
        List<String> wanted = parts(ids, left).stream().flatMap(List::stream).toList();
        return leave(ids, wanted, left, who, DROPPED, (context, letter, by) -> closing.dropping(letter), closing::dropped);
    }

    private void choose(DeadLetter letter, List<String> wanted, Map<String, String> left) {
        String objection = objection(letter);
        if (objection.isEmpty()) {
            wanted.add(letter.id());
        } else {
            left.put(letter.id(), objection);
        }
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

    private void resend(JMSContext context, DeadLetter letter, String who) throws JMSException {
        OutboxEntry entry = letter.entry();
        if (entry == null) {
            throw new JMSException("a letter has changed while it was sent again");
        }
        closing.reopen(letter);
        Attempt note = new Attempt(0, clock.instant(), "resent by " + who + " (dead letter " + letter.id() + ")");
        JMSProducer producer = context.createProducer();
        EntryProperties.of(entry.notBefore(null)).forEach(producer::setProperty);
        producer.send(context.createQueue(Queues.outboxOf(entry.sender())), codec.encode(entry.resent(note)));
    }

    /** Takes letters out of the queue, some in each transaction. */
    private Result leave(
            Collection<String> asked, List<String> wanted, Map<String, String> left, String who, String verb,
            Action action, Consumer<DeadLetter> then) throws JMSException {
        Set<String> done = new LinkedHashSet<>();
        try (JMSContext context = broker.createContext(JMSContext.SESSION_TRANSACTED)) {
            for (int from = 0; from < wanted.size(); from += AT_ONCE) {
                List<String> some = wanted.subList(from, Math.min(wanted.size(), from + AT_ONCE));
                Map<String, String> names = new LinkedHashMap<>();
                List<DeadLetter> gone = new ArrayList<>();
                try (JMSConsumer consumer = context.createConsumer(queue(context), selector(some))) {
                    for (Message next = consumer.receiveNoWait(); next != null; next = consumer.receiveNoWait()) {
                        DeadLetter letter = read(next, false);
                        action.on(context, letter, who);
                        names.put(letter.id(), name(letter));
                        gone.add(letter.withoutMail());
                    }
                    context.commit();
                }
                gone.forEach(then);
                names.forEach((id, name) -> AUDIT.info("dead letter {} ({}) {} by {}", id, name, verb, who));
                done.addAll(names.keySet());
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

    private void browse(@Nullable String selector, Look look) throws JMSException {
        try (JMSContext context = broker.createContext();
                QueueBrowser browser = context.createBrowser(queue(context), selector)) {
            for (Enumeration<?> all = browser.getEnumeration(); Browsing.hasMore(all); ) {
                look.at((Message) all.nextElement());
            }
        } catch (JMSRuntimeException e) {
            throw unavailable(e);
        }
    }

    private DeadLetter read(Message message, boolean whole) throws JMSException {
        String id = message.getStringProperty(ID);
        long size = 0;
        OutboxEntry entry = null;
        String damage = null;
        if (message instanceof BytesMessage bytes) {
            size = bytes.getBodyLength();
            try {
                entry = entry(bytes, size, whole);
                MailFile file = entry.file();
                size += file == null ? 0 : file.size();
            } catch (DamagedEntryException e) {
                entry = e.entry();
                damage = e.getMessage();
            } catch (IOException e) {
                throw unreadable(e);
            }
        }
        Instant at = entry == null || entry.deadAt() == null
                ? Instant.ofEpochMilli(message.getJMSTimestamp())
                : entry.deadAt();
        return new DeadLetter(
                id == null ? message.getJMSMessageID().replaceFirst("^ID:", "") : id, at, size,
                message.getStringProperty(ORIGIN), entry, damage);
    }

    /** A small letter is checked whole, of a large one the head alone is read unless the mail is asked for. */
    private OutboxEntry entry(BytesMessage message, long size, boolean whole) throws JMSException, IOException {
        boolean isHead = !whole && size > SMALL;
        ByteArrayOutputStream read = new ByteArrayOutputStream(CHUNK);
        byte[] chunk = new byte[CHUNK];
        boolean head = true;
        for (int n = message.readBytes(chunk); n > 0 && (!isHead || head); n = message.readBytes(chunk)) {
            head = head && !endsIn(chunk, n) && read.size() < LONGEST_HEAD;
            read.write(chunk, 0, n);
        }
        byte[] bytes = read.toByteArray();
        if (isHead) {
            return OutboxCodec.head(bytes, Math.max(0, OutboxCodec.endOfLine(bytes, 0)));
        }
        return whole ? codec.decode(bytes) : codec.decodeWithoutFile(bytes).withMail(new byte[0]);
    }

    private static JMSException unreadable(IOException cause) {
        JMSException failure = new JMSException(cause.getMessage());
        failure.initCause(cause);
        return failure;
    }

    private static boolean endsIn(byte[] chunk, int length) {
        for (int i = 0; i < length; i++) {
            if (chunk[i] == '\n') {
                return true;
            }
        }
        return false;
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

    /** Sees one message while its session is open. */
    @FunctionalInterface
    private interface Look {
        void at(Message message) throws JMSException;
    }

    /** What is done with a letter in the transaction that consumes it. */
    @FunctionalInterface
    private interface Action {
        void on(JMSContext context, DeadLetter letter, String who) throws JMSException;
    }
}
