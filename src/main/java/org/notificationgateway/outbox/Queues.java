// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The names of our queues, in one place for the embedded broker, its checks and the wiring. */
public final class Queues {
    public static final String REQUESTS = "notification.requests";
    public static final String REFUSED = "notification.refused";
    public static final String DEAD = "notification.dead";
    public static final String EXPIRED = "notification.expired";
    /** A topic: each of its subscribers gets each event. */
    public static final String EVENTS = "notification.events";

    private static final String OUTBOX = "notification.outbox.";
    private static final Pattern WAIT = Pattern.compile("(.+)\\.wait\\.[1-9][0-9]{0,2}");
    private static final Pattern LANE = Pattern.compile("(.+)\\.(?:high|low)"); // no name of a sender has a dot

    private Queues() {}

    /** The queue in which one sender's mail of normal importance waits. */
    public static String outboxOf(String sender) {
        return OUTBOX + sender;
    }

    /** The queue of one of the sender's lanes. */
    public static String outboxOf(String sender, Lane lane) {
        return lane == Lane.NORMAL ? outboxOf(sender) : outboxOf(sender) + "." + lane.word();
    }

    /** The queue in which one sender's deferred mail waits for the step of the retry delays, counted from one. */
    public static String waitOf(String sender, int step) {
        return outboxOf(sender) + ".wait." + step;
    }

    /** The queues of one sender's mail: to be delivered, and deferred. */
    public static List<String> of(String sender, int steps) {
        List<String> queues = new ArrayList<>();
        for (Lane lane : Lane.values()) {
            queues.add(outboxOf(sender, lane));
        }
        for (int step = 1; step <= steps; step++) {
            queues.add(waitOf(sender, step));
        }
        return queues;
    }

    /** True for the outbox of any sender, configured or not. */
    static boolean isOutbox(String queue) {
        return queue.startsWith(OUTBOX);
    }

    /** True for a queue of deferred mail. */
    public static boolean isWaiting(String queue) {
        return isOutbox(queue) && WAIT.matcher(queue).matches();
    }

    /** True for the outbox of a sender that is none of these. */
    public static boolean isOutboxOfOthers(String queue, Collection<String> senders) {
        String sender = senderOf(queue);
        return sender != null && !senders.contains(sender);
    }

    /** The outbox of the same sender, by its normal lane. */
    public static String mainOf(String queue) {
        return outboxOf(String.valueOf(senderOf(queue)));
    }

    /** The sender whose outbox a queue is, deferred or not, or null. */
    public static @Nullable String senderOf(String queue) {
        if (!isOutbox(queue)) {
            return null;
        }
        String name = queue.substring(OUTBOX.length());
        Matcher waiting = WAIT.matcher(name);
        Matcher lane = LANE.matcher(name);
        return waiting.matches() ? waiting.group(1) : lane.matches() ? lane.group(1) : name;
    }

    /** Every queue that must exist for these senders and so many steps of retries. */
    public static List<String> all(Collection<String> senders, int steps) {
        List<String> queues = new ArrayList<>(List.of(REQUESTS, REFUSED, DEAD, EXPIRED));
        senders.forEach(sender -> queues.addAll(of(sender, steps)));
        return queues;
    }

    /** True for a queue of accepted mail, alive or given up. */
    public static boolean holdsEntries(String queue) {
        return isOutbox(queue) || queue.equals(DEAD) || queue.equals(EXPIRED);
    }

    /** Queues whose messages are never given up: nothing leaves three of them on its own, and requests wait for the outbox. */
    public static List<String> patient() {
        return List.of(REQUESTS, REFUSED, DEAD, EXPIRED);
    }
}
