// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.support;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/**
 * The limits and replies of a large destination, in the documented words, with a day and a minute of its own length: what it
 * takes and what it refuses for want of budget, and how much of the budget was used.
 */
public final class StandIn {
    /** What a destination limits, and in which words it says so. */
    public enum Kind {
        /** Authenticated submission: three at a time, 30 a minute, 10,000 recipients a day. */
        M365_MAILBOX(3, 30, "DATA",
                "432 4.3.2 Concurrent connections limit exceeded. Visit https://aka.ms/concurrent_sending",
                "432 4.3.2 STOREDRV.ClientSubmit; sender thread limit exceeded",
                "554 5.2.0 STOREDRV.Submission.Exception:SubmissionQuotaExceededException; Failed to process message"),
        /** Amazon SES. */
        SES(Integer.MAX_VALUE, 840, ".", "",
                "454 Throttling failure: Maximum sending rate exceeded.", "454 Throttling failure: Daily message quota exceeded."),
        /** Google Workspace relay. */
        GMAIL_RELAY(Integer.MAX_VALUE, 60, "MAIL", "",
                "450 4.2.1 Peak SMTP relay limit exceeded for customer. This is a temporary error.",
                "550 5.4.5 Daily SMTP relay sending limit exceeded for this user."),
        /** An Exchange server's receive connector; its memory is short now and then. */
        EXCHANGE(Integer.MAX_VALUE, 30, "MAIL", "",
                "421 4.4.2 Message submission rate for this client has exceeded the configured limit",
                "452 4.3.1 Insufficient system resources");

        private final int connections;
        private final int perMinute;
        private final String stage;
        private final String tooMany;
        private final String tooFast;
        private final String usedUp;

        Kind(int connections, int perMinute, String stage, String tooMany, String tooFast, String usedUp) {
            this.connections = connections;
            this.perMinute = perMinute;
            this.stage = stage;
            this.tooMany = tooMany;
            this.tooFast = tooFast;
            this.usedUp = usedUp;
        }
    }

    private static final Duration SUBMISSION = Duration.ofMillis(2);

    /** When the minutes begin that may not have more than a minute allows. */
    public enum Minutes {
        /** One follows the other, as on a clock. */
        BY_THE_CLOCK,
        /** With the first mail after the one before. */
        FROM_A_MAIL,
        /** At any time: no 60 seconds may have more. */
        ANY
    }

    /**
     * The time that a stand-in goes by.
     *
     * @param nanos what it shows
     * @param passes called with each command that is judged, which takes time, too
     */
    public record Time(LongSupplier nanos, Runnable passes) {
        /** The machine's. */
        public static final Time REAL = new Time(System::nanoTime, () -> {});
    }

    private final Kind kind;
    private final FaultySmtpServer server;
    private final Time time;
    private final long minute;
    private final long day;
    private final int perDay;
    private final boolean countsOpen;
    private final Minutes minutes;
    private final AtomicInteger submissions = new AtomicInteger();
    private final Map<String, AtomicInteger> refusals = new ConcurrentHashMap<>();
    private final Deque<Long> lastMinute = new ArrayDeque<>(); // when each was taken
    private long minuteBegan;
    private long dayBegan; // with its first mail
    private int inDay;
    private int taken;
    private int mostInMinute;
    private double offered; // by the minutes that are over, while the day had room
    private long judged = System.nanoTime();

    /**
     * @param minute how long its minute lasts
     * @param perDay mails of a day
     * @param countsOpen true: an open connection counts as one in use
     */
    public StandIn(
            Kind kind, FaultySmtpServer server, Time time, Duration minute, Minutes minutes, Duration day, int perDay,
            boolean countsOpen) {
        this.kind = kind;
        this.server = server;
        this.time = time;
        minuteBegan = time.nanos().getAsLong();
        this.minute = minute.toNanos();
        this.day = day.toNanos();
        this.perDay = perDay;
        this.countsOpen = countsOpen;
        this.minutes = minutes;
        server.on(kind.stage, this::judge);
    }

    private synchronized String refusal() {
        time.passes().run();
        long now = time.nanos().getAsLong();
        judged = System.nanoTime();
        boolean dayIsOver = taken > 0 && now - dayBegan > day;
        if (minutes != Minutes.ANY && now - minuteBegan >= minute) {
            long passed = minutes == Minutes.FROM_A_MAIL ? now - minuteBegan : (now - minuteBegan) / minute * minute;
            offered += taken == 0 ? 0 : inDay >= perDay || dayIsOver ? lastMinute.size() : (double) passed / minute * kind.perMinute;
            minuteBegan += passed;
            lastMinute.clear();
        }
        while (minutes == Minutes.ANY && !lastMinute.isEmpty() && now - lastMinute.getFirst() >= minute) {
            lastMinute.removeFirst();
        }
        if (taken == 0) {
            dayBegan = now;
        } else if (dayIsOver) {
            dayBegan = now - (now - dayBegan) % day;
            inDay = 0;
        }
        if (countsOpen ? server.open() > kind.connections : submissions.get() > kind.connections) {
            return kind.tooMany;
        }
        if (inDay >= perDay) {
            return kind.usedUp;
        }
        if (lastMinute.size() >= kind.perMinute) {
            return kind.tooFast;
        }
        lastMinute.addLast(now);
        mostInMinute = Math.max(mostInMinute, lastMinute.size());
        inDay++;
        taken++;
        return "";
    }

    private void judge(FaultySmtpServer.Session session) throws IOException, InterruptedException {
        submissions.incrementAndGet();
        try {
            String refusal = refusal();
            if (refusal.isEmpty()) {
                FaultySmtpServer.after(SUBMISSION, FaultySmtpServer.reply(kind.stage.equals("DATA") ? "354 go on" : "250 2.0.0 ok"))
                        .on(session);
            } else {
                refusals.computeIfAbsent(refusal, any -> new AtomicInteger()).incrementAndGet();
                session.say(refusal);
                if (refusal.startsWith("421")) {
                    FaultySmtpServer.hangUp().on(session);
                }
            }
        } finally {
            submissions.decrementAndGet();
        }
    }

    /** Refusals by their words. */
    public Map<String, AtomicInteger> refusals() {
        return refusals;
    }

    /** How many it took at most in one of its minutes. */
    public synchronized int mostInMinute() {
        return mostInMinute;
    }

    /** Of what its minutes would have taken until now, while its day had room. */
    public synchronized double usedOfMinutes() {
        return taken / (offered + lastMinute.size());
    }

    /** True if it has answered, and nobody has asked for so long by the machine's clock. */
    public synchronized boolean isIdle(Duration length) {
        return submissions.get() == 0 && System.nanoTime() - judged > length.toNanos();
    }

    /** How long it needs at least for so many mails: by its days, or by its minutes, whichever takes longer. */
    public Duration leastTime(int mails) {
        int days = (mails - 1) / perDay;
        return Duration.ofNanos(Math.max(days * day + minutes(mails - days * perDay), minutes(mails)));
    }

    /** On a clock a minute's mails may all come in its first second; a profile spreads them evenly, so that any minute is kept. */
    private long minutes(int mails) {
        long whole = (mails - 1) / kind.perMinute * minute;
        return minutes == Minutes.ANY ? (long) ((double) (mails - 1) / kind.perMinute * minute) : whole;
    }
}
