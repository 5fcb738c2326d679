// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.notificationgateway.smtp.Budget;

/** Mails that leave a little late cost nothing of the budget, and no minute has more than the limit, whenever it begins. */
class PlacesOfTheMinuteTest {
    private static final long MINUTE = Duration.ofMinutes(1).toNanos();

    private final Random random = new Random(22);
    private long now = -3_000_000_000L; // as a JVM's clock may be

    private Budget budget(int perMinute, boolean shared) {
        Duration place = SendingBudgets.place(perMinute);
        Bucket bucket = Bucket.builder().withCustomTimePrecision(new TimeMeter() {
            @Override
            public long currentTimeNanos() {
                return now;
            }

            @Override
            public boolean isWallClockBased() {
                return false;
            }
        }).addLimit(SendingBudgets.places(place, SendingBudgets.lateness(shared))).build();
        return new DestinationBudget(bucket, place, null, null, () -> now);
    }

    /** When each leaves, late by up to so much. */
    private List<Long> leave(Budget budget, int mails, Duration late) throws IOException {
        List<Long> left = new ArrayList<>();
        for (int i = 0; i < mails; i++) {
            now += budget.untilNextMail().toNanos();
            now += (long) (random.nextDouble() * late.toNanos());
            assertTrue(budget.takeMail(), "its time has come");
            left.add(now);
        }
        return left;
    }

    private static int mostInAMinute(List<Long> times) {
        int most = 0;
        for (int first = 0, last = 0; last < times.size(); last++) {
            while (times.get(last) - times.get(first) >= MINUTE) {
                first++;
            }
            most = Math.max(most, last - first + 1);
        }
        return most;
    }

    @ParameterizedTest(name = "{0} mails a minute, shared with other gateways: {1}")
    @CsvSource({
        "1, false", "2, false", "5, false", "30, false", "120, false", "840, false", "6000, false",
        "1, true", "2, true", "5, true", "30, true", "120, true", "840, true", "6000, true"
    })
    void areAllUsedByMailsThatAreALittleLate(int perMinute, boolean shared) throws IOException {
        int mails = 5 * perMinute + 1;
        Duration place = SendingBudgets.place(perMinute);
        Duration most = SendingBudgets.lateness(shared).of(place);
        Duration late = most.compareTo(place) < 0 ? most : place; // else not even one after the other keeps up
        List<Long> left = leave(budget(perMinute, shared), mails, late);
        long ideal = (mails - 1) * place.toNanos();
        assertTrue(left.get(mails - 1) - left.get(0) <= ideal + late.toNanos(), "each was as late as could be made up for");
        assertTrue(mostInAMinute(left) <= perMinute && mostInAMinute(left) >= 0.98 * perMinute, mostInAMinute(left) + " in a minute");
    }

    @ParameterizedTest(name = "{0} mails a minute, shared with other gateways: {1}")
    @CsvSource({
        "1, false", "2, false", "5, false", "30, false", "120, false", "840, false", "6000, false",
        "1, true", "2, true", "5, true", "30, true", "120, true", "840, true", "6000, true"
    })
    void areNeverMoreThanTheLimitHoweverLateTheMailsAre(int perMinute, boolean shared) throws IOException {
        Budget budget = budget(perMinute, shared);
        List<Long> left = new ArrayList<>();
        for (int i = 0; i < 5; i++) { // now and then nothing waits for a while
            left.addAll(leave(budget, perMinute + 1, SendingBudgets.place(perMinute).dividedBy(2)));
            now += random.nextInt(90) * 1_000_000_000L;
        }
        assertTrue(mostInAMinute(left) <= perMinute, mostInAMinute(left) + " in a minute");
    }
}
