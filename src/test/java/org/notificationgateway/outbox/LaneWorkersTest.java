// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.notificationgateway.smtp.Budget;

/** What is urgent goes first, and nothing waits for ever. */
class LaneWorkersTest {
    private final LaneWorkers workers = new LaneWorkers("test", 1, Budget.UNLIMITED);
    private final CountDownLatch begin = new CountDownLatch(1);
    private final List<Lane> done = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        workers.close();
    }

    private void put(Lane lane, int tasks) {
        IntStream.range(0, tasks).forEach(i -> workers.of("server", lane).execute(() -> done.add(lane)));
    }

    /** Holds the one worker until all tasks are there. */
    private void hold() {
        workers.of("server", Lane.HIGH).execute(() -> {
            try {
                begin.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    @Test
    void aTaskOnItsOwnIsDoneWhateverItsLane() {
        put(Lane.LOW, 1);
        await().until(() -> done.equals(List.of(Lane.LOW)));
    }

    @Test
    void urgentOnesGoFirstAndLowOnesLast() {
        hold();
        put(Lane.LOW, 3);
        put(Lane.NORMAL, 3);
        put(Lane.HIGH, 2);
        begin.countDown();
        await().until(() -> done.size() == 8);
        assertEquals(
                List.of(Lane.HIGH, Lane.HIGH, Lane.NORMAL, Lane.NORMAL, Lane.NORMAL, Lane.LOW, Lane.LOW, Lane.LOW), done);
    }

    @Test
    void theAgentsMailOvertakesThatOfOthers() {
        hold();
        put(Lane.NORMAL, 3);
        workers.of("agent", Lane.NORMAL).execute(() -> done.add(Lane.HIGH));
        begin.countDown();
        await().until(() -> done.size() == 4);
        assertEquals(Lane.HIGH, done.get(0));
    }

    @Test
    void whereMailsLeaveOneByOneAnUrgentOneIsTheNext() {
        TestBudget budget = new TestBudget();
        try (LaneWorkers paced = new LaneWorkers("paced", 4, budget)) {
            for (int i = 0; i < 20; i++) {
                paced.of("server", Lane.NORMAL).execute(() -> {
                    budget.takeMail();
                    done.add(Lane.NORMAL);
                });
            }
            budget.allow(2);
            await().until(() -> done.size() == 2);
            paced.of("server", Lane.HIGH).execute(() -> {
                budget.takeMail();
                done.add(Lane.HIGH);
            });
            budget.allow(1);
            await().until(() -> done.size() == 3);
            assertEquals(Lane.HIGH, done.get(2));
        }
    }

    /** A place for each mail that the test allows. */
    private static final class TestBudget implements Budget {
        private int places;

        synchronized void allow(int more) {
            places += more;
        }

        @Override
        public boolean isPaced() {
            return true;
        }

        @Override
        public synchronized Duration untilNextMail() {
            return places > 0 ? Duration.ZERO : Duration.ofMillis(5);
        }

        @Override
        public synchronized boolean takeMail() {
            places--;
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
            return Duration.ZERO;
        }
    }

    @Test
    void everyTenthIsTakenFromBelow() {
        hold();
        put(Lane.LOW, 100);
        put(Lane.HIGH, 100);
        begin.countDown();
        await().until(() -> done.size() == 200);
        List<Lane> first = done.subList(0, 99);
        assertEquals(10, Collections.frequency(first, Lane.LOW));
        assertTrue(done.subList(0, 8).stream().allMatch(Lane.HIGH::equals), done.toString());
        assertEquals(Lane.LOW, done.get(8), "the tenth, with the one that held the worker");
    }
}
