// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.smtp;

import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How much may still be sent to a destination, so that the gateway stays below what its profile allows. Safe to share. */
public interface Budget {
    /** Of a destination whose profile limits nothing. */
    Budget UNLIMITED = new Budget() {
        @Override
        public boolean isPaced() {
            return false;
        }

        @Override
        public Duration untilNextMail() {
            return Duration.ZERO;
        }

        @Override
        public boolean takeMail() {
            return true;
        }

        @Override
        public Duration takeRecipients(int count) {
            return Duration.ZERO;
        }

        @Override
        public void giveBackRecipients(int count) {}

        @Override
        public Duration untilRecipients(long count, Duration start, double perSecond) {
            return start.plusMillis((long) (count / perSecond * 1000));
        }
    };

    /** True if mails leave one by one and so slowly that one taken too early only keeps an urgent one waiting. */
    boolean isPaced();

    /** How long until the next mail may leave, as far as this process knows; zero for now. */
    Duration untilNextMail();

    /**
     * Takes the place of one mail.
     *
     * @return false if its time has not come
     * @throws IOException if nobody can tell
     */
    boolean takeMail() throws IOException;

    /**
     * Takes the places of recipients.
     *
     * @return zero if they are taken, else how long until they can be
     * @throws IOException if nobody can tell
     */
    Duration takeRecipients(int count) throws IOException;

    /**
     * Takes the place of one more connection, of those that all gateways may have together.
     *
     * @return what gives it back once the connection has ended; null if there is none
     */
    default @Nullable Runnable takeConnection() {
        return () -> {};
    }

    /** True if another gateway has no connection at all, so that one of ours should end; said once in a while. */
    default boolean isConnectionWanted() {
        return false;
    }

    /** Gives back the places of recipients who did not get the mail. */
    void giveBackRecipients(int count);

    /**
     * How long until the last of so many recipients has been sent to, by the limit of the day and as far as this process knows.
     *
     * @param start when the first may be
     * @param perSecond how fast they go while the day has room
     */
    Duration untilRecipients(long count, Duration start, double perSecond);
}
