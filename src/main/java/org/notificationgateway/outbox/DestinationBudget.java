// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import java.io.IOException;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.notificationgateway.outbox.ledger.ConnectionSlots;
import org.notificationgateway.outbox.ledger.RecipientsOfTheDay;
import org.notificationgateway.smtp.Budget;

/** What one destination may still be sent: mails by the minute, recipients by the day. Safe to share. */
final class DestinationBudget implements Budget {
    /** Tokens that a mail takes: a mail that leaves a little late makes the next one no later. */
    static final int MAIL = 1_000;
    /** Places so short may be waited for by several at once: nobody is overtaken by much. */
    private static final Duration SHORT = Duration.ofMillis(20);

    private final @Nullable Bucket mails;
    private final @Nullable RecipientsOfTheDay recipients;
    private final long place;
    private final @Nullable Slots connections;
    private final LongSupplier nanos;
    private volatile long next; // when it is worth asking

    /**
     * @param mails null for no limit
     * @param place of one mail in its minute
     * @param recipients null for no limit
     * @param connections null if no other gateway has any
     * @param nanos the clock of the places
     */
    DestinationBudget(
            @Nullable Bucket mails, Duration place, @Nullable RecipientsOfTheDay recipients, @Nullable Slots connections,
            LongSupplier nanos) {
        this.mails = mails;
        this.place = place.toNanos();
        this.recipients = recipients;
        this.connections = connections;
        this.nanos = nanos;
        next = nanos.getAsLong();
    }

    /** The connections of a destination, of which others have some. */
    record Slots(ConnectionSlots all, String destination, int limit) {}

    @Override
    public @Nullable Runnable takeConnection() {
        return connections == null ? UNLIMITED.takeConnection() : connections.all().take(connections.destination(), connections.limit());
    }

    @Override
    public boolean isConnectionWanted() {
        return connections != null && connections.all().isWanted(connections.destination());
    }

    @Override
    public boolean isPaced() {
        return mails != null && place >= SHORT.toNanos();
    }

    @Override
    public Duration untilNextMail() {
        return mails == null ? Duration.ZERO : Duration.ofNanos(Math.max(0, next - nanos.getAsLong()));
    }

    @Override
    public boolean takeMail() throws IOException {
        if (mails == null) {
            return true;
        }
        try {
            ConsumptionProbe probe = mails.tryConsumeAndReturnRemaining(MAIL);
            next = nanos.getAsLong() + (probe.isConsumed()
                    ? (Math.max(0, MAIL - probe.getRemainingTokens()) * place + MAIL - 1) / MAIL
                    : probe.getNanosToWaitForRefill());
            return probe.isConsumed();
        } catch (RuntimeException e) {
            throw new IOException("the budget of the destination cannot be read", e);
        }
    }

    @Override
    public Duration takeRecipients(int count) throws IOException {
        return recipients == null ? Duration.ZERO : recipients.take(count);
    }

    /** Whoever is beyond a full day leaves when the one who was a day's number before is a day old. */
    @Override
    public Duration untilRecipients(long count, Duration start, double perSecond) {
        if (recipients == null || count <= 0) {
            return UNLIMITED.untilRecipients(count, start, perSecond);
        }
        long days = (count - 1) / recipients.limit();
        int first = (int) (count - days * recipients.limit());
        Duration free = recipients.until(first);
        Duration pace = UNLIMITED.untilRecipients(first, start, perSecond);
        return (free.compareTo(pace) > 0 ? free : pace).plus(recipients.round().multipliedBy(days));
    }

    @Override
    public void giveBackRecipients(int count) {
        if (recipients != null && count > 0) {
            recipients.giveBack(count);
        }
    }
}
