// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.operations;

import jakarta.jms.JMSException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.notificationgateway.mail.ErasedAddress;
import org.notificationgateway.mail.MemoryFullException;
import org.notificationgateway.outbox.MailErasing;
import org.notificationgateway.outbox.QueueErasing;
import org.notificationgateway.outbox.Queues;
import org.notificationgateway.outbox.ledger.Ledger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Forgets somebody wherever the gateway has his address, place by place, and says what it had to leave and what to do about it.
 * Done twice it finds nothing more; broken off, the next one finishes it. Safe to share.
 */
public final class Erasing {
    private static final Logger AUDIT = LoggerFactory.getLogger("gateway.audit");

    private final Ledger ledger;
    private final MailErasing mails;
    private final QueueErasing queues;
    private final ErasableFiles files;

    /**
     * What was done at one place, or would be.
     *
     * @param erased names that are gone
     * @param left names that are not
     */
    public record Place(String name, int erased, int left) {}

    /** @param complete true if nothing was left that this could have erased */
    public record Result(List<Place> places, List<String> remarks, boolean complete) {
        public Result {
            places = List.copyOf(places);
            remarks = List.copyOf(remarks);
        }
    }

    /** What is looked at in which name. */
    public record Order(ErasedAddress address, Predicate<@Nullable String> senders, boolean everySender, boolean dryRun, String who) {}

    public Erasing(Ledger ledger, MailErasing mails, QueueErasing queues, ErasableFiles files) {
        this.ledger = ledger;
        this.mails = mails;
        this.queues = queues;
        this.files = files;
    }

    /** Forgets, or counts. One at a time, since two would count each other's work. */
    public synchronized Result erase(Order order) throws IOException, JMSException, MemoryFullException {
        List<Place> places = new ArrayList<>();
        List<String> remarks = new ArrayList<>();
        if (!order.dryRun()) {
            ledger.erasures().prepare();
        }
        MailErasing.Counts known = mails.erase(order.address(), order.senders()::test, order.dryRun(), "erased");
        places.add(new Place("ledger: mails", known.mails(), known.delivering()));
        places.add(new Place("ledger: recipients", known.recipients(), 0));
        places.add(new Place("ledger: events", known.events(), 0));
        places.add(new Place("ledger: tags and replies of other recipients", known.texts(), 0));
        places.add(new Place("waiting mails", known.waiting(), 0));
        remark(remarks, known.delivering(), " being delivered, and left as they were: run this again in a while");
        remark(remarks, known.waiting(), " waiting: nothing is sent to the address any more; the entry loses it when its turn"
                + " comes, at once unless its sender is held or paused");
        Map<String, String> advice = new LinkedHashMap<>();
        advice.put(Queues.DEAD, " dead letters still name it in the text of a mail to others, or are damaged or large: see"
                + " gateway dead list, and drop them if they must go");
        advice.put(Queues.EXPIRED, " expired mails still name it in the text of a mail to others, or are large: empty the queue if"
                + " they must go");
        advice.put(Queues.REFUSED, " refused requests could not be removed");
        advice.put(Queues.REQUESTS, " requests that wait in notification.requests name it: run this again once they are accepted");
        for (Map.Entry<String, String> one : advice.entrySet()) {
            boolean requests = one.getKey().equals(Queues.REQUESTS);
            if (order.everySender() || one.getKey().equals(Queues.DEAD) || one.getKey().equals(Queues.EXPIRED)) {
                QueueErasing.Counts counts =
                        queues.erase(one.getKey(), order.address(), order.senders(), order.dryRun() || requests);
                places.add(new Place(one.getKey(), counts.rewritten() + counts.dropped(), counts.left()));
                remark(remarks, counts.left(), one.getValue());
            }
        }
        if (order.everySender()) {
            files.erase(order.address(), order.dryRun(), places, remarks);
        } else {
            remarks.add("Files of the doors and refused requests were not looked into: that takes a key for every sender");
        }
        boolean flushed = order.dryRun() || ledger.eraser().flush();
        if (!flushed) {
            remarks.add("The ledger's log could not be emptied while somebody reads it: run this again");
        }
        if (!ledger.isFile()) {
            remarks.add("PostgreSQL keeps old rows until they are vacuumed: VACUUM notification_mail, notification_recipient,"
                    + " notification_event. Another gateway may have had a mail in its hands: run this again in a while");
        }
        remarks.add("Yours to see to: logs, backups, pickup directories, and whoever was sent a mail or an event. Files of the"
                + " embedded broker keep deleted bytes until they are written over");
        boolean complete = flushed && places.stream().allMatch(place -> place.left() == 0);
        if (!order.dryRun()) {
            AUDIT.info("address {} erased by {}: {}{}", ledger.erasures().mark(order.address().address()), order.who(),
                    String.join(", ", places.stream().filter(place -> place.erased() + place.left() > 0)
                            .map(place -> place.name() + " " + place.erased() + (place.left() > 0 ? " (left " + place.left() + ")" : ""))
                            .toList()), complete ? "" : "; not complete");
        }
        return new Result(places, remarks, complete);
    }

    static void remark(List<String> remarks, int count, String what) {
        if (count > 0) {
            remarks.add(count + what);
        }
    }
}
